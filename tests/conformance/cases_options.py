"""tests/conformance/cases_options.py - tests options, their errors, texts and environment."""
import re

from case import ALL, PEERS, case, shape


def bare(*words, env=None, text=False):
    """Runs the init with exactly these words: the exit code and the content of each stream."""
    def run(w):
        mine = [w.probe if word == "PROBE" else word for word in words]
        with w.start_words([*w.subject.words, *mine], env=env) as r:
            how = r.finish()
            if text:
                return f"{how} {w.clean(r.out.text)}"
            return f"{how} out {shape(r.out.text)} err {shape(r.err.text)}"
    return run


def version(*words):
    """docker wants `tini version X[ - git.SHA]` on stdout, and nothing else."""
    def run(w):
        with w.start_words([*w.subject.words, *words]) as r:
            how = r.finish()
            text = re.sub(r"^(tini version )\S+( - git\.\w+)?\n\Z", r"\1X\n", r.out.text)
            text = re.sub(r"^(ctinit )\S.*\n\Z", r"\1X\n", text)
            said = re.sub(r"^(dumb-init v)\S+\n\Z", r"\1X\n", r.err.text)
            return f"{how} out {text.strip() or 'empty'} err {said.strip() or 'empty'}" \
                if shape(said) != "usage" else f"{how} out {shape(text)} err usage"
    return run


TINI, DUMB, CATATONIT = ("tini",), ("dumb-init",), ("catatonit",)
case("texts", "--version", version("--version"))
case("texts", "-V", version("-V"), on=("dumb-init", "catatonit"))
case("texts", "-h", bare("-h"))
case("texts", "--help", bare("--help"), on=DUMB)
case("texts", "-l", bare("-l"), on=TINI)
case("texts", "-L", bare("-L"), on=CATATONIT)

for name, words, on in (
        ("no words at all", (), None), ("only --", ("--",), None),
        ("an unknown letter", ("-z",), None), ("an unknown letter in a bundle", ("-gz", "x"),
                                               ("tini", "catatonit")),
        ("an unknown long option", ("--no-such", "PROBE", "exit", "0"), None),
        ("-e without a value", ("-e",), TINI), ("-e abc", ("-e", "abc", "--", "x"), TINI),
        ("-e 256", ("-e", "256", "--", "x"), TINI), ("-e -1", ("-e", "-1", "--", "x"), TINI),
        ("-p without a value", ("-p",), TINI), ("-p BOGUS", ("-p", "BOGUS", "--", "x"), TINI),
        ("-r without a value", ("-r",), DUMB), ("-r 15", ("-r", "15", "x"), DUMB),
        ("-r a:b", ("-r", "a:b", "x"), DUMB), ("-r 99:1", ("-r", "99:1", "x"), DUMB),
        ("-r 15:99", ("-r", "15:99", "x"), DUMB),
        ("-r 15:2:3", ("-r", "15:2:3", "x"), DUMB),
        ("-r 15::12", ("-r", "15::12", "x"), DUMB), ("-r with nothing", ("-r", "", "x"), DUMB),
        ("-r 0:1", ("-r", "0:1", "x"), DUMB), ("-r 1:-1", ("-r", "1:-1", "x"), DUMB),
        ("a right -r and a wrong one", ("-r", "15:12", "-r", "1:32", "x"), DUMB),
        ("--rewrite without a value", ("--rewrite",), DUMB),
        ("--verbose=1", ("--verbose=1", "x"), DUMB), ("--ver, ambiguous", ("--ver", "x"), DUMB),
        ("-v to catatonit", ("-v", "--", "x"), CATATONIT),
        ("-c to tini", ("-c", "--", "x"), TINI),
        ("-g to dumb-init", ("-g", "--", "x"), DUMB),
):
    case("wrong usage", name, bare(*words), on=on)
case("wrong usage", "-- -- CMD: a command called --", bare("--", "--", "PROBE"))

# Options end at the first word that is not an option: the rest belongs to the command.
for name, words, ideal in (
        ("no --, the command has options", ("sh", "-c", "exit 3"), "exit 3"),
        ("no --, the command has an option of ours", ("PROBE", "args", "-h"), "exit 0 [-h]"),
        ("no --, then -- later", ("PROBE", "args", "a", "--", "b"), "exit 0 [a]; [--]; [b]"),
        ("no --, the command has --version", ("PROBE", "args", "--version"),
         "exit 0 [--version]"),
):
    case("where options end", name, bare(*words, text=True),
         better={"tini": ideal, "catatonit": ideal}, on=PEERS)
case("where options end", "a long option, shortened",
     bare("--sing", "PROBE", "args", "x", text=True), on=DUMB)
for name, words in (("plain words", ("PROBE", "args", "x", "y")),
                    ("-- before the command", ("--", "PROBE", "args", "-x"))):
    case("where options end", name, bare(*words, text=True))


def code(number, *options, native=None, on=("tini", "native"), name=None, ideal=None):
    def run(w):
        with w.start("exit", number, options=options) as r:
            return r.finish()
    case("changed exit codes", name or f"{' '.join(options)}, the command exits {number}",
         run, native=ideal, on=on)


code(5, "-e", "5", ideal="exit 0")
code(6, "-e", "5", ideal="exit 6")
code(7, "-e5", "-e7", ideal="exit 0")
code(255, "-e", "255", ideal="exit 0")
code(0, "-e", "0", ideal="exit 0")
code(143, "-e", "143", ideal="exit 0")
code(9, "-e", "9:4", on=("native",), ideal="exit 4")
code(44, "-e", "40-50", on=("native",), ideal="exit 0")
code(44, "-e", "40-50:1", on=("native",), ideal="exit 1")


def dies(w):
    with w.start("die", 15, options=["-e", "143"]) as r:
        return r.finish()


def dies_by_name(w):
    with w.start("die", 15, options=["-e", "SIGTERM"]) as r:
        return r.finish()


case("changed exit codes", "-e 143, the command dies of TERM", dies, "exit 0",
     on=("tini", "native"))
case("changed exit codes", "-e SIGTERM, the command dies of TERM", dies_by_name, "exit 0",
     on=("native",))


def says(probe, options=(), env=None, out=None, err=None):
    """Which of some words appear on which stream, and that the command still runs."""
    def run(w):
        with w.start(*probe, options=options, env=env) as r:
            how = r.finish()
            found = [f"out: {t}" for t in out or () if t in r.out.text]
            found += [f"err: {t}" for t in err or () if t in r.err.text]
            return ", ".join([how, *found])
    return run


EXIT = ("exit", 3)
LEVELS = ("INFO ", "DEBUG", "TRACE")
for name, options, env, on in (
        ("-v", ["-v"], None, TINI), ("-vv", ["-vv"], None, TINI),
        ("-v -v -v", ["-v", "-v", "-v"], None, TINI),
        ("TINI_VERBOSITY=3", (), {"TINI_VERBOSITY": "3"}, TINI),
        ("TINI_VERBOSITY=0", (), {"TINI_VERBOSITY": "0"}, TINI),
        ("TINI_VERBOSITY=1 wins over -vvv", ["-vvv"], {"TINI_VERBOSITY": "1"}, TINI)):
    case("what it tells", name, says(EXIT, options, env,
                                     (*LEVELS, "Received SIGCHLD"), LEVELS), on=on)
DEBUG = ("[dumb-init] Running in debug mode", "[dumb-init] Child spawned with PID",
         "[dumb-init] Received signal 17", "exited with exit status 3")
for name, options, env in (("dumb-init -v", ["-v"], None),
                           ("dumb-init --verbose", ["--verbose"], None),
                           ("DUMB_INIT_DEBUG=1", (), {"DUMB_INIT_DEBUG": "1"}),
                           ("DUMB_INIT_DEBUG=0", (), {"DUMB_INIT_DEBUG": "0"})):
    case("what it tells", name, says(EXIT, options, env, DEBUG, DEBUG), on=DUMB)
case("what it tells", "nothing, when all is well", bare("--", "PROBE", "exit", "3"),
     modes=("pid1",))
case("what it tells", "tini that is neither PID 1 nor a subreaper",
     lambda w: says_bare(w, "zombie reaping won't work"), on=TINI, modes=("child",))
case("what it tells", "tini that inherited the subreaper flag over execve",
     lambda w: says_bare(w, "zombie reaping won't work", stage=["subreaper"]), on=TINI,
     modes=("child",))
case("what it tells", "TINI_SUBREAPER silences that, even when empty",
     lambda w: says_bare(w, "zombie reaping won't work", {"TINI_SUBREAPER": ""}), on=TINI,
     modes=("child",))


def says_bare(w, text, env=None, stage=()):
    with w.start_words([*w.subject.words, "--", w.probe, "exit", "3"], stage, env) as r:
        return f"{r.finish()} {'says so' if text in r.err.text else 'silent'}"


def environment(w):
    env = {"TINI_VERBOSITY": "1", "DUMB_INIT_SETSID": "1", "A": "b c", "HOME": "/x"}
    with w.start("facts", *env, env=env) as r:
        return f"{r.finish()} {w.clean(r.out.text)}"


case("what the command inherits", "the environment, untouched", environment,
     "exit 0 TINI_VERBOSITY=1; DUMB_INIT_SETSID=1; A=b c; HOME=/x", on=ALL)
