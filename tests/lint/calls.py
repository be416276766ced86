#!/usr/bin/env python3
"""tests/lint/calls.py BUILD SOURCE... - finds call cycles.

A source file may use functions and data of other files, but never of a file that uses it,
directly or over others. The same holds for folders. nm(1) says what each object in BUILD
defines and uses. Calls through pointers are not seen, and are the way to cut a circle: a
lower room gets a callback.

Prints one line for each circle.
"""
import collections
import os
import subprocess
import sys


def objects(build, sources):
    """Maps each object to its source, except objects that run before libc."""
    found = {f"{build}/{source[:-2]}.o": source for source in sources}
    return {path: source for path, source in found.items() if os.path.exists(path)}


def symbols(found):
    """Returns the source that defines each symbol, and the symbols that each source needs."""
    owner, needs = {}, collections.defaultdict(set)
    printed = subprocess.run(["nm", "-gA", *found], capture_output=True, text=True, check=True)
    for line in printed.stdout.splitlines():
        path, _, rest = line.partition(":")
        kind, name = rest.split()[-2:]
        if kind == "U":
            needs[found[path]].add(name)
        elif kind.isupper():
            owner.setdefault(name, found[path])
    return owner, needs


def graph(owner, needs, part):
    """Returns the graph from user to owner, with one symbol for each edge. part() turns a source
    into a node."""
    arrows = collections.defaultdict(dict)
    for source, names in needs.items():
        for name in sorted(names):
            to = owner.get(name)
            if to and part(to) != part(source):
                arrows[part(source)].setdefault(part(to), name)
    return arrows


def way_back(arrows, start):
    """Returns the shortest path from a node back to itself, or nothing."""
    came, queue = {}, collections.deque([start])
    while queue:
        node = queue.popleft()
        for to in sorted(arrows.get(node, ())):
            if to == start:
                way = [node]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if to not in came:
                came[to] = node
                queue.append(to)
    return []


def circles(arrows):
    """Returns the shortest circle of every node that is on one; each circle once."""
    seen = set()
    for start in sorted(arrows):
        if start not in seen:
            way = way_back(arrows, start)
            if way:
                seen.update(way)
                yield way


def describe(arrows, way):
    steps = [f"{a} -> {b} ({arrows[a][b]})" for a, b in zip(way, way[1:] + way[:1])]
    return ", ".join(steps)


def main():
    owner, needs = symbols(objects(sys.argv[1], sys.argv[2:]))
    for what, part in (("files", lambda source: source), ("folders", os.path.dirname)):
        arrows = graph(owner, needs, part)
        for way in circles(arrows):
            print(f"{what} call in a circle: {describe(arrows, way)}")


main()
