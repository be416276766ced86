#!/usr/bin/env python3
"""tests/lib/control_typed.py SOCKET - types at a shell that `exec --tty` runs, as a person does.

Checks that words arrive and are echoed, that ^C interrupts a command but not the shell, and that
the exit code comes back."""
import array
import json
import os
import re
import select
import socket
import sys
import time

client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
client.sendall(b"exec --tty=24x80 off -- sh -i\n")
line, rights, _, _ = client.recvmsg(4096, 1024)
assert json.loads(line)["type"] == "started", line
master = array.array("i", rights[0][2])[0]
seen = b""


def expect(pattern):
    global seen
    end = time.monotonic() + 30
    while not re.search(pattern, seen):
        left = end - time.monotonic()
        assert left > 0, (pattern, seen)
        if select.select([master], [], [], left)[0]:
            seen += os.read(master, 4096)
    seen = re.split(pattern, seen, maxsplit=1)[-1]


expect(rb"[#$] ")
os.write(master, b"echo a$((1 + 1))b\n")
expect(rb"echo a\$")  # the echo of the terminal
expect(rb"a2b\r\n")
shell = os.tcgetpgrp(master)
os.write(master, b"echo begin; sleep 1000; echo no$((1 + 1))\n")
expect(rb"begin\r\n")
while os.tcgetpgrp(master) == shell:  # until the shell has put sleep(1) into the foreground
    time.sleep(0.01)
os.write(master, b"\x03")
expect(rb"[#$] ")
os.write(master, b"exit 5\n")
last = json.loads(client.makefile().readlines()[-1])
assert last == {"ok": True, "code": 5}, last
