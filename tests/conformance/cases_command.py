"""tests/conformance/cases_command.py - tests how the command starts and ends."""
import os
import signal

from case import case, shape
from world import FORK


def ends(*probe, **how):
    def run(w):
        with w.start(*probe, **how) as r:
            return r.finish()
    return run


for code in (0, 1, 2, 7, 42, 100, 126, 127, 128, 143, 255):
    case("exit codes", f"the command exits {code}", ends("exit", code), f"exit {code}")

DEADLY = [s for s in range(1, 32) if s not in
          (signal.SIGCHLD, signal.SIGCONT, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN,
           signal.SIGTTOU, signal.SIGURG, signal.SIGWINCH)]
for number in DEADLY + [32, 33, 34, 37, 64]:
    case("death by a signal", f"the command dies of signal {number}", ends("die", number),
         f"exit {128 + number}")


def stopped(w):
    with w.start("stop", 5) as r:
        r.pid()
        if not r.until(r.child):
            return "no command"
        child = r.child()
        if not r.until(lambda: r.state(child) == "T"):
            return "never stopped"
        if r.ended():
            return "the init ended with a stopped child"
        os.kill(child, signal.SIGCONT)
        return r.finish()


case("exit codes", "a stopped command has not ended", stopped, "exit 5")


def executable(w, make, name="prog", env=None):
    path = f"{w.directory}/{name}"
    make(path)
    env = {k: v.replace("DIR", w.directory) for k, v in (env or {}).items()}
    return path, env


def write(text, mode=0o755):
    def make(path):
        with FORK, open(path, "w", encoding="ascii") as f:
            f.write(text)
        os.chmod(path, mode)
    return make


def refused(make, word=None, env=None):
    """A command that cannot be run: the exit code and the message on stderr."""
    def run(w):
        path, variables = executable(w, make, env=env)
        command = path if word is None else word.replace("DIR", w.directory)
        with w.start(command=[command, "x"], env=variables) as r:
            how = r.finish()
            if w.who != "native":
                return f"{how}, {w.clean(r.err.text)}"
            said = w.clean(r.err.text)
            return f"{how}, {'named' if command.replace(w.directory, 'DIR') in said else said}"
    return run


def nothing(path):
    del path


for name, make, word, code in (
        ("no such command", nothing, "no-such-command", 127),
        ("no such path", nothing, "/no/such/path", 127),
        ("an empty name", nothing, "", 127),
        ("a file without the x bit", write("#!/bin/sh\n", 0o644), None, 126),
        ("a directory", os.mkdir, None, 126),
        ("an interpreter that is missing", write("#!/no/such/interpreter\n"), None, 127),
        ("a path through a file", write("x"), "DIR/prog/x", 126),
        ("a name that is too long", nothing, "/" + "x" * 300, 126),
        ("a loop of links", lambda p: os.symlink(p, p), None, 126),
):
    case("commands that cannot run", name, refused(make, word), f"exit {code}, named")
case("commands that cannot run", "found in PATH, but without the x bit",
     refused(write("x", 0o644), "prog", {"PATH": "DIR"}), "exit 126, named")


def runs(make, word=None, env=None, args=()):
    def run(w):
        path, variables = executable(w, make, env=env)
        with w.start(command=[word or path, *args], env=variables) as r:
            return f"{r.finish()} {w.clean(r.out.text)}"
    return run


case("commands that run", "a script without #! is run by a shell",
     runs(write("echo shell $1; exit 3\n"), args=["a"]), "exit 3 shell a")
case("commands that run", "a script with #!",
     runs(write("#!/bin/sh\necho $0 $1\n"), args=["a"]), "exit 0 DIR/prog a")
case("commands that run", "found in PATH",
     runs(write("#!/bin/sh\necho found\n"), "prog", {"PATH": "/no/such:DIR:/bin"}),
     "exit 0 found")
case("commands that run", "an unusable file earlier in PATH is passed over",
     runs(lambda p: (os.mkdir(p + ".d"), write("x", 0o644)(p + ".d/prog"),
                     write("#!/bin/sh\necho right\n")(p)),
          "prog", {"PATH": "DIR/prog.d:DIR:/bin"}), "exit 0 right")


def words(w):
    with w.start("args", "", "a b", "-x", "--", "--version", "é") as r:
        return f"{r.finish()} {w.clean(r.out.text)}"


case("commands that run", "words reach the command untouched", words,
     "exit 0 []; [a b]; [-x]; [--]; [--version]; [é]")


def many(w):
    with w.start("count", *(["x" * 20] * 5000), env={f"V{i}": "y" for i in range(500)}) as r:
        return f"{r.finish()} {w.clean(r.out.text)}"


case("commands that run", "5000 words and 501 variables", many,
     "exit 0 words 5000 variables 501")


def no_path(w):
    with w.start(command=["sh", "-c", "exit 6"], env={"PATH": None}) as r:
        return r.finish()


case("commands that run", "no PATH: the system's default one", no_path, "exit 6")


def shebang(w):
    path = f"{w.directory}/script"
    words = " ".join(w.subject.words)  # a #! line has only one argument; env(1) splits it
    split = "/usr/bin/env -S " if len(w.subject.words) > 1 else ""
    write(f"#!{split}{words} /bin/sh\nexit 8\n")(path)
    with w.start_words([path]) as r:
        return r.finish()


case("commands that run", "as the interpreter of a script", shebang, on=("dumb-init",))


def nested(w):
    inner = w.words([w.probe, "exit", "9"])
    with w.start(command=inner) as r:
        return r.finish()


case("commands that run", "one init below another", nested, "exit 9")


def engine(name):
    def run(w):
        with w.start_words([*w.subject.words, "--", w.probe, "exit", "4"]) as r:
            return f"{r.finish()} out {shape(r.out.text)}"
    case("engines", f"INIT -- CMD, as {name} starts it", run, "exit 4 out empty")


engine("docker and podman")
