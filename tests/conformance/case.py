"""tests/conformance/case.py - defines cases and subjects.

A case is a function from a World (one subject in one mode) to an outcome: one line of
text. Its row says which outcome native mode must have, and in which personalities ctinit
must be better than the peer; in all others ctinit must have the outcome of the peer.
"""
import os
import re

from world import Run

PEERS = ("tini", "dumb-init", "catatonit")
MODES = ("pid1", "child")
# The names of each program, and the program that each name emulates.
PERSONALITIES = {"tini": "tini", "docker-init": "tini", "dumb-init": "dumb-init",
                 "catatonit": "catatonit", "podman-init": "catatonit", "native": "native"}
ALL = PEERS + ("native",)

CASES = []


class Case:
    def __init__(self, family, name, run, native, better, on, modes, why, chance):
        self.family, self.name, self.run, self.native = family, name, run, native
        self.better, self.on, self.modes, self.why = better or {}, on, modes, why
        self.chance = chance  # outcomes that depend on the machine's load

    def ours(self, personality, mode):
        """Returns the outcome that ctinit must have, or None for that of the peer."""
        value = self.native if personality == "native" else self.better.get(personality)
        if value is True:
            value = self.native
        return value.get(mode) if isinstance(value, dict) else value


def case(family, name, run, native=None, better=None, on=None, modes=MODES, why="", chance=()):
    if on is None:
        on = ALL if native is not None else PEERS
    if any(c.name == name for c in CASES):
        raise ValueError(f"two cases are called {name}")
    CASES.append(Case(family, name, run, native, better, on, modes, why, chance))


class Subject:
    """A program in a test: `label` is its column, `words` its command line, `peer` is true for
    tini, dumb-init or catatonit itself."""

    def __init__(self, label, form, words, peer=False):
        self.label, self.form, self.words, self.peer = label, form, words, peer
        self.personality = PERSONALITIES[label]


class World:
    def __init__(self, tools, subject, mode, directory):
        self.tools, self.subject, self.mode, self.directory = tools, subject, mode, directory
        self.probe = f"{tools}/conform_probe"
        self.who = subject.personality

    def words(self, command, options=(), dashes=True, exact=False):
        """The init's command line. `options`: a list, or one by personality."""
        if isinstance(options, dict):
            options = options.get(self.who, ())
        # tini becomes a subreaper only with -s; the others decide themselves.
        mine = ["-s"] if self.who == "tini" and self.mode == "child" and not exact else []
        between = ["--"] if dashes and not exact else []
        return [*self.subject.words, *mine, *options, *between, *command]

    def start(self, *probe, options=(), stage=(), env=None, tty=None, command=None,
              stdin=None, dashes=True, exact=False):
        command = [self.probe, *map(str, probe)] if command is None else command
        return self.start_words(self.words(command, options, dashes, exact), stage, env,
                                tty, stdin)

    def start_words(self, words, stage=(), env=None, tty=None, stdin=None):
        stage = list(stage)
        if self.mode == "child":
            stage.append("child")
        if os.geteuid() != 0 and "user" not in stage:
            stage.append("user")
        if tty:
            stage.append(f"tty={tty}")
        full = {"PATH": "/usr/bin:/bin"}
        for key, value in (env or {}).items():
            full.pop(key, None) if value is None else full.update({key: value})
        return Run(self.tools, words, stage, full, bool(tty), stdin)

    def clean(self, text):
        """Without what differs from run to run and from place to place."""
        program = self.subject.words[0]
        text = text.replace(program, "INIT").replace(self.probe, "PROBE")
        text = text.replace(self.directory, "DIR")
        text = re.sub(r"\b(pid=|PID |pid |pid: |:)\d+", r"\1N", text)
        return re.sub(r"\(\d+\)", "(N)", text).strip().replace("\n", "; ")


def shape(text):
    """What a script can rely on in a text that each program words by itself."""
    if not text.strip():
        return "empty"
    return "usage" if re.search(r"^usage:", text, re.M | re.I) else "text"
