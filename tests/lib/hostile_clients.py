#!/usr/bin/env python3
"""tests/lib/hostile_clients.py SOCKET KIND COUNT [UID] - connects COUNT clients that behave
badly, keeps them, and connects a new one for each that is dropped, until it is killed.

KIND is silent (sends nothing), garbage (random bytes and newlines), half (a line without its
end), fds (descriptors of connections that linger), deaf (asks for the state and reads
nothing) or wait (waits for a state that does not come). Prints `ready` when all were connected
once."""
import os
import random
import select
import socket
import struct
import sys
import time

path, kind, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
if len(sys.argv) > 4:
    os.setgroups([])
    os.setresgid(int(sys.argv[4]), int(sys.argv[4]), int(sys.argv[4]))
    os.setresuid(int(sys.argv[4]), int(sys.argv[4]), int(sys.argv[4]))
random.seed(1)
os.nice(19)  # what is measured is PID 1, not this program


def lingering():
    """A TCP connection whose last close takes 20 s."""
    server = socket.create_server(("127.0.0.1", 0))
    one = socket.create_connection(server.getsockname())
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 20))
    one.setblocking(False)
    try:
        while True:
            one.send(b"x" * 65536)
    except BlockingIOError:
        pass
    return server, one


keep = lingering() if kind == "fds" else None


def connect():
    client = socket.socket(socket.AF_UNIX)
    client.setblocking(False)
    try:
        client.connect(path)
        if kind == "garbage":
            client.send(bytes(random.randrange(256) for _ in range(random.randrange(1, 5000))))
        elif kind == "half":
            client.send(b"status we")
        elif kind == "deaf":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            client.send(b"status\n")
        elif kind == "wait":
            client.send(b"wait --for=failed web\n")
        elif kind == "fds":
            socket.send_fds(client, [b"ping\n" if random.random() < .5 else b"pi"],
                            [keep[1].fileno()])
    except OSError:
        client.close()
        return None
    return client


poll = select.poll()
clients, made, said = {}, 0, False
while True:
    for _ in range(50 if not said else 5):
        if len(clients) >= count:
            break
        client = connect()
        if client is None:
            break
        made += 1
        clients[client.fileno()] = client
        poll.register(client.fileno(), select.POLLHUP | (0 if kind == "deaf" else select.POLLIN))
    if made >= count and not said:
        print("ready", flush=True)
        said = True
    time.sleep(.005)
    for fd, _ in poll.poll(10):
        poll.unregister(fd)
        clients.pop(fd).close()
