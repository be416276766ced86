#!/usr/bin/env python3
"""tests/lib/notify_listen.py SOCKET [full] - prints the messages of sd_notify(3), as systemd
would receive them.

SOCKET is a path or @NAME. Each message is one line, with `|` for each newline in it. With
`full`, it fills the queue first and reads only after a line on stdin."""
import socket
import sys

name = sys.argv[1]
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind("\0" + name[1:] if name[0] == "@" else name)
print("listening", flush=True)
if len(sys.argv) > 2:
    filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    filler.connect("\0" + name[1:] if name[0] == "@" else name)
    try:
        while True:
            filler.send(b"FULL=1")
    except BlockingIOError:
        print("full", flush=True)
    sys.stdin.readline()
while True:
    print(server.recv(65536).decode().replace("\n", "|"), flush=True)
