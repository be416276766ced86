#!/usr/bin/env python3
"""tests/lint/names.py ALLOWED.tsv FILE... - checks that one meaning has one name.

1. No two files of the program have the same base name. A header and its source are one.
2. No two structs have the same name.
3. A room's own state, `struct NAME_state`, is named in its folder only. A struct of another
   room may embed it as a member; it may not look inside. A struct that a folder `shared` or
   `base` defines is for all.

ALLOWED.tsv has the exceptions of 1 and 2 with their reason: `file NAME reason` or `struct
NAME reason`. An exception that nothing needs is an error. Prints one line a fault.
"""
import collections
import os
import re
import sys

DEFINES = re.compile(r"^(?:static )?(?:const )?struct (\w+) \{", re.M)
STATE = re.compile(r"\bstruct (\w+_state)\b")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
MEMBER = re.compile(r"^\t+struct \w+_state \w+;")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def pairs(path):
    """Returns the exceptions as (kind, name)."""
    lines = [line for line in read(path).splitlines() if line and line[0] != "#"]
    return {tuple(line.split("\t")[:2]) for line in lines}


def twice(texts):
    """Yields (kind, name, places) for each name that is used more than once."""
    files, structs = collections.defaultdict(set), collections.defaultdict(set)
    for path, text in texts.items():
        files[os.path.basename(path).rpartition(".")[0]].add(path.rpartition(".")[0])
        for name in DEFINES.findall(text):
            structs[name].add(path)
    for kind, found in (("file", files), ("struct", structs)):
        for name, places in sorted(found.items()):
            if len(places) > 1:
                yield kind, name, sorted(places)


def strangers(texts):
    """Yields lines that name another room's state."""
    home = {name: os.path.dirname(path) for path, text in texts.items()
            for name in DEFINES.findall(text)
            if name.endswith("_state") and not path.split("/")[-2] in ("shared", "base")}
    for path, text in texts.items():
        code = COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
        for number, line in enumerate(code.splitlines(), 1):
            for name in STATE.findall(line):
                if home.get(name, os.path.dirname(path)) != os.path.dirname(path) \
                        and not MEMBER.match(line):
                    yield f"{path}:{number}: struct {name} belongs to {home[name]}/"


def main():
    allowed, used = pairs(sys.argv[1]), set()
    texts = {path: read(path) for path in sys.argv[2:]}
    for kind, name, places in twice(texts):
        used.add((kind, name))
        if (kind, name) not in allowed:
            print(f"{kind} {name}: {' '.join(places)}")
    for kind, name in sorted(allowed - used):
        print(f"{sys.argv[1]}: {kind} {name} is used once: remove its line")
    for line in strangers(texts):
        print(line)


main()
