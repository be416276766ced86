#!/usr/bin/env python3
"""tests/lib/handover.py PROGRAM... - runs an init that gives its terminal to its command.

PROGRAM is the leader of a session with a terminal. It gets SIGHUP once it has reported that
its command runs. Prints the output of PROGRAM and at last `exit N`.
"""
import os
import pty
import select
import signal
import sys

pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text, sent = b"", False
while select.select([master], [], [], 200)[0]:
    try:
        data = os.read(master, 4096)
    except OSError:  # EIO: the other side is closed
        break
    text += data
    # The command has the terminal once the init has reported the SIGCONT.
    if not sent and b"hand-off signal 18" in text and b"setsid complete" in text:
        sent = True
        os.kill(pid, signal.SIGHUP)
else:
    os.kill(pid, signal.SIGKILL)
status = os.waitpid(pid, 0)[1]
os.close(master)
sys.stdout.write(text.decode().replace("\r", ""))
print("exit", os.waitstatus_to_exitcode(status))
