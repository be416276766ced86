"""tests/conformance/cases_place.py - tests unusual environments, and the init's own process."""
import os
import signal

from case import case
from cases_signals import facts, forwarded
from world import TooLate


def ends(*probe, **how):
    def run(w):
        with w.start(*probe, **how) as r:
            return r.finish()
    return run


for name, bits in (("stdin", 1), ("stdout", 2), ("stderr", 4), ("all three", 7)):
    case("odd places", f"{name} closed", ends("exit", 7, stage=[f"closed={bits}"]), "exit 7",
         better={"tini": True} if bits & 1 else None)
case("odd places", "closed descriptors stay closed for the command",
     facts("fds", stage=["closed=1"]), "exit 0 fds 1 2", better={"tini": True})
for name, stage in (("no /proc", ["noproc"]), ("no /dev", ["nodev"]),
                    ("a read-only root", ["readonly"]), ("a user namespace", ["user"]),
                    ("all of these", ["noproc", "nodev", "readonly", "user"])):
    case("odd places", name, forwarded(10, stage=stage), "sig 10")
case("odd places", "uid 1000", forwarded(10, stage=["uid=1000"]), "sig 10")
if os.geteuid() == 0:  # otherwise the whole run is in user namespaces
    case("odd places", "uid 1000: the command's", facts("uid", stage=["uid=1000"]),
         "exit 0 uid 1000")

case("what the command inherits", "a descriptor above 2",
     facts("fds", stage=["extra_fd=300"]), "exit 0 fds 0 1 2 300")
case("what the command inherits", "the directory", facts("cwd", stage=["cwd=/usr"]),
     "exit 0 cwd /usr")
case("what the command inherits", "LISTEN_PID of the init becomes the command's",
     facts("listen", stage=["listen_self"]), "exit 0 listen own",
     better={"tini": True, "dumb-init": True})
case("what the command inherits", "another's LISTEN_PID stays",
     facts("listen", env={"LISTEN_PID": "77"}), "exit 0 listen 77")


def own_descriptors(w):
    with w.start("wait", stage=["extra_fd=300"]) as r:
        r.ready()
        asleep(r)
        return "holds it" if "300" in os.listdir(f"/proc/{r.pid()}/fd") else "let go"


def own_directory(w):
    with w.start("wait", stage=["cwd=/usr"]) as r:
        r.ready()
        asleep(r)
        return os.readlink(f"/proc/{r.pid()}/cwd")


def asleep(r):
    r.until(lambda: r.state() == "S")


case("the init itself", "keeps no descriptor above 2", own_descriptors, "let go",
     better={"tini": True, "dumb-init": True})
case("the init itself", "stands in /", own_directory, "/",
     better={"tini": True, "catatonit": True})


def idle(w):
    """Counts the context switches of an idle init in two seconds."""
    def unmoved(seconds):
        before = r.switches()
        return _passes(r, seconds) and r.switches() == before
    with w.start("wait") as r:
        r.ready()
        r.until(lambda: unmoved(0.3) or r.ended())  # the init has finished its start
        return "sleeps" if unmoved(2) else "wakes up"


def _passes(r, seconds):
    """The case is two quiet seconds; the exit of the init would cut them short."""
    try:
        r.report.until(r"^(exit|signal)", seconds)
    except TooLate:
        return True
    return False


case("the init itself", "does not wake up while idle", idle, "sleeps",
     better={"tini": True})


def pause(number):
    def run(w):
        with w.start_words([*w.subject.words, "-P"], stage=["extra_fd=300"]) as r:
            r.pid()
            r.until(lambda: waits_for_signals(r) or r.ended())
            r.kill(number)
            if number in (signal.SIGTERM, signal.SIGINT):
                return r.finish()
            r.kill(signal.SIGTERM)
            return r.finish()
    return run


def waits_for_signals(r):
    """TERM is caught or blocked; in sigtimedwait(2) the kernel shows it as neither."""
    held = int(r.status("SigBlk") or "0", 16) | int(r.status("SigCgt") or "0", 16)
    before = r.switches()
    return r.state() == "S" and (held & 1 << signal.SIGTERM - 1
                                 or _passes(r, 0.2) and r.switches() == before)


for n in (15, 2):
    case("pause mode", f"-P ends on signal {n}", pause(n), "exit 0",
         on=("catatonit", "native"))
for n in (1, 10, 14):
    case("pause mode", f"-P does not mind signal {n}", pause(n), "exit 0",
         on=("catatonit", "native"))


def front(tty, *names):
    return lambda w: _front(w, tty, names)


def _front(w, tty, names):
    with w.start("facts", *names, tty=tty) as r:
        return f"{r.finish()} {w.clean(r.out.text)}"


case("terminals", "the session's leader: the command gets the terminal",
     front("leader", "front", "ctty"), "exit 0 front us; ctty yes")
case("terminals", "a front job: the command gets the terminal",
     front("front", "front", "ctty"), "exit 0 front us; ctty yes")
case("terminals", "a background job: the terminal is not taken",
     front("back", "front", "ctty"), "exit 0 front others; ctty yes",
     better={"tini": True, "catatonit": True})


def typed(text, tty="leader"):
    def run(w):
        with w.start("catch", tty=tty) as r:
            if not r.ready():
                return r.finish()
            r.type(text)
            r.out.until(r"^sig \d+$", 5)
            r.settle()
            return ", ".join(r.signals())
    return run


case("terminals", "^C reaches the command once", typed("\x03"), "sig 2")
case("terminals", "^\\ reaches the command once", typed("\x1c"), "sig 3")


def interrupted(w):
    with w.start("wait", tty="leader") as r:
        if not r.ready():
            return r.finish()
        r.type("\x03")
        return r.finish()


def reads(w):
    with w.start("read", tty="leader") as r:
        if not r.ready():
            return r.finish()
        r.type("hello\n")
        return f"{r.finish()} {r.out.text.strip().splitlines()[-1]}"


def suspended(w):
    with w.start("wait", tty="leader") as r:
        if not r.ready():
            return r.finish()
        child = r.child()
        r.type("\x1a")
        if not r.until(lambda: r.state(child) == "T", 1):
            return "^Z is dead"
        r.kill(signal.SIGCONT)
        return "stops and goes on" if r.until(lambda: r.state(child) == "S", 1) \
            else "stops for ever"


case("terminals", "^C ends a plain command", interrupted, "exit 130")
case("terminals", "the command reads a line", reads, "exit 0 read hello")
case("terminals", "^Z stops the command, CONT goes on", suspended, "stops and goes on",
     better={"catatonit": True}, modes=("pid1",))


def nested(w):
    """An init below an init of the same name, as PID 1 of `docker run -it`."""
    command = [*w.subject.words, "--", w.probe, "facts", "session", "group", "front", "ctty"]
    with w.start(command=command, tty="leader") as r:
        return f"{r.finish()} {w.clean(r.out.text)}"


case("terminals", "an init below an init: the command gets the terminal", nested,
     on=("dumb-init",), modes=("pid1",))
