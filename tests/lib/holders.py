#!/usr/bin/env python3
"""tests/lib/holders.py SCRIPT - lists the container's processes that have a terminal open.

A shell runs SCRIPT on a new terminal; the script prints UP when all processes run. For each
process below it in another pid namespace, the output has a line with the name and the number
of descriptors of that terminal. Then all of them are killed."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import time

TIOCGPTN = 0x80045430


def below(pid):
    yield pid
    for task in os.listdir(f"/proc/{pid}/task"):
        for child in open(f"/proc/{pid}/task/{task}/children").read().split():
            yield from below(int(child))


def same(path, terminal):
    try:
        st = os.stat(path)
    except FileNotFoundError:
        return False
    return (st.st_dev, st.st_ino) == (terminal.st_dev, terminal.st_ino)


pid, master = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", sys.argv[1]])
number = struct.unpack("i", fcntl.ioctl(master, TIOCGPTN, b"0000"))[0]
terminal = os.stat(f"/dev/pts/{number}")
seen, end = b"", time.monotonic() + 200
while b"UP\r" not in seen and select.select([master], [], [], end - time.monotonic())[0]:
    seen += os.read(master, 4096)
found = list(below(pid))
for one in found:
    try:
        if os.readlink(f"/proc/{one}/ns/pid") == os.readlink("/proc/self/ns/pid"):
            continue
        fds = os.listdir(f"/proc/{one}/fd")
        name = open(f"/proc/{one}/comm").read().strip()
    except FileNotFoundError:  # the process has exited
        continue
    print(name, sum(same(f"/proc/{one}/fd/{fd}", terminal) for fd in fds))
for one in reversed(found):
    try:
        os.kill(one, signal.SIGKILL)
    except ProcessLookupError:
        pass
os.waitpid(pid, 0)
sys.exit(b"UP\r" not in seen)
