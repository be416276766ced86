#!/usr/bin/env python3
"""tests/lint/functions.py FILE... - finds functions with more than five parameters.

With more than five, some of them are one thing that has no name yet: make it a struct.
Wrappers of syscall(2), which take its number and six arguments, are allowed, and a callback
whose parameters libmicrohttpd decides.
"""
import re
import sys

MAX = 5
SYSTEM_CALLS = {"raw", "raw_syscall", "raw_syscall_retry", "native", "i386"}
CALLBACKS = {"on_request"}
DEFINITION = re.compile(r"^(?:\w[\w *]*?[ *])(\w+)\(([^;{}]*?)\)\s*\n\{", re.M)


def parameters(text):
    """Counts the commas outside of parentheses."""
    depth, count = 0, 1
    for char in text:
        depth += (char == "(") - (char == ")")
        count += char == "," and depth == 0
    return count


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as f:
        source = f.read()
    for match in DEFINITION.finditer(source):
        count = parameters(match.group(2))
        if count > MAX and match.group(1) not in SYSTEM_CALLS | CALLBACKS:
            line = source.count("\n", 0, match.start()) + 1
            print(f"{path}:{line}: {match.group(1)}() has {count} parameters, at most {MAX}")
