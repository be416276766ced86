#!/usr/bin/env python3
"""tests/lib/guide.py CTINIT ROOT DIR GUIDE.md - runs the commands of a guide and compares the output.

A fenced block with a path behind its language (```ini /etc/svc.ini) is a file of the image;
a later block with the same path replaces it. A console block is a session: `$ COMMAND` is run
and its output compared. `ctinit run` makes a container of ROOT with those files; other verbs
and commands run on the host in the files' directory. In the expected output, `...` matches any
text, and on a line of its own any lines. `^C` sends SIGINT once the lines above it have come.
A line `exit code N` after the output is the exit code, which else must be 0. The lines of
ctinit and those of the services are compared apart, because their order is not fixed.
Prints TAP.
"""
import os
import re
import shlex
import signal
import subprocess
import sys
import time

LIMIT = 300  # seconds for one command
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


def sessions(lines):
    """[(command, [expected lines])] of a console block."""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif steps:
            steps[-1][1].append(line)
    return steps


def pattern(lines):
    text = ""
    for line in lines:
        if line == "...":
            text += r"(?:.*\n)*?"
        else:
            text += re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
    return text


OWN = re.compile(r"ctinit(:| \|) ")  # a line of ctinit itself


def fits(whole, expected, text):
    """Is it what is expected, of ctinit's own lines and of the others each?"""
    for own in (True, False):
        wanted = [line for line in expected if line == "..." or bool(OWN.match(line)) == own]
        lines = [line for line in text.splitlines(True) if bool(OWN.match(line)) == own]
        if not (re.fullmatch if whole else re.match)(pattern(wanted), "".join(lines)):
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


def wait_until(process, path, expected):
    """Until the output begins with what is expected; False when it ends or takes too long."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if fits(False, expected, text_of(path)):
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.02)
    return False


def run(command, expected, where):
    """None, or what is wrong."""
    code, interrupt = 0, None
    if expected and expected[-1].startswith("exit code "):
        code = int(expected[-1].split()[2])
        expected = expected[:-1]
    if "^C" in expected:
        interrupt = expected.index("^C")
    path = where["out"]
    environment = dict(os.environ, PATH=os.path.dirname(where["ctinit"]) + ":" + os.environ["PATH"])
    with open(path, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            words_of(command, where["ctinit"], where["root"], where["upper"]), cwd=where["upper"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
    try:
        if interrupt is not None:
            if not wait_until(process, path, expected[:interrupt]):
                return "what stands before ^C did not come"
            process.send_signal(signal.SIGINT)
            expected = expected[:interrupt] + expected[interrupt + 1:]
        process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        return "it did not end"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    text = text_of(path)
    if text and not text.endswith("\n"):
        text += "\n"
    if not fits(True, expected, text):
        return "the output is another"
    if process.returncode != code:
        return "exit code %d, not %d" % (process.returncode, code)
    return None


def main():
    ctinit, root, scratch, guide = sys.argv[1:5]
    where = {"ctinit": ctinit, "root": root, "upper": scratch + "/upper", "out": scratch + "/out"}
    os.makedirs(where["upper"])
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
            steps = sessions(lines)
        elif name.endswith(".ini"):
            steps = [("ctinit check " + name, ["..."])]
        else:
            continue
        for command, expected in steps:
            number += 1
            wrong = run(command, expected, where)
            print("%s %d %s: %s" % ("not ok" if wrong else "ok", number, title, command))
            if wrong:
                bad = 1
                with open(where["out"], encoding="utf-8", errors="replace") as output:
                    text = output.read()
                print("# %s; it says:\n# %s" % (wrong, text.replace("\n", "\n# ")))
    print("1..%d" % number)
    return bad


sys.exit(main())
