#!/usr/bin/env python3
"""tests/attack/files.py CTINIT DIR - a hundred hostile files, each through `ctinit check`.

Each must be answered in time, with 0 or 1 and nothing else; what is said must begin with
the file's name (and a line, but for what is wrong with no line of it), hold no control
character, and be there for all that is refused. Prints TAP."""
import os
import re
import subprocess
import sys

CTINIT, DIR = sys.argv[1:3]
LIMIT = 120  # seconds; the sanitized build needs some for the largest file
ONE = b"[service:a]\ncommand = /bin/true\n"
MEG = 1 << 20


def key(text):
    return ONE + text + b"\n"


def sections(front, count, body=b"command = x\n"):
    return b"".join(b"[%s%d]\n%s" % (front, i, body) for i in range(count))


RIGHT = {
    "empty": b"", "only a comment": b"# nothing", "a byte order mark": b"\xef\xbb\xbf" + ONE,
    "CR LF": ONE.replace(b"\n", b"\r\n"), "no newline at the end": ONE[:-1],
    "a comment of 10 MiB": b"#" + b"x" * 10 * MEG + b"\n" + ONE,
    "100,000 sections": sections(b"service:s", 100000),
    "a section in two parts": ONE + b"[service:a]\nuser = root\n",
    "10,000 instances": key(b"instances = 10000"),
    "50,000 words": key(b"environment = " + b"A=x " * 50000),
    "includes in a circle": b"[include]\nfiles = round.ini\n" + ONE,
    "a repetition that fits": key(b"ready = log:'([0-9]{1,3}[.]){3}'"),
}
WRONG = {
    "random bytes": bytes((i * 7919 >> 3) & 255 for i in range(4096)),
    "a program": open("/bin/sh", "rb").read(),
    "UTF-16": ("\ufeff" + ONE.decode()).encode("utf-16-le"), "CR alone": ONE.replace(b"\n", b"\r"),
    "a NUL byte": key(b"user = a\0b"), "not UTF-8": key(b"user = \xff\xfe"),
    "an overlong form": key(b"user = \xc0\xaf"), "an escape in a value": key(b"user = \x1b[31m"),
    "an escape as a key": key(b"\x1b[31mfoo = 1"), "an escape as a section": b"[\x1b[31m]\n",
    "a value of 10 MiB": key(b"user = " + b"x" * 10 * MEG), "a key of 10 MiB": key(b"x" * 10 * MEG + b" = 1"),
    "a section of 10 MiB": b"[" + b"x" * 10 * MEG + b"]\n",
    "100,000 sections that are none": sections(b"foo:s", 100000),
    "5,000 keys that are none": ONE + b"".join(b"k%d = 1\n" % i for i in range(5000)),
    "a key twice": ONE + ONE, "a key before any section": b"user = x\n" + ONE,
    "a cycle": key(b"needs = b\n[service:b]\ncommand = x\nneeds = a"), "itself": key(b"needs = a"),
    "a cycle of 3,000": b"".join(b"[service:s%d]\ncommand = x\nneeds = s%d\n" % (i, (i + 1) % 3000) for i in range(3000)),
    "not a letter in a name": "[service:wéb]\ncommand = x\n".encode(), "upper case": b"[service:Web]\ncommand = x\n",
    "a long name": b"[service:" + b"a" * 40 + b"]\ncommand = x\n", "no name": b"[service:]\ncommand = x\n",
    "blanks in a section": b"[ service:a ]\ncommand = x\n", "an open section": b"[service:a\ncommand = x\n",
    "words behind a section": b"[service:a] ; c\ncommand = x\n", "a section of TOML": b'[service.web]\ncommand = "x"\n',
    "quotes in a section": b'["service:a"]\ncommand = x\n', "a group": "[service:a]\ncommand = x\ngroup = wörker\n".encode(),
    "a dollar": key(b"user = a$b"), "an open brace": key(b"user = ${A"),
    "braces in braces": key(b"user = " + b"${A:-" * 2000 + b"x" + b"}" * 2000),
    "an assignment": key(b"user = ${A:=x}"), "a shell's command": key(b"environment = A=$(date)"),
    "an open quote": key(b'environment = "A=x'), "an open '": key(b"environment = 'A=x"),
    "a backslash at the end": key(b"environment = A=x\\"), "negative": key(b"restart-limit = -1"),
    "a huge number": key(b"restart-limit = 99999999999999999999999"), "hexadecimal": key(b"restart-limit = 0x10"),
    "a duration too long": key(b"stop-timeout = 999999999999999h"), "64 bits and more": key(b"log-max-size = 18446744073709551617"),
    "a size too large": key(b"log-max-size = 99999999999999999T"), "half a second": key(b"stop-timeout = 1.5s"),
    "a blank before the unit": key(b"stop-timeout = 5 s"), "another unit": key(b"stop-timeout = 5sec"),
    "no unit": key(b"stop-timeout = 5"), "not octal": key(b"umask = 999"), "too many instances": key(b"instances = 100000"),
    "codes": key(b"success = 0-300"), "codes backwards": key(b"success = 5-2"), "codes with commas": key(b"success = 0,2"),
    "a signal": key(b"stop-signal = FOO"), "signal 0": key(b"stop-signal = 0"), "a real-time signal": key(b"stop-signal = RTMIN+99"),
    "nice": key(b"nice = -21"), "no such key": key(b"foo = 1"), "no equals sign": key(b"user root"), "a colon": key(b"user: root"),
    "an indented key": key(b"  user = x"), "an empty command": b"[service:a]\ncommand =\n",
    "an empty program": b'[service:a]\ncommand = ""\n', "no command": b"[service:a]\n", "a port": key(b"ready = tcp:127.0.0.1:99999"),
    "no port": key(b"ready = tcp:127.0.0.1"), "a descriptor below 0": key(b"ready = fd:-1"), "stderr": key(b"ready = fd:2"),
    "a large descriptor": key(b"ready = fd:99999999"), "an expression": key(b"ready = log:'('"),
    "an expression that grows": key(b"ready = log:'((((a{1,200}){1,200}){1,200}){1,200})'"),
    "an expression that is deep": key(b"ready = log:'" + b"(" * 5000 + b"a" + b")" * 5000 + b"'"),
    "no such include": b"[include]\nfiles = /nope.ini\n" + ONE, "a directory": b"[include]\nfiles = /etc\n" + ONE,
    "a device": b"[include]\nfiles = /dev/zero\n" + ONE, "a volume": b"[container]\nvolume = a\n" + ONE,
    "a map": b"[container]\nuser-map = 0:99999999999:1\n" + ONE, "no such pipe": key(b"stdout = pipe:zz"),
    "a pipe to itself": key(b"stdout = pipe:a"), "no name of a variable": key(b"environment = =x"),
    "a relative log": key(b"log-file = x.log"),
    "an action": b"[init]\nsignals = HUP:foo\n" + ONE, "no such start": b"[init]\nstart = zz\n" + ONE,
    "a later format": b"[init]\nformat = 2\n" + ONE, "JSON": b'{"a": 1}\n', "YAML": b"services:\n  web:\n    command: x\n",
    "a script": b"#!/bin/sh\nexec nginx\n", "a comment behind a value": key(b"user = root ; the user"),
}


def fault(path, content, code):
    with open(path, "wb") as file:
        file.write(content)
    try:
        got = subprocess.run([CTINIT, "check", path], capture_output=True, timeout=LIMIT, cwd=DIR)
    except subprocess.TimeoutExpired:
        return "no answer in %d s" % LIMIT
    said = (got.stdout + got.stderr).decode("utf-8", "replace")
    lines = said.splitlines()
    if got.returncode != code:
        return "exit code %d, not %d: %s" % (got.returncode, code, said[:2000])
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", said):
        return "a control character: %r" % said[:2000]
    if not lines or len(said) > 1010 * 1100:
        return "%d lines, %d bytes" % (len(lines), len(said))
    for line in lines:
        where = re.escape(path) + (r":\d+: ." if code else ": (ok|warning)")
        if not re.match(where, line) and not re.fullmatch(r"and \d+ more", line):
            return "not of a line: " + line[:500]
    return None


def main():
    with open(DIR + "/round.ini", "wb") as file:
        file.write(b"[include]\nfiles = round.ini x*.ini\n")
    number = bad = 0
    for code, cases in ((0, RIGHT), (1, WRONG)):
        for name, content in cases.items():
            number += 1
            path = "%s/x%d.ini" % (DIR, number)
            why = fault(path, content, code)
            os.unlink(path)
            bad += why is not None
            print("%s %d %s" % ("not ok" if why else "ok", number, name))
            if why:
                print("# " + why.replace("\n", "\n# "))
    print("1..%d" % number)
    return 1 if bad else 0


sys.exit(main())
