"""tests/conformance/world.py - starts, signals, reads and ends one init.

A Run is a process tree below build/tools/conform_stage, in a pid namespace of its own;
leaving the `with` block ends all of it by pid. Every wait has a deadline, and waits for an
event if there is one.
"""
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time

DEADLINE = float(os.environ.get("CONFORM_DEADLINE", "200"))  # seconds, for every wait
# Held over each fork and each write of a program: a file that a fork still has open for
# writing cannot be executed (execve(2), ETXTBSY).
FORK = threading.Lock()
STOPS = 0xF << signal.SIGSTOP - 1  # STOP, TSTP, TTIN, TTOU
LAST = 64  # SIGRTMAX: it arrives after a signal that was sent before it (signal(7))


class TooLate(Exception):
    pass


class Text:
    """Text from a pipe, read when a method needs it."""

    def __init__(self, fd):
        self.fd, self.text, self.ended = fd, "", False

    def read(self, deadline):
        """Reads more text, or the end. Returns False if the deadline passed first."""
        if self.ended:
            return False
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: the other side of the terminal is closed
            data = b""
        self.ended = not data
        self.text += data.decode("utf-8", "replace").replace("\r", "")
        return True

    def until(self, pattern, seconds=None):
        """Waits for a match of the pattern and returns it; None at the end of the stream."""
        deadline = time.monotonic() + (seconds or DEADLINE)
        while True:
            found = re.search(pattern, self.text, re.M)
            if found or self.ended:
                return found
            if not self.read(deadline):
                raise TooLate(f"no {pattern!r} in {self.text!r}")

    def all(self, deadline):
        while self.read(deadline):
            pass
        return self.text


class Run:
    """`subject` is the command line of the init, `stage` the words for conform_stage."""

    def __init__(self, tools, subject, stage=(), env=None, tty=False, stdin=None):
        self.master = self.slave = None
        if tty:
            self.master, self.slave = os.openpty()
            stdin = self.slave
        report, told = os.pipe()
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        with FORK:
            self.stage = subprocess.Popen(
                [f"{tools}/conform_stage", str(told), *stage, "--", *subject],
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=out_end, stderr=err_end, pass_fds=[told], env=env, cwd="/",
            )
        for fd in (told, out_end, err_end):
            os.close(fd)
        if self.slave is not None:
            os.close(self.slave)
        self.report, self.out, self.err = Text(report), Text(out), Text(err)
        self.tools, self.pidfd, self.known_pid = tools, None, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pidfd is not None:
            self._kill(signal.SIGKILL)
            os.close(self.pidfd)
        self.stage.kill()
        self.stage.wait()
        for text in (self.report, self.out, self.err):
            os.close(text.fd)
        if self.master is not None:
            os.close(self.master)

    def pid(self):
        """Returns the init's pid in our own namespace."""
        if self.known_pid is None:
            found = self.report.until(r"^pid (\d+)|^fail .*")
            if not found or not found[1]:
                raise TooLate(f"not started: {self.report.text!r}")
            self.known_pid = int(found[1])
            try:
                self.pidfd = os.pidfd_open(self.known_pid)
            except ProcessLookupError:
                pass
        return self.known_pid

    def _kill(self, number):
        try:
            signal.pidfd_send_signal(self.pidfd, number)
        except ProcessLookupError:
            pass

    def kill(self, number):
        self.pid()
        if self.pidfd is not None:
            self._kill(number)

    def queue(self, number, value):
        subprocess.run([f"{self.tools}/conform_probe", "queue", str(self.pid()),
                        str(number), str(value)], check=False)

    def middle(self):
        return int(self.report.until(r"^middle (\d+)")[1])

    def ready(self):
        """Waits until the command runs. Returns False if it ended instead."""
        return bool(self.out.until(r"^ready$"))

    def child(self):
        """Returns the pid of the init's first child."""
        me = str(self.pid())
        try:
            with open(f"/proc/{me}/task/{me}/children", encoding="ascii") as f:
                children = f.read().split()
        except OSError:  # the process has exited
            children = []
        return int(children[0]) if children else 0

    def status(self, key, pid=None):
        try:
            with open(f"/proc/{pid or self.pid()}/status", encoding="utf-8") as f:
                found = re.search(rf"^{key}:\s*(.*)$", f.read(), re.M)
            return found[1] if found else ""
        except OSError:
            return ""

    def state(self, pid=None):
        return self.status("State", pid)[:1]

    def until(self, claim, seconds=None):
        """Asks again until the claim holds. Returns False if the time is over first."""
        deadline = time.monotonic() + (seconds or DEADLINE)
        while not claim():
            if time.monotonic() > deadline:
                return False
            select.select([], [], [], 0.002)
        return True

    def stopped(self):
        """Returns the states of the init and its child if one is stopped and no stop signal is
        pending."""
        pids = (self.pid(), self.child())
        states = "".join(self.state(p) for p in pids)
        pending = any(int(self.status(key, p) or "0", 16) & STOPS
                      for p in pids for key in ("SigPnd", "ShdPnd"))
        return states if "T" in states and "R" not in states and not pending else ""

    def switches(self):
        return sum(int(self.status(key) or 0) for key in
                   ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"))

    def type(self, text):
        os.write(self.master, text.encode())

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self):
        os.close(self.master)
        self.master = None

    def ended(self):
        found = re.search(r"^(exit|signal) \d+|^fail .*", self.report.text, re.M)
        return found[0] if found else None

    def end(self, seconds=None):
        """Waits for the end of the init and returns `exit N` or `signal N`."""
        found = self.report.until(r"^((exit|signal) \d+)|^fail .*", seconds)
        return (found[1] or found[0]) if found else "vanished"

    def finish(self, seconds=None):
        """Waits for the end and returns it; then out.text and err.text are complete."""
        how = self.end(seconds)
        deadline = time.monotonic() + DEADLINE
        self.out.all(deadline)
        self.err.all(deadline)
        return how

    def signals(self):
        """Returns the signals that the command reported, sorted; equal ones are repeated."""
        got = re.findall(r"^((?:second )?sig \d+(?: value \d+)?)$", self.out.text, re.M)
        return [g for g in got if not re.search(rf"sig {LAST}$", g)]

    def settle(self):
        """Sends the last signal and waits for it, for a stop, or for the end."""
        looks = []
        self.kill(LAST)

        def settled():
            self.out.read(time.monotonic() + 0.02)
            self.report.read(time.monotonic() + 0.0001)
            looks.append(self.stopped())
            return (re.search(rf"^sig {LAST}$", self.out.text, re.M) or self.ended()
                    or looks[-1] and looks[-3:] == [looks[-1]] * 3)
        if not self.until(settled):
            raise TooLate(f"sig {LAST} did not come: {self.out.text!r}")
