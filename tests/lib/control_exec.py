#!/usr/bin/env python3
"""tests/lib/control_exec.py [-t ROWSxCOLS] [-s SIGNAL] SOCKET WORD... - runs a command by
`exec` of a control socket, with pipes or (-t) a terminal of its own.

Relays the standard streams until the last line. With -s it sends the signal when the command
has written its first bytes. Prints the reply lines to stderr. Exits as the command does."""
import array
import json
import os
import select
import signal
import socket
import sys

args = sys.argv[1:]
tty = name = None
while args[0] in ("-t", "-s"):
    if args[0] == "-t":
        tty = args[1]
    else:
        name = args[1]
    args = args[2:]
client = socket.socket(socket.AF_UNIX)
client.connect(args[0])
options = ["--tty=" + tty] if tty else []
line = (" ".join(["exec"] + options + args[1:]) + "\n").encode()
out = {}
master = stdin_to = None
if tty:
    client.sendall(line)
else:
    pipes = [os.pipe() for _ in range(3)]
    theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
    client.sendmsg([line], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", theirs))])
    for fd in theirs:
        os.close(fd)
    stdin_to = pipes[0][1]
    out = {pipes[1][0]: 1, pipes[2][0]: 2}
    os.set_inheritable(stdin_to, False)
reads, buffer, last = {client.fileno(), 0} | set(out), b"", None


def close_input():
    reads.discard(0)
    if stdin_to is not None:
        os.close(stdin_to)


def relay(fd):
    try:
        some = os.read(fd, 65536)
    except OSError:  # EIO: the terminal has no process left
        some = b""
    if not some:
        reads.discard(fd)
        return False
    os.write(out[fd], some)
    return True


while last is None:
    for fd in select.select(list(reads), [], [])[0]:
        if fd == 0:
            some = os.read(0, 65536)
            if not some:
                close_input()
            elif master is not None or stdin_to is not None:
                os.write(master if tty else stdin_to, some)
        elif fd in out:
            if relay(fd) and name:
                client.sendall(("signal " + name + "\n").encode())
                name = None
        else:
            some, rights, _, _ = client.recvmsg(65536, 1024)
            for _, _, data in rights:
                master = array.array("i", data)[0]
                out[master] = 1
                reads.add(master)
            buffer += some
            while b"\n" in buffer:
                text, buffer = buffer.split(b"\n", 1)
                print(text.decode(), file=sys.stderr, flush=True)
                reply = json.loads(text)
                last = reply if "ok" in reply else None
            if not some and last is None:
                last = {"ok": False, "exit": 4}
while any(relay(fd) for fd in select.select([fd for fd in out if fd in reads], [], [], 0)[0]):
    pass
if not last["ok"]:
    sys.exit(last["exit"])
if "signal" in last:
    sys.exit(128 + getattr(signal, "SIG" + last["signal"]))
sys.exit(last["code"])
