#!/usr/bin/env python3
"""tests/lib/hostile_logger.py PID WHAT - sends PID 1 messages that no logger sends.

It uses the socket of the logger with this PID, which it takes by pidfd_getfd(2) as root."""

import array
import ctypes
import os
import re
import socket
import struct
import sys

PIDFD_GETFD = 438
SOCKET = 3  # descriptor of the socket in a logger

pid, what = int(sys.argv[1]), sys.argv[2]
header = os.path.join(os.path.dirname(__file__), "../../supervisor/logger/shared/protocol.h")
with open(header, encoding="utf-8") as f:
    kinds = re.findall(r"^\t(?:PACKET|REPLY)_\w+", f.read().split("enum packet_kind {")[1], re.M)
kinds = [kind.strip() for kind in kinds]


def short(kind, ident=0, run_id=0):
    return struct.pack("=III", kind, ident, run_id)


packets = {
    "short": b"abc",
    "long": bytes(60000),
    "unknown": short(12345),
    "ours": short(kinds.index("PACKET_STREAM")),
    "twice": short(kinds.index("REPLY_SERVING")),
    "unasked": short(kinds.index("REPLY_MATCHED"), 0, 1),
    "empty": b"",
}

libc = ctypes.CDLL(None, use_errno=True)
fd = libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), SOCKET, 0)
if fd < 0:
    sys.exit(os.strerror(ctypes.get_errno()))
s = socket.socket(fileno=fd)
if what == "closed":
    s.shutdown(socket.SHUT_WR)
elif what == "descriptors":
    rights = array.array("i", [2] * 100)
    try:
        s.sendmsg([packets["unasked"]], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    except PermissionError:  # the kernel supports SO_PASSRIGHTS
        s.send(packets["unasked"])
else:
    s.send(packets[what])
