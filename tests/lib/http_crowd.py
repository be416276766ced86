#!/usr/bin/env python3
"""tests/lib/http_crowd.py PORT COUNT nothing|half|unread PATH - holds COUNT connections.

nothing: sends nothing. half: sends half a request. unread: requests PATH and reads nothing.
Prints "connected", then waits for a line on stdin; prints how many of the connections the
server has closed by then.
"""
import select
import socket
import sys


def is_closed(client):
    """Reads what is there; a closed connection is readable and has nothing more."""
    poll = select.poll()
    poll.register(client, select.POLLIN | select.POLLRDHUP)
    return any(event & (select.POLLRDHUP | select.POLLHUP | select.POLLERR)
               for _, event in poll.poll(0))


def main():
    port, count, kind, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    bytes_of = {"nothing": b"", "half": f"GET {path} HTTP/1.1\r\nHost: local".encode(),
                "unread": f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()}
    clients = []
    for _ in range(count):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(bytes_of[kind])
        clients.append(client)
    print("connected", flush=True)
    sys.stdin.readline()
    print(sum(map(is_closed, clients)), flush=True)


main()
