#!/usr/bin/env python3
"""tests/lint/walks.py PAGE DISPATCHER - checks the functions that a page names.

1. `FILE.c:FUNCTION()` in the text, and a line `FILE.c  FUNCTION()` in a block: a file whose
   path ends with FILE.c defines FUNCTION.
2. A block, which is a walk through the code, has no file twice but DISPATCHER.

Prints one line a fault.
"""
import re
import subprocess
import sys

NAMED = re.compile(r"`([\w/]+\.c):(\w+)\(\)`")
STATION = re.compile(r"^([\w/]+\.c) +(\w+)\(\)", re.M)
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)


def sources(name):
    """Returns the paths of the program that end with `name`."""
    listed = subprocess.run(["git", "ls-files", "conf", "supervisor", "init"], check=True,
                            capture_output=True, text=True).stdout.split()
    return [path for path in listed if path == name or path.endswith("/" + name)]


def defines(path, function):
    """Returns true if the file has a line that begins the definition of the function."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    begin = re.compile(r"^[A-Za-z_][^;=\n]*\b%s\([^;{]*\)\n(?:#.*\n)?\{" % function, re.M)
    return begin.search(text) is not None


def main():
    page, dispatcher = sys.argv[1:]
    with open(page, encoding="utf-8") as f:
        text = f.read()
    blocks = BLOCK.findall(text)
    named = NAMED.findall(text) + [s for block in blocks for s in STATION.findall(block)]
    for name, function in named:
        if not any(defines(path, function) for path in sources(name)):
            print(f"{page}: {name} does not define {function}()")
    for block in blocks:
        files = [name for name, _ in STATION.findall(block)]
        for name in sorted(set(files)):
            if files.count(name) > 1 and name != dispatcher:
                print(f"{page}: a walk enters {name} twice")


main()
