#!/usr/bin/env python3
"""tests/lint/programs.py FILE... - finds programs that a test names and deps.sh does not install.

Every word of the shell files that is a program of this machine must come from a package that
tests/lib/deps.sh names, from one that such a package depends on, or from a package that every
Debian has (Essential, or of priority required). Prints one line a program otherwise. Prints
nothing where there is no dpkg.
"""
import os
import re
import shutil
import subprocess
import sys

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Words of the tests that are also programs: English, or run inside a root of rootfs.sh.
WORDS = {"file", "init", "look", "man", "open", "shutdown", "time", "write", "xdpyinfo", "xprop"}
# Other supervisors: measured or named, but no test needs them.
PEERS = {"runit", "runsvdir", "s6-log", "s6-svscan", "supervisord", "svlogd"}
WORD = re.compile(r"(?<![\w$./=@:-])[a-z][a-z0-9._+-]*")


def words(paths):
    """Returns each word outside of comments, with its first position."""
    found = {}
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                if not line.lstrip().startswith("#"):
                    for word in WORD.findall(line):
                        found.setdefault(word, f"{path}:{number}")
    return found


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def allowed():
    """Returns the packages that tests may use."""
    depends, names = {}, set()
    rows = output("dpkg-query", "-W", "-f",
                  "${Package}\t${Essential}\t${Priority}\t${Pre-Depends}, ${Depends}\n")
    for row in rows.splitlines():
        name, essential, priority, needs = row.split("\t")
        depends[name] = re.findall(r"(?:^|[,|]) *([a-z0-9.+-]+)", needs)
        if essential == "yes" or priority == "required":
            names.add(name)
    todo = output("sh", "tests/lib/deps.sh", "list").split()
    while todo:
        name = todo.pop()
        if name not in names and name in depends:
            names.add(name)
            todo += depends[name]
    return names


def spellings(program):
    """Returns the paths under which dpkg may know a file: itself, the target of a link, and the
    paths from before /usr was merged."""
    paths = {program, os.path.realpath(program)}
    return paths | {path.replace("/usr", "", 1) for path in paths}


def owners(programs):
    """Returns for each path the packages that have it, by one call of dpkg."""
    found = {}
    for line in output("dpkg", "-S", *sorted(set().union(*map(spellings, programs)))).splitlines():
        names, _, path = line.rpartition(": ")
        if not line.startswith("diversion "):
            found[path] = {name.split(":")[0] for name in names.split(", ")}
    return {p: set().union(*(found.get(s, set()) for s in spellings(p))) for p in programs}


def main():
    if not shutil.which("dpkg-query"):
        return
    named = {word: (shutil.which(word, path=PATH), place)
             for word, place in words(sys.argv[1:]).items() if word not in WORDS | PEERS}
    named = {word: (program, place) for word, (program, place) in named.items()
             if program and not program.startswith("/usr/local/")}
    fine, owner = allowed(), owners([program for program, _ in named.values()])
    for word, (program, place) in sorted(named.items()):
        if not owner[program] & fine:
            print(f"{place}: {word} is a program of {', '.join(owner[program]) or 'no package'}: "
                  "name that package in tests/lib/deps.sh")


main()
