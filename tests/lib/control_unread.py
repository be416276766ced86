#!/usr/bin/env python3
"""tests/lib/control_unread.py SOCKET WORD... - sends a request to a control socket and reads
nothing. Prints "asked" when there is something to read, and when the connection has ended how
many bytes it was sent."""
import select
import socket
import sys

client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
client.sendall((" ".join(sys.argv[2:]) + "\n").encode())
poll = select.poll()
poll.register(client, select.POLLIN)
poll.poll(60000)
print("asked", flush=True)
poll.modify(client, 0)  # only the end
poll.poll(60000)
total = 0
while True:
    try:
        some = client.recv(65536)
    except ConnectionResetError:
        break
    if not some:
        break
    total += len(some)
print("dropped after", total, "bytes")
