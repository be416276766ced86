#!/usr/bin/env python3
# tests/lib/gift.py notify|end|unix PATH - sends a descriptor whose last close takes 1000 s.
#
# notify: sends it with READY=1 to NOTIFY_SOCKET, or READY=1 alone if the kernel refuses that.
# end: the same, and exits at once. unix PATH: sends it to each client that connects to PATH.
import array
import os
import socket
import struct
import sys
import time


def lingering():
    """Makes a connection with more unsent data than its peer will read."""
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    client.setblocking(False)
    try:
        while True:
            client.send(b"x" * 65536)
    except BlockingIOError:
        pass
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 1000))
    keep.append((server, server.accept()))
    return client.detach()


def give(to, fd, text, flood):
    """True: it was taken. The receiver is kept busy until our own reference is gone; by a
    child, for when the receiver was faster it is our close that waits. The parent's is
    closed before, so never the last one."""
    told, tell = os.pipe()
    closed, close = os.pipe()
    child = os.fork()
    if child:
        os.close(fd)
        os.close(tell)
        os.close(close)
        os.close(closed)
        return os.read(told, 1) == b"y"
    os.close(close)
    os.read(closed, 1)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))]
    try:
        for _ in range(flood):
            to.send(b"STATUS=busy\n" * 300)
        to.sendmsg([text], rights)
        os.write(tell, b"y")
        os.close(fd)
    finally:
        os._exit(0)


keep = []
if sys.argv[1] == "unix":
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[2])
    server.listen(16)
    while True:
        fd = lingering()
        give(server.accept()[0], fd, b"x", 0)
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.connect("\0" + os.environ["NOTIFY_SOCKET"][1:])
if give(notify, lingering(), b"READY=1", 6):
    print("given", flush=True)
else:
    print("refused", flush=True)
    notify.send(b"READY=1")
if sys.argv[1] == "notify":
    time.sleep(1000)
os._exit(0)
