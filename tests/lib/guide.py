#!/usr/bin/env python3
"""tests/lib/guide.py CTINIT ROOT DIR GUIDE.md - runs the commands of a guide and compares the output.

A fenced block with a path behind its language (```ini /etc/svc.ini) is a file of the image;
a later block with the same path replaces it. A console block is a session: `$ COMMAND` is run
and its output compared. `ctinit run` makes a container of ROOT with those files; other verbs
and commands run on the host in the files' directory. In the expected output, `...` matches any
text, and on a line of its own any lines. `^C` sends SIGINT once the lines above it have come.
A line `exit code N` after the output is the exit code, which else must be 0. The lines of
ctinit and those of the services are compared apart, because their order is not fixed.
`$ ctinit run ... &` waits for the expected lines and leaves the container running. `# COMMAND` is
run inside it from then on, where ctinit is /sbin/ctinit. `$ fg` waits for its end and compares what it has
written since; a `^C` below it is sent at once. In a block ```console numbers, a number matches any number with its unit, and
spaces match any number of spaces.
Prints TAP.
"""
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

LIMIT = int(os.environ.get("GUIDE_LIMIT", "300"))  # seconds for one command
# What AddressSanitizer prints for a child in shared memory, and without /proc.
ASAN = re.compile(r"(?m)^(?:==\d+==WARNING: .*|False positive error .*|For details see .*)\n")


def blocks(path):
    """Yields (language, word after it, lines, line number) of each fenced block."""
    found, at = None, 0
    with open(path, encoding="utf-8") as guide:
        for number, line in enumerate(guide, 1):
            if line.startswith("```") and found is None:
                words = line[3:].split() + ["", ""]
                found, at = (words[0], words[1], []), number
            elif line.startswith("```"):
                yield (*found, at)
                found = None
            elif found is not None:
                found[2].append(line.rstrip("\n"))


def sessions(lines, prompts):
    """[(command, [expected lines])] of a console block."""
    steps = []
    for line in lines:
        if line.startswith(prompts):
            steps.append((line, []))
        elif steps:
            steps[-1][1].append(line)
    return steps


NUMBER = re.compile(r"[0-9][0-9.:]*(?: (?:ms|s|min|h)\b)?")
NUMBERS = r"[0-9][0-9.:]*(?: (?:ms|s|min|h)\b)?"


def loose(line):
    """The pattern of a line whose numbers and columns vary."""
    words = NUMBER.sub("\0", line.lstrip())
    return " *" + re.sub(r"(?:\\ )+", " +", re.escape(words)).replace("\0", NUMBERS)


def pattern(lines, numbers):
    text = ""
    for line in lines:
        if line == "...":
            text += r"(?:.*\n)*?"
        else:
            line = loose(line) if numbers else re.escape(line)
            text += line.replace(r"\.\.\.", ".*") + r"\n"
    return text


OWN = re.compile(r"ctinit(:| \|) ")  # a line of ctinit itself


def fits(whole, expected, text, numbers):
    """Is it what is expected, of ctinit's own lines and of the others each?"""
    for own in (True, False):
        wanted = [line for line in expected if line == "..." or bool(OWN.match(line)) == own]
        lines = [line for line in text.splitlines(True) if bool(OWN.match(line)) == own]
        if not (re.fullmatch if whole else re.match)(pattern(wanted, numbers), "".join(lines)):
            return False
    return True


def words_of(command, ctinit, root, upper):
    words = shlex.split(command)
    if words[0] != "ctinit":
        return ["sh", "-c", command]
    words[0] = ctinit
    words = [upper + w if w.startswith("/etc/") and w.endswith(".ini") else w for w in words]
    if words[1] == "run":
        words[2:2] = ["--rootfs", root, "--set", "container.overlay=" + os.path.dirname(upper),
                      "--set", "container.network=none"]
    return words


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as output:
        text = output.read()
    return ASAN.sub("", text) if os.environ.get("MODE") == "asan" else text


class Run:
    """One running command and what it has written."""

    def __init__(self, words, where, path):
        self.path, self.seen = path, 0
        environment = dict(os.environ,
                           PATH=os.path.dirname(where["ctinit"]) + ":" + os.environ["PATH"])
        with open(path, "w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                words, cwd=where["upper"], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=environment)

    def text(self):
        """What it has written since the last call of skip()."""
        return text_of(self.path)[self.seen:]

    def skip(self):
        self.seen = len(text_of(self.path))

    def wait_until(self, expected, numbers):
        """Until the output begins with what is expected; False when it ends or takes too long."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if fits(False, expected, self.text(), numbers):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.02)
        return False

    def init(self):
        """The PID 1 of the container that it made."""
        with open("/proc/%d/task/%d/children" % (2 * (self.process.pid,)), encoding="ascii") as file:
            return file.read().split()[0]

    def end(self):
        """Kills what still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def verdict(self, expected, numbers, code):
        """None, or what is wrong with a command that must end by itself."""
        try:
            self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            return "it did not end"
        text = self.text()
        if text and not text.endswith("\n"):
            text += "\n"
        if not fits(True, expected, text, numbers):
            return "the output is another"
        if self.process.returncode != code:
            return "exit code %d, not %d" % (self.process.returncode, code)
        return None


def background(command, expected, where, numbers):
    """Starts a container that stays."""
    if where["container"] and where["container"].process.poll() is None:
        return "the container before still runs"
    program = where["upper"] + "/usr/sbin/ctinit"
    os.makedirs(os.path.dirname(program), exist_ok=True)
    shutil.copy(where["ctinit"], program)
    one = Run(words_of(command, where["ctinit"], where["root"], where["upper"]), where,
              where["out"] + ".container")
    where["container"] = one
    if not one.wait_until(expected, numbers):
        return "what is expected did not come"
    one.skip()
    return None


INSIDE = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]


def run(step, expected, where, numbers):
    """None, or what is wrong."""
    code, prompt, command = 0, step[0], step[2:]
    if expected and expected[-1].startswith("exit code "):
        code = int(expected[-1].split()[2])
        expected = expected[:-1]
    if command.endswith(" &"):
        return background(command[:-2], expected, where, numbers)
    if command == "fg":
        one = where["container"]
        if expected[:1] == ["^C"]:
            one.process.send_signal(signal.SIGINT)
            expected = expected[1:]
        return one.verdict(expected, numbers, code)
    words = words_of(command, where["ctinit"], where["root"], where["upper"])
    if prompt == "#":
        words = ["nsenter", "-t", where["container"].init(), "-m", "-u", "-i", "-n", "-p", "--", *INSIDE, "sh", "-c", command]
    one = Run(words, where, where["out"])
    try:
        if "^C" in expected:
            interrupt = expected.index("^C")
            if not one.wait_until(expected[:interrupt], numbers):
                return "what stands before ^C did not come"
            one.process.send_signal(signal.SIGINT)
            expected = expected[:interrupt] + expected[interrupt + 1:]
        return one.verdict(expected, numbers, code)
    finally:
        one.end()


def said(command, where):
    """What the last command wrote, or the container."""
    if command.endswith(" &") or command == "$ fg":
        return where["container"].text()
    return text_of(where["out"])



def main():
    ctinit, root, scratch, guide = sys.argv[1:5]
    where = {"ctinit": ctinit, "root": root, "upper": scratch + "/upper", "out": scratch + "/out",
             "container": None}
    os.makedirs(where["upper"], exist_ok=True)
    number = bad = 0
    for language, name, lines, at in blocks(guide):
        title = "%s:%d" % (os.path.basename(guide), at)
        if name.startswith("/"):
            path = where["upper"] + name
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            os.chmod(path, 0o755 if lines and lines[0].startswith("#!") else 0o644)
        if language == "console":
            background_run = any(line.startswith("$ ") and line.endswith(" &") for line in lines)
            inside = where["container"] or background_run
            steps = sessions(lines, ("$ ", "# ") if inside else ("$ ",))
        elif name.endswith(".ini"):
            steps = [("$ ctinit check " + name, ["..."])]
        else:
            continue
        for command, expected in steps:
            number += 1
            wrong = run(command, expected, where, name == "numbers")
            print("%s %d %s: %s" % ("not ok" if wrong else "ok", number, title, command[2:]))
            if wrong:
                bad = 1
                print("# %s; it says:\n# %s" % (wrong, said(command, where).replace("\n", "\n# ")))
    if where["container"]:
        where["container"].end()
    print("1..%d" % number)
    return bad


sys.exit(main())
