#!/usr/bin/env python3
"""tests/lib/unread.py KIND PROGRAM... - runs PROGRAM with an output that no process reads.

KIND is pipe, socket, terminal (stopped, as by ^S), or slow: a pipe from which 4 KiB are read
each 0.2 s. stdout is of that kind; with `both-` in front of KIND, stderr too. All of them are
full before PROGRAM starts."""
import os
import pty
import socket
import subprocess
import sys
import termios
import threading
import time
import tty


def fill(fd):
    os.set_blocking(fd, False)
    for size in (65536, 1024, 1):
        try:
            while True:
                os.write(fd, b"x" * size)
        except BlockingIOError:
            pass
    os.set_blocking(fd, True)


def output(kind):
    """Returns the descriptor for PROGRAM, and one that keeps the other end open."""
    if kind in ("pipe", "slow"):
        keep, fd = os.pipe()
    elif kind == "socket":
        keep, fd = (s.detach() for s in socket.socketpair())
    else:
        keep, fd = pty.openpty()
        tty.setraw(fd)
        termios.tcflow(fd, termios.TCOOFF)
    fill(fd)
    return fd, keep


def read_slowly(fd):
    while os.read(fd, 4096):
        time.sleep(0.2)


def main():
    kind, program = sys.argv[1], sys.argv[2:]
    fd, keep = output(kind.removeprefix("both-"))
    err = fd if kind.startswith("both-") else None
    if kind == "slow":
        threading.Thread(target=read_slowly, args=(keep,), daemon=True).start()
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=fd, stderr=err)
    os.close(fd)
    os._exit(child.wait())


main()
