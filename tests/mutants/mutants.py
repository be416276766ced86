#!/usr/bin/env python3
"""tests/mutants/mutants.py - make supervisor/core wrong in one place, see if a test tells.

Cells of the transition table: tests/mutants/cells.c, in one program. Everything else in
core/*.c: each number doubled, halved and zeroed (0: made 1), each comparison flipped and
moved by one, each && || ! ++ -- += -= + - true false turned round. A mutant is killed if it
does not compile, or the simulation or a unit test of the core fails, crashes or hangs.
Survivors that no test can tell stand in equivalent.tsv, with the reason.

mutants.py [--steps N] [--file NAME]   prints killed/total and each survivor."""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CORE = Path("supervisor/core")
CC = ["gcc", "-std=c11", "-D_GNU_SOURCE", "-I.", "-w"]
UNIT = sorted(Path("tests/unit/supervisor/core").glob("*_test.c"))
BUILD = Path("build/mutants")
TOKENS = re.compile(r"->|<<=|>>=|<<|>>|&&|\|\||==|!=|<=|>=|\+\+|--|\+=|-=|<|>|!|(?<= )[+-](?= )"
                    r"|\b\d+u?(?:ll)?\b|\btrue\b|\bfalse\b")
TURNED = {"&&": ["||"], "||": ["&&"], "==": ["!="], "!=": ["=="], "<": [">=", "<="],
          ">": ["<=", ">="], "<=": [">", "<"], ">=": ["<", ">"], "!": [""], "++": ["--"],
          "--": ["++"], "+=": ["-="], "-=": ["+="], "+": ["-"], "-": ["+"],
          "true": ["false"], "false": ["true"]}


def sh(words, **more):
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          stdin=subprocess.DEVNULL, check=False, **more).returncode


def masked(text):
    """The text with comments, strings and # lines blanked, so that places stay."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#.*?$', blank, text,
                  flags=re.S | re.M)


def numbers(word):
    n = int(re.match(r"\d+", word).group())
    return [str(k) for k in sorted({2 * n, n // 2, 0} - {n})] if n else ["1"]


def mutants(path):
    text = path.read_text()
    code = masked(text)
    if path.name == "machine.c":  # its table: cells.c
        code = re.sub(r"static const struct svc_move table.*?^};", lambda m: " " * len(m.group()),
                      code, flags=re.S | re.M)
    for m in TOKENS.finditer(code):
        word = m.group()
        for other in numbers(word) if word[0].isdigit() else TURNED.get(word, []):
            start = text.rfind("\n", 0, m.start()) + 1
            end = text.find("\n", m.start())
            line = text[start:m.start()] + "{" + word + "}" + text[m.end():end]
            yield {"path": path, "number": text.count("\n", 0, m.start()) + 1,
                   "line": " ".join(line.split()), "other": other,
                   "text": text[:m.start()] + other + text[m.end():]}


def build_base():
    BUILD.mkdir(parents=True, exist_ok=True)
    todo = [(p, BUILD / (p.stem + ".o"), []) for p in sorted(CORE.glob("*.c"))]
    todo += [(p, BUILD / ("sim_" + p.stem + ".o"), ["-O1"]) for p in Path("tests/sim").glob("*.c")]
    todo += [(p, BUILD / ("unit_" + p.stem + ".o"), []) for p in UNIT]
    todo += [(CORE / "machine.c", BUILD / "real_machine.o", ["-Dsvc_next=svc_next_real"]),
             (Path("tests/mutants/cells.c"), BUILD / "cells.o", []),
             (Path("tests/mutants/cells.c"), BUILD / "cells_main.o", ["-DCELLS_MAIN"])]
    for source, out, more in todo:
        if sh(CC + more + ["-c", "-o", str(out), str(source)]) != 0:
            sys.exit(f"mutants: {source} does not compile")


def objects(*without):
    return [str(BUILD / (p.stem + ".o")) for p in CORE.glob("*.c") if p.stem not in without]


def sim_objects():
    return [str(p) for p in BUILD.glob("sim_*.o")]


def link(out, words, cmocka):
    return sh(["gcc", "-o", str(out)] + words + (["-lcmocka"] if cmocka else []))


def survives(words, env=None):
    try:
        return sh(words, timeout=60, env=dict(os.environ, NO_SHRINK="1", **(env or {}))) == 0
    except subprocess.TimeoutExpired:
        return False


def try_one(mutant, steps):
    """None, or who killed it."""
    with tempfile.TemporaryDirectory(dir=BUILD) as work:
        source, made, program = (Path(work) / n for n in ("m.c", "m.o", "m"))
        source.write_text(mutant["text"])
        if sh(CC + ["-c", "-o", str(made), str(source)]) != 0:
            return "compiler"
        rest = objects(mutant["path"].stem) + [str(made)]
        for test in UNIT:
            name = str(BUILD / ("unit_" + test.stem + ".o"))
            link(program, rest + [name], True)
            if not survives([str(program)]):
                return "unit"
        link(program, rest + sim_objects(), False)
        return None if survives([str(program), "0", str(steps)]) else "sim"


def equivalents():
    known = {}
    for line in Path("tests/mutants/equivalent.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, text, other, why = line.split("\t")
            known[name, text, other] = why
    return known


def check_cells(steps):
    rest = objects("machine") + [str(BUILD / "real_machine.o")]
    program = BUILD / "cells"
    link(program, rest + [o for o in sim_objects() if "sim_test" not in o] +
         [str(BUILD / "cells_main.o")], False)
    out = subprocess.run([str(program), str(steps)], stdout=subprocess.PIPE, text=True,
                         check=True).stdout.splitlines()
    by_sim, total = map(int, out.pop().split()[1:])
    units = []
    for test in UNIT:
        units.append(BUILD / ("cells_" + test.stem))
        link(units[-1], rest + [str(BUILD / "cells.o"), str(BUILD / ("unit_" + test.stem + ".o"))],
             True)
    left = [line for line in out
            if all(survives([str(u)], {"MUTANT_CELL": " ".join(line.split()[:5])}) for u in units)]
    print(f"cells: {by_sim} of {total} killed by the simulation alone, "
          f"{total - len(left)} with the unit tests", flush=True)
    for line in left:
        print("  lives: cell " + " ".join(line.split()[5:]))
    return total - len(left), total


def check_sources(steps, only):
    todo = [m for p in sorted(CORE.glob("*.c")) if only in p.name for m in mutants(p)]
    known, by, alike = equivalents(), {"compiler": 0, "unit": 0, "sim": 0}, 0
    with ThreadPoolExecutor(2) as pool:
        for mutant, killer in zip(todo, pool.map(lambda m: try_one(m, steps), todo)):
            key = mutant["path"].name, mutant["line"], mutant["other"]
            if killer:
                by[killer] += 1
            elif key in known:
                alike += 1
            else:
                print(f"  lives: {mutant['path']}:{mutant['number']}: {mutant['line']}"
                      f"  ->  {mutant['other']}", flush=True)
    killed, total = sum(by.values()), len(todo) - alike
    print(f"sources: {killed} of {total} killed ({by['unit']} by unit tests, {by['sim']} by the "
          f"simulation, {by['compiler']} by the compiler); {alike} more are equivalent")
    return killed, total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=60000)
    parser.add_argument("--file", default="")
    args = parser.parse_args()
    build_base()
    killed, total = check_sources(args.steps, args.file)
    if not args.file:
        more = check_cells(args.steps)
        killed, total = killed + more[0], total + more[1]
    print(f"mutants: {killed} of {total} killed, {100 * killed / total:.1f} %")
    sys.exit(0 if killed >= 0.95 * total else 1)


main()
