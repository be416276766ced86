#!/usr/bin/env python3
"""tests/mutants/mutants.py - changes supervisor/core in one place at a time, and runs its
tests.

tests/mutants/cells.c does the cells of the transition table, in one program. For the rest of
core/*.c there is a mutant for each number (doubled, halved, 0; 0 becomes 1), each comparison
(turned round, moved by one), each of && || ! ++ -- += -= + - true false (turned round), and each
assignment and call (left out). A mutant is killed if it does not compile, or if the simulation
or a unit test of the core fails, crashes or hangs.
equivalent.tsv lists mutants that no test can notice, with the reason.

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
    """Blanks comments, strings and # lines in the text; positions stay the same."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#.*?$', blank, text,
                  flags=re.S | re.M)


def numbers(word):
    n = int(re.match(r"\d+", word).group())
    return [str(k) for k in sorted({2 * n, n // 2, 0} - {n})] if n else ["1"]


def mutants(path):
    text = path.read_text()
    code = masked(text)
    if path.name == "machine.c":  # cells.c changes its table
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


STATEMENT = re.compile(r"^\t+((?:\*?[\w>.\[\]-]+(?: = [\w>.\[\]-]+)* (?:[|&+-]|<<|>>)?= "
                       r"|(?!return|sizeof|if|while|for|switch)\w+\()[^;{}]*;)\s*$", re.M)


def left_out(path):
    """Yields the file without one assignment or call."""
    text = path.read_text()
    for m in STATEMENT.finditer(masked(text)):
        start, end = m.span(1)
        yield {"path": path, "number": text.count("\n", 0, start) + 1,
               "line": " ".join(text[start:end].split()), "other": "left out",
               "text": text[:start] + ";" + text[end:]}


def build_base():
    """Builds all objects, and a main() that runs the simulation or all unit tests of the core."""
    BUILD.mkdir(parents=True, exist_ok=True)
    tests = UNIT + [Path("tests/sim/sim_test.c")]
    todo = [(p, BUILD / (p.stem + ".o"), []) for p in sorted(CORE.glob("*.c"))]
    todo += [(p, BUILD / ("sim_" + p.stem + ".o"), ["-O1"])
             for p in Path("tests/sim").glob("*.c") if p not in tests]
    todo += [(p, BUILD / ("test_" + p.stem + ".o"), ["-O1", f"-Dmain={p.stem}_main"])
             for p in tests]
    todo += [(CORE / "machine.c", BUILD / "real_machine.o", ["-Dsvc_next=svc_next_real"]),
             (Path("tests/mutants/cells.c"), BUILD / "cells.o", []),
             (Path("tests/mutants/cells.c"), BUILD / "cells_main.o", ["-DCELLS_MAIN"]),
             (BUILD / "main.c", BUILD / "main.o", [])]
    calls = " || ".join(f"{p.stem}_main()" for p in UNIT)
    (BUILD / "main.c").write_text(
        "".join(f"int {p.stem}_main();\n" for p in tests) + "int main(int argc, char **argv)\n"
        f"{{ return argc > 1 ? sim_test_main(argc, argv) : {calls}; }}\n")
    for source, out, more in todo:
        if sh(CC + more + ["-c", "-o", str(out), str(source)]) != 0:
            sys.exit(f"mutants: {source} does not compile")


def objects(*patterns, without=""):
    if patterns == ("core",):
        return [str(BUILD / (p.stem + ".o")) for p in CORE.glob("*.c") if p.stem != without]
    return [str(p) for pattern in patterns for p in BUILD.glob(pattern)]


def link(out, words):
    if sh(["gcc", "-o", str(out)] + words + ["-lcmocka"]) != 0:
        sys.exit("mutants: it does not link")


def survives(words, env=None):
    try:
        return sh(words, timeout=60, env=dict(os.environ, NO_SHRINK="1", **(env or {}))) == 0
    except subprocess.TimeoutExpired:
        return False


def try_one(mutant, steps):
    """Returns the reason why the mutant was noticed, or None."""
    with tempfile.TemporaryDirectory(dir=BUILD) as work:
        source, made, program = (str(Path(work) / n) for n in ("m.c", "m.o", "m"))
        Path(source).write_text(mutant["text"])
        if sh(CC + ["-c", "-o", made, source]) != 0:
            return "compiler"
        link(program, objects("core", without=mutant["path"].stem) +
             objects("sim_*.o", "test_*.o", "main.o") + [made])
        if not survives([program, "0", "2000"]):
            return "sim"
        if not survives([program]):
            return "unit"
        return None if survives([program, "0", str(steps)]) else "sim"


def equivalents():
    known = {}
    for line in Path("tests/mutants/equivalent.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            name, text, other, why = line.split("\t")
            known[name, text, other] = why
    return known


def check_cells(steps):
    rest = objects("core", without="machine") + [str(BUILD / "real_machine.o")]
    program, unit = BUILD / "cells", str(BUILD / "cells_unit")
    link(program, rest + objects("sim_*.o", "cells_main.o"))
    link(unit, rest + objects("sim_*.o", "test_*.o", "main.o", "cells.o"))
    out = subprocess.run([str(program), str(steps)], stdout=subprocess.PIPE, text=True,
                         check=True).stdout.splitlines()
    by_sim, total = map(int, out.pop().split()[1:])
    left = [line for line in out
            if survives([unit], {"MUTANT_CELL": " ".join(line.split()[:5])})]
    print(f"cells: {by_sim} of {total} killed by the simulation alone, "
          f"{total - len(left)} with the unit tests", flush=True)
    for line in left:
        print("  lives: cell " + " ".join(line.split()[5:]))
    return total - len(left), total


def check_sources(steps, only):
    todo = [m for p in sorted(CORE.glob("*.c")) if only in p.name for m in [*mutants(p), *left_out(p)]]
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
