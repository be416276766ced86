#!/usr/bin/env python3
"""tests/lib/single.py CASE PROGRAM - tests single-command mode where a shell cannot.

The exit code is 0 if the case holds; otherwise it prints what it saw. Every wait has a
deadline."""
import ctypes, os, pty, select, signal, sys, termios, time

CASE, PROGRAM = sys.argv[1], sys.argv[2]
LIMIT = 200


def fail(*words):
    print(*words, file=sys.stderr)
    sys.exit(1)


def ended(pid):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        got, status = os.waitpid(pid, os.WNOHANG)
        if got:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(pid, signal.SIGKILL)
    fail("still runs:", pid)


def until(fd, word, seen=b""):
    end = time.monotonic() + LIMIT
    while word not in seen:
        if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
            fail("waited for", word, "saw", seen)
        try:
            seen += os.read(fd, 4096)
        except OSError:
            fail("waited for", word, "saw", seen)
    return seen


def spawn(*command, before=None):
    pid = os.fork()
    if pid == 0:
        if before:
            before()
        os.execv(PROGRAM, [PROGRAM, *command])
    return pid


def children(pid):
    try:
        return open(f"/proc/{pid}/task/{pid}/children").read().split()
    except FileNotFoundError:
        return []


def early_term():
    """Sends SIGTERM as soon as the child exists: it must always end the command."""
    for turn in range(1000):
        pid = spawn("--", "/bin/sleep", "30")
        end = time.monotonic() + LIMIT
        while not children(pid) and time.monotonic() < end:
            pass
        os.kill(pid, signal.SIGTERM)
        if (code := ended(pid)) != 143:
            fail("turn", turn, "code", code)


def sets():
    """The command gets exactly the inherited signal mask and ignored signals, even SIGCHLD."""
    libc = ctypes.CDLL(None, use_errno=True)
    mask = ctypes.c_uint64(0xFFFFFFFFFFFFFFFF & ~(1 << 5))
    read, write = os.pipe()

    def before():
        for number in (1, 13, 17, 22, 34, 64):
            signal.signal(number, signal.SIG_IGN)
        libc.syscall(14 if os.uname().machine == "x86_64" else 135, 2,
                     ctypes.byref(mask), None, 8)
        os.dup2(write, 1)

    pid = spawn("--", "/bin/grep", "^Sig[BI]", "/proc/self/status", before=before)
    code = ended(pid)
    text = os.read(read, 4096).decode()
    ignored = sum(1 << (n - 1) for n in (1, 13, 17, 22, 34, 64))
    # KILL and STOP cannot be blocked.
    blocked = mask.value & ~(1 << 8) & ~(1 << 18)
    if code or f"SigBlk:\t{blocked:016x}" not in text:
        fail(code, text, f"{blocked:016x}")
    if not int(text.split("SigIgn:\t")[1], 16) & ~(1 << 24) == ignored:  # Python itself ignores XFSZ
        fail(text, f"{ignored:016x}")


RECEIVER = """
import ctypes, os, signal, sys
count = int(sys.argv[1])
libc = ctypes.CDLL(None)
every = set(range(1, 65)) - {9, 19, 32, 33}
signal.pthread_sigmask(signal.SIG_BLOCK, every)
os.write(1, b"ready\\n")
while True:
    info = signal.sigwaitinfo(every)
    value = 0
    os.write(1, b"%d\\n" % info.si_signo)
"""


def forwarded():
    """Every signal that can be caught goes on, those of faults too; none twice."""
    read, write = os.pipe()
    wanted = [n for n in range(1, 65) if n not in (9, 17, 19, 32, 33)]
    pid = spawn("--", sys.executable, "-c", RECEIVER, "0", before=lambda: os.dup2(write, 1))
    seen = until(read, b"ready\n")[6:]
    for number in wanted:
        os.kill(pid, number)
        seen = until(read, b"%d\n" % number, seen)
    got = [int(n) for n in seen.split()]
    os.kill(int(children(pid)[0]), signal.SIGKILL)
    if (code := ended(pid)) != 137 or got != wanted:
        fail(code, got)


QUEUE = r"""
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
signal.pthread_sigmask(signal.SIG_BLOCK, {40})
os.write(1, b"ready\n")
info = (ctypes.c_int * 32)()
mask = ctypes.c_uint64(1 << 39)
while True:
    libc.sigwaitinfo(ctypes.byref((ctypes.c_uint64 * 16)(1 << 39)), ctypes.byref(info))
    os.write(1, b"%d\n" % info[6])
"""


def queued():
    """Real-time signals are queued, in order, with their values."""
    read, write = os.pipe()
    libc = ctypes.CDLL(None, use_errno=True)
    pid = spawn("--", sys.executable, "-c", QUEUE, before=lambda: os.dup2(write, 1))
    seen = until(read, b"ready\n")
    for value in range(200):
        if libc.sigqueue(pid, 40, ctypes.c_void_p(value)):
            fail("sigqueue", ctypes.get_errno())
    seen = until(read, b"\n199\n", seen)
    os.kill(pid, signal.SIGTERM)
    if ended(pid) != 143 or [int(n) for n in seen.split()[1:]] != list(range(200)):
        fail(seen)


def job_control():
    """A job-control shell's view: ^C, ^Z and fg; the terminal comes back at the end."""
    pid, master = pty.fork()
    if pid == 0:
        os.environ["PS1"] = "shell> "
        os.execv("/bin/bash", ["bash", "--norc", "--noprofile", "-i"])
    until(master, b"shell> ")
    os.write(master, b"%s -- sh -c 'echo u''p; exec cat'\n" % PROGRAM.encode())
    until(master, b"up\r\n")
    os.write(master, b"line one\n")
    until(master, b"line one\r\nline one\r\n")  # a read succeeds only in the foreground
    os.write(master, b"\x1a")
    until(master, b"Stopped")
    os.write(master, b"fg\n")
    until(master, b"exec cat'")
    os.write(master, b"line two\n")
    until(master, b"line two\r\nline two\r\n")
    os.write(master, b"\x03")
    until(master, b"shell> ")
    os.write(master, b"echo code=$?\n")
    until(master, b"code=130")
    os.write(master, b"%s -- true; read x; echo got=$x\n" % PROGRAM.encode())
    until(master, b"got=$x\r\n")
    os.write(master, b"back\n")
    until(master, b"got=back")
    os.write(master, b"exit\n")
    ended(pid)


def background():
    """In the background the terminal is not ours to give: the shell keeps it."""
    pid, master = pty.fork()
    if pid == 0:
        os.environ["PS1"] = "shell> "
        os.execv("/bin/bash", ["bash", "--norc", "--noprofile", "-i"])
    until(master, b"shell> ")
    os.write(master, b"%s -- sh -c 'echo u''p; exec sleep 60' & read -r x; echo got=$x\n" % PROGRAM.encode())
    until(master, b"up\r\n")
    os.write(master, b"typed\n")
    until(master, b"got=typed")
    os.write(master, b"kill %1; wait; exit\n")
    ended(pid)


{f.__name__: f for f in (early_term, sets, forwarded, queued, job_control, background)}[CASE]()
