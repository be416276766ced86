#!/usr/bin/env python3
"""tests/lib/control_replay.py SOCKET DIR - answers requests at SOCKET with recorded replies.

A request `WORD ...` gets the bytes of DIR/WORD; one without such a file gets an error. A request
with -f gets them without the last line, and its connection stays open. The requests are appended to
SOCKET.requests. Prints "listening" when it listens, and runs until it is killed."""
import os
import socket
import sys

path, replies = sys.argv[1:]
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(path)
server.listen(16)
print("listening", flush=True)
followers = []
while True:
    client, _ = server.accept()
    request = client.makefile("rb").readline()
    with open(path + ".requests", "ab") as log:
        log.write(request)
    word = request.split()[0].decode() if request.split() else ""
    try:
        with open(os.path.join(replies, word), "rb") as reply:
            text = reply.read()
        if b"-f" in request.split():
            followers.append(client)
            text = text[:text.rindex(b'{"ok"')]
        client.sendall(text)
    except FileNotFoundError:
        client.sendall(b'{"ok":false,"exit":2,"error":"no recorded reply"}\n')
    except BrokenPipeError:
        pass
    if client not in followers:
        client.close()
