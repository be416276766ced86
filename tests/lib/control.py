#!/usr/bin/env python3
"""tests/lib/control.py SOCKET WORD... - sends a request to a control socket and prints the
reply.

SOCKET is a path or @NAME. The words are not quoted. Exits with 0 if the last line is ok, else
with the exit code that it names."""
import json
import socket
import sys

name = sys.argv[1]
client = socket.socket(socket.AF_UNIX)
client.connect("\0" + name[1:] if name[0] == "@" else name)
last = {}
try:
    client.sendall((" ".join(sys.argv[2:]) + "\n").encode())
    for line in client.makefile():
        last = json.loads(line)
        print(line, end="", flush=True)
except (BrokenPipeError, ConnectionResetError):
    pass
sys.exit(0 if last.get("ok") else last.get("exit", 4))
