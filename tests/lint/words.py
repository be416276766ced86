#!/usr/bin/env python3
"""tests/lint/words.py - finds retired names, and comments that are hard to read.

words.py names RETIRED.tsv FILE...: prints each use of a retired word, in code and comments.
    A word in capitals is retired in capitals only. `desk` also finds desk_open, DESK_MAX, desks.
words.py prose PATTERNS.tsv LIMIT FILE...: prints the comments that match a pattern if they
    are more than LIMIT percent of all comments of four words or more. LIMIT 0 prints all.

The first column of both files is the word or the pattern, the second what to write instead.
"""
import re
import sys

COMMENT = re.compile(r"/\*(.*?)\*/", re.S)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def rows(path):
    lines = [line for line in read(path).splitlines() if line and line[0] != "#"]
    return [line.split("\t")[:2] for line in lines]


def names(table, paths):
    kinds = []
    for word, instead in rows(table):
        flags = 0 if word.isupper() else re.I
        kinds.append((re.compile(rf"(?<![A-Za-z]){word}s?(?![A-Za-z])", flags), instead))
    for path in paths:
        for number, line in enumerate(read(path).splitlines(), 1):
            for pattern, instead in kinds:
                hit = pattern.search(line)
                if hit:
                    print(f"{path}:{number}: {hit.group()}: {instead}")


def comments(text):
    """Yields the line number and the words of each comment that is prose."""
    for match in COMMENT.finditer(text):
        said = re.sub(r"\s*\n\s*\*?\s*", " ", match.group(1)).strip(" *")
        if len(re.findall(r"[A-Za-z]{2,}", said)) >= 4:
            yield text.count("\n", 0, match.start()) + 1, said


def prose(table, limit, paths):
    patterns = [(re.compile(rf"\b(?:{word})\b", re.I), instead) for word, instead in rows(table)]
    found, total = [], 0
    for path in paths:
        for number, said in comments(read(path)):
            total += 1
            for pattern, instead in patterns:
                hit = pattern.search(said)
                if hit:
                    found.append(f"{path}:{number}: \"{hit.group()}\": {instead}: {said[:140]}")
                    break
    share = 100 * len(found) / max(total, 1)
    if share > limit:
        print(f"{len(found)} of {total} comments ({share:.1f} %), at most {limit} %:")
        print("\n".join(found))


if sys.argv[1] == "names":
    names(sys.argv[2], sys.argv[3:])
else:
    prose(sys.argv[2], float(sys.argv[3]), sys.argv[4:])
