#!/usr/bin/env python3
"""notify.py MESSAGE... - sends the lines in one datagram to $NOTIFY_SOCKET (sd_notify(3))."""
import os
import socket
import sys

path = os.environ["NOTIFY_SOCKET"]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.sendto("\n".join(sys.argv[1:]).encode(), "\0" + path[1:] if path[0] == "@" else path)
