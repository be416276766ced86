#!/usr/bin/env python3
"""tests/lib/handover.py PROGRAM... - run PROGRAM as the leader of a session with a terminal.

Once it has said that its command runs it gets a HUP; what it printed goes to stdout, its
end (`exit N`) last. For inits that leave their terminal to their command.
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
    except OSError:  # EIO: the other side is gone
        break
    text += data
    # The hand-over is done once the CONT has been told of.
    if not sent and b"hand-off signal 18" in text and b"setsid complete" in text:
        sent = True
        os.kill(pid, signal.SIGHUP)
else:
    os.kill(pid, signal.SIGKILL)
status = os.waitpid(pid, 0)[1]
os.close(master)
sys.stdout.write(text.decode().replace("\r", ""))
print("exit", os.waitstatus_to_exitcode(status))
