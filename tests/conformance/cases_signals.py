"""tests/conformance/cases_signals.py - tests which signals the command gets and inherits."""
import os
import signal
import time

from case import ALL, PEERS, case
from world import LAST, TooLate

SUSPENDING = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
FAULTS = (signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE,
          signal.SIGSEGV, signal.SIGSYS)


def forwarded(number, value=None, times=1, options=(), env=None, stage=()):
    """Returns the signals that the command gets after one or more to the init."""
    def run(w):
        with w.start("catch", options=options, env=env, stage=stage) as r:
            if not r.ready():
                return r.finish()
            if value is not None:
                r.kill(signal.SIGSTOP) if times > 1 else None
                for n in range(times):
                    r.queue(number, value + n)
                r.kill(signal.SIGCONT) if times > 1 else None
            else:
                r.kill(number)
            r.settle()
            if r.ended():
                return f"the init: {r.ended()}"
            got = [g for g in r.signals() if g != "sig 18" or number == 18]
            for who, pid in (("command", r.child()), ("init", r.pid())):
                if r.state(pid) == "T":
                    got.append(f"the {who} stopped")
            return ", ".join(got) or "nothing"
    return run


for n in [s for s in range(1, 65) if s not in (9, 17, 19, LAST)]:
    better, native = None, f"sig {n}"
    if n in FAULTS:
        better = {"tini": True, "catatonit": True}
    elif n in (32, 33):  # libc's threads use 32 and 33; a peer that is a child dies of them
        better, native = {p: True for p in PEERS}, "nothing"
    case("signals forwarded", f"signal {n}", forwarded(n), native, better=better,
         on=ALL if n not in SUSPENDING else PEERS)
case("signals forwarded", "signal 17, SIGCHLD, is not forwarded", forwarded(17), "nothing")
BETTER = {p: True for p in PEERS}
# A value reaches a whole group, dumb-init's target, only since Linux 6.9:
# pidfd_send_signal(2).
KERNEL = tuple(int(n) for n in os.uname().release.split("-")[0].split(".")[:2])
VALUES = {p: True for p in PEERS if p != "dumb-init" or KERNEL >= (6, 9)}
case("signals forwarded", "a real-time signal with a value", forwarded(35, 42),
     "sig 35 value 42", better=VALUES)
case("signals forwarded", "USR1 with a value", forwarded(10, 7), "sig 10 value 7",
     better=VALUES)
case("signals forwarded", "five equal real-time signals, with values",
     forwarded(36, 1, 5), ", ".join(f"sig 36 value {v}" for v in range(1, 6)),
     better=VALUES)
case("signals forwarded", "a signal that was blocked by the parent",
     forwarded(10, stage=["block=200"]), "sig 10")
case("signals forwarded", "a signal that was ignored by the parent",
     forwarded(10, stage=["ignore=200"]), "sig 10")


def early_lost(options, times):
    """Sends SIGTERM after the fork, before the child runs: it must always end the command."""
    def run(w):
        for _ in range(times):
            with w.start("wait", options=options, stage=["early"]) as r:
                if not _ends(r):
                    return "lost"
                if r.end() != "exit 143":
                    return r.end()
        return f"never lost in {times}"
    return run


def _ready(r):
    r.out.read(time.monotonic() + 0.002)
    r.report.read(time.monotonic() + 0.002)
    return "ready" in r.out.text or r.ended()


def _ends(r):
    """True: TERM ended it. Once it runs and sleeps, with no signal pending, TERM is lost."""
    def settled():
        return _ready(r) and r.ended() or (
            "ready" in r.out.text and r.state() == "S" and r.child()
            and r.state(r.child()) == "S" and not _pending(r))
    r.until(settled)
    _ready(r)
    return bool(r.ended())


def _pending(r):
    mask = 1 << (signal.SIGTERM - 1)
    return any(int(r.status("ShdPnd", p) or "0", 16) & mask for p in (r.pid(), r.child()))


GROUP = {"tini": ["-g"], "catatonit": ["-g"], "native": ["-g"]}
case("early signals", "TERM at the instant the child exists", early_lost((), 10),
     "never lost in 10", better={"dumb-init": True})
case("early signals", "the same, 1000 times", early_lost((), 1000), "never lost in 1000",
     on=("native",), modes=("pid1",))
case("early signals", "the same, to the whole group", early_lost(GROUP, 10),
     "never lost in 10", better=BETTER)

FACTS = ("blocked", "ignored")


def facts(*names, **how):
    def run(w):
        with w.start("facts", *names, **how) as r:
            end = r.finish()
            return f"{end} {w.clean(r.out.text)}"
    return run


def inherits(name, block, ignore, want_block=None, want_ignore=None, better=None):
    blocked = f"{block if want_block is None else want_block:x}"
    ignored = f"{ignore if want_ignore is None else want_ignore:x}"
    case("what the command inherits", name,
         facts(*FACTS, stage=[f"block={block:x}", f"ignore={ignore:x}"]),
         f"exit 0 blocked {blocked}; ignored {ignored}", better=better)


inherits("nothing blocked, nothing ignored", 0, 0, better={"catatonit": True})
inherits("blocked USR1 and RTMIN+5", 1 << 9 | 1 << 38, 0,
         better={"dumb-init": True, "catatonit": True})
inherits("ignored HUP, as by nohup", 0, 1, better={"dumb-init": True, "catatonit": True})
inherits("ignored TTIN and TTOU", 0, 3 << 20, better={"dumb-init": True, "catatonit": True})
inherits("ignored PIPE and USR2", 0, 1 << 12 | 1 << 11,
         better={"dumb-init": True, "catatonit": True})
inherits("blocked TERM, INT and CHLD", 1 << 14 | 1 << 1 | 1 << 16, 0,
         better={"dumb-init": True, "catatonit": True})


def parent_ignores_chld(w):
    with w.start("exit", 7, stage=["ignore=10000"]) as r:
        try:
            how = r.finish(5)
        except TooLate:
            how = "it hangs"
        return how if how == "exit 7" else "the code is lost, or it hangs"


case("what the command inherits", "SIGCHLD ignored by the parent", parent_ignores_chld,
     "exit 7", better={"tini": True, "catatonit": True})


def parent_death(options):
    def run(w):
        with w.start("catch", options=options, stage=["middle"]) as r:
            if not r.ready():
                return r.finish()
            middle = r.middle()
            os.kill(middle, signal.SIGKILL)
            r.until(lambda: r.status("PPid") != str(middle))
            r.settle()
            return ", ".join(r.signals()) or "nothing"
    return run


case("signals forwarded", "-p SIGUSR1: the parent's death", parent_death(["-p", "SIGUSR1"]),
     "sig 10", on=("tini", "native"))
