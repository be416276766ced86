#!/usr/bin/env python3
"""tests/lib/terminal.py PROGRAM... - runs PROGRAM as the leader of a session with a terminal.

Each line of stdin is a step: `send TEXT` (with escapes as in Python: \\n \\x03), `expect
REGEX` (in the output since the last match), `size ROWS COLUMNS`, or `kill` (SIGTERM to the
init). After the last step it waits for the end of PROGRAM and exits with its code. If a step
fails, the exit code is 99 and the output of PROGRAM is on stderr."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

LIMIT = int(os.environ.get("TERMINAL_LIMIT", "200"))
seen, start = "", 0


def more(master, end):
    global seen
    if not select.select([master], [], [], max(0, end - time.monotonic()))[0]:
        return False
    try:
        data = os.read(master, 4096)
    except OSError:  # EIO: the other side is closed
        return False
    seen = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", seen + data.decode(errors="replace"))
    seen = seen.replace("\r", "")
    return bool(data)


def expect(master, pattern):
    global start
    end = time.monotonic() + LIMIT
    while True:
        found = re.compile(pattern, re.M).search(seen, start)
        if found:
            start = found.end()
            return
        if not more(master, end):
            print(f"no {pattern!r} in:\n{seen[start:]}\n--- all:\n{seen}", file=sys.stderr)
            os.kill(pid, signal.SIGKILL)
            sys.exit(99)


def init():
    """Returns the pid of the lowest ctinit below us."""
    found, at = pid, pid
    while at:
        try:
            names = open(f"/proc/{at}/task/{at}/children").read().split()
        except FileNotFoundError:
            break
        at = int(names[0]) if names else 0
        if at and open(f"/proc/{at}/comm").read() == "ctinit\n":
            found = at
    return found


steps = [line.rstrip("\n").strip() for line in sys.stdin if line.strip()]
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
for step in steps:
    word, _, rest = step.partition(" ")
    if word == "send":
        os.write(master, rest.encode().decode("unicode_escape").encode())
    elif word == "expect":
        expect(master, rest)
    elif word == "size":
        rows, columns = map(int, rest.split())
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    elif word == "kill":  # sent from outside, as an engine does
        os.kill(init(), signal.SIGTERM)
    else:
        sys.exit(f"no such step: {step}")
end = time.monotonic() + LIMIT
while more(master, end):
    pass
while time.monotonic() < end:
    got, status = os.waitpid(pid, os.WNOHANG)
    if got:
        print(seen[start:], end="")
        code = os.waitstatus_to_exitcode(status)
        sys.exit(code if code >= 0 else 128 - code)
    time.sleep(0.005)
os.kill(pid, signal.SIGKILL)
print(f"it still runs; all that was seen:\n{seen}", file=sys.stderr)
sys.exit(99)
