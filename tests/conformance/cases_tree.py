"""tests/conformance/cases_tree.py - tests groups, sessions, terminals and orphans, and which
processes are left."""
import signal

from case import ALL, PEERS, case
from cases_signals import facts, forwarded

GROUP = {"tini": ["-g"], "catatonit": ["-g"], "native": ["-g"]}
SINGLE = {"dumb-init": ["-c"]}


def group(member, options=(), env=None):
    def run(w):
        with w.start("catch", member, options=options, env=env) as r:
            if not r.ready():
                return r.finish()
            r.kill(signal.SIGUSR1)
            r.settle()
            # The second process gets the same two signals, if any.
            if any(g == "sig 10" for g in r.signals()) and w_group(w, options, env, member):
                r.out.until(r"^second sig 64$")
            return ", ".join(sorted(r.signals())) or "nothing"
    return run


def w_group(w, options, env, member):
    """Returns true if the second process must get the signal, for this subject."""
    if member != "member":
        return False
    if w.who == "dumb-init":
        return not options.get("dumb-init") and (env or {}).get("DUMB_INIT_SETSID") != "0" \
            if isinstance(options, dict) else (env or {}).get("DUMB_INIT_SETSID") != "0"
    if isinstance(options, dict) and options.get(w.who) == ["-g"]:
        return True
    return w.who == "tini" and "TINI_KILL_PROCESS_GROUP" in (env or {})


BOTH = "second sig 10, sig 10"
case("groups", "USR1 with the default target", group("member", {}), "sig 10")
case("groups", "USR1 to the whole group", group("member", GROUP), BOTH)
case("groups", "USR1 to the group spares a stranger", group("stranger", GROUP), "sig 10")
case("groups", "dumb-init -c: the command only", group("member", SINGLE), on=("dumb-init",))
case("groups", "DUMB_INIT_SETSID=0: the command only",
     group("member", (), {"DUMB_INIT_SETSID": "0"}), on=("dumb-init",))
case("groups", "DUMB_INIT_SETSID=1: the group",
     group("member", (), {"DUMB_INIT_SETSID": "1"}), on=("dumb-init",))
case("groups", "TINI_KILL_PROCESS_GROUP, empty: the group",
     group("member", (), {"TINI_KILL_PROCESS_GROUP": ""}), on=("tini",))

WHERE = ("session", "group")
case("groups", "session and group of the command", facts(*WHERE),
     "exit 0 session init; group own")
case("groups", "session and group with -g", facts(*WHERE, options=GROUP),
     "exit 0 session init; group own")
case("groups", "session and group with dumb-init -c", facts(*WHERE, options=SINGLE),
     on=("dumb-init",))
case("groups", "session and group with --setsid", facts(*WHERE, options=["--setsid"]),
     "exit 0 session own; group own", on=("native",))

for name, rule, number, ideal in (
        ("-r 15:2", ["-r", "15:2"], 15, "sig 2"), ("-r 15:0", ["-r", "15:0"], 15, "nothing"),
        ("--rewrite 10:12", ["--rewrite", "10:12"], 10, "sig 12"),
        ("--rewrite=10:12", ["--rewrite=10:12"], 10, "sig 12"),
        ("-r10:12", ["-r10:12"], 10, "sig 12"),
        ("-r 10:12 -r 12:10, not twice", ["-r", "10:12", "-r", "12:10"], 10, "sig 12")):
    case("rewriting", name, forwarded(number, options=rule), ideal,
         on=("dumb-init", "native"))
for name, rule, number, ideal in (
        ("-r TERM:QUIT", ["-r", "TERM:QUIT"], 15, "sig 3"),
        ("-r RTMIN+3:TERM", ["-r", "RTMIN+3:TERM"], 37, "sig 15"),
        ("-r SIGHUP:0", ["-r", "SIGHUP:0"], 1, "nothing")):
    case("rewriting", name, forwarded(number, options=rule), ideal, on=("native",))


def ends(*probe, options=(), lines=1):
    def run(w):
        with w.start(*probe, options=options) as r:
            how = r.finish()
            return " ".join([how, *r.out.text.split("\n")[:lines]]).strip()
    return run


REAPER = ALL
case("reaping", "one orphan", ends("orphans", 1, 5), "exit 0 left 0 of 1", on=REAPER)
case("reaping", "1000 orphans", ends("orphans", 1000, 10), "exit 0 left 0 of 1000")
case("reaping", "the command ends among 50 others", ends("burst", 50, 3), "exit 3")
case("reaping", "the command ends, a process stays", ends("leave", "stubborn", 6, lines=0),
     "exit 6")


def notice(w):
    with w.start("orphans", 3, 5, options=["-w"]) as r:
        how = r.finish()
        return f"{how} {r.err.text.count('eaped zombie process with pid=')} told"


case("reaping", "-w tells of each", notice, on=("tini",))


def leftover(kind, options=()):
    """SIGTERM to the init kills the command. Can the remaining processes still save their work?"""
    def run(w):
        with w.start("leave", kind, "wait", options=options) as r:
            if not r.ready():
                return r.finish()
            r.kill(signal.SIGTERM)
            how = r.finish()
            return f"{how} {'saved' if 'handler ran' in r.out.text else 'killed'}"
    return run


# Only for PID 1: the exit of a child kills no other process, and the outer init inherits
# the rest.
PID1 = ("pid1",)
# dumb-init signals the group and exits at once, so a handler may or may not run first.
case("what is left after a stop", "a helper's TERM handler runs", leftover("handler"),
     "exit 143 saved", modes=PID1,
     on=("native", "tini", "docker-init", "catatonit", "podman-init"))
case("what is left after a stop", "a daemon's TERM handler runs", leftover("daemon"),
     "exit 143 saved", modes=PID1)
case("what is left after a stop", "one that ignores TERM is killed", leftover("stubborn"),
     "exit 143 killed", modes=PID1)


def ended_group(options=()):
    """The command ends by itself: does a process it left in its group get TERM?"""
    def run(w):
        with w.start("leave", "handler", 6, options=options) as r:
            how = r.finish()
            return f"{how} {'told' if 'handler ran' in r.out.text else 'not told'}"
    return run


case("groups", "the rest of the group gets TERM when the command has ended", ended_group(),
     on=("dumb-init",), modes=("child",), chance=("exit 6 told", "exit 6 not told"))


def suspends(number, options=(), env=None):
    """A signal of the terminal's to the init, then CONT: who stops, who hears what."""
    def run(w):
        with w.start("catch", options=options, env=env) as r:
            if not r.ready():
                return r.finish()
            seen = []
            r.kill(number)
            if not r.until(lambda: r.state() == "T", 5):
                return "the init runs on"
            seen.append("the command stopped too"
                        if r.until(lambda: r.state(r.child()) == "T", 0.5)
                        else "the command runs")
            r.kill(signal.SIGCONT)
            r.until(lambda: r.state() != "T")
            r.out.until(r"^sig 18$")
            r.settle()
            return "; ".join(seen + r.signals())
    return run


JOB = ("child",)  # PID 1 cannot stop itself
for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
    case("job control", f"signal {int(number)} stops both, CONT wakes both",
         suspends(number), on=("dumb-init",), modes=JOB)
    case("job control", f"signal {int(number)}, DUMB_INIT_SETSID=0",
         suspends(number, env={"DUMB_INIT_SETSID": "0"}), on=("dumb-init",), modes=JOB)
    case("job control", f"signal {int(number)}, rewritten to TERM",
         suspends(number, ["-r", f"{int(number)}:15"]), on=("dumb-init",), modes=JOB)
    case("job control", f"signal {int(number)}, rewritten to 0",
         suspends(number, ["-r", f"{int(number)}:0"]), on=("dumb-init",), modes=JOB)
