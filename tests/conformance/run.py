#!/usr/bin/env python3
"""tests/conformance/run.py - runs every case on the peers and on ctinit, and judges them.

usage: run.py [--record] [--matrix FILE] [--peers | --native | --names] [--only WORD] [--jobs N]
TAP on stdout: one line a case. A case passes if the installed peers do what record.tsv
says, each personality of ctinit does the same (or what the case calls better, and the
peer does not), and native mode does what the case demands. Exit status 0: all passed.
--record writes record.tsv anew from the installed peers; --peers runs them alone, --native
native mode alone, --names the personalities alone. Skips the cases that the file CT_SKIPPED
lists.
"""
import argparse
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import cases_command  # noqa: E402,F401
import cases_options  # noqa: E402,F401
import cases_place  # noqa: E402,F401
import cases_signals  # noqa: E402,F401
import cases_tree  # noqa: E402,F401
import matrix  # noqa: E402
from case import CASES, PEERS, PERSONALITIES, Subject, World  # noqa: E402
from world import TooLate  # noqa: E402

RECORD = f"{HERE}/record.tsv"
TOOLS = f"{ROOT}/build/tools"
CTINIT = os.environ.get("CTINIT", f"{ROOT}/build/ctinit")


def peers():
    return [Subject(p, "peer", [shutil.which(p)], True) for p in PEERS if shutil.which(p)]


def native():
    return [Subject("native", "native", [CTINIT])]


def names(directory):
    """Returns ctinit as each personality: through a link name and through --compat."""
    found = []
    os.mkdir(f"{directory}/bin", 0o755)
    for name in (n for n in PERSONALITIES if n != "native"):
        link = f"{directory}/bin/{name}"
        os.symlink(CTINIT, link)
        found.append(Subject(name, "link", [link]))
        found.append(Subject(name, "compat", [CTINIT, f"--compat={name}"]))
    return found


def subjects(directory, args):
    every = not (args.peers or args.native or args.names)
    return ((peers() if every or args.peers else []) +
            (native() if every or args.native else []) +
            (names(directory) if every or args.names else []))


def one(job):
    number, case, subject, mode, directory = job
    own = f"{directory}/{number}"
    os.mkdir(own, 0o755)
    try:
        outcome = case.run(World(TOOLS, subject, mode, own))
    except TooLate as late:
        outcome = f"too late: {late}"
    except Exception as error:  # one broken case must not end the run
        outcome = f"broken: {type(error).__name__}: {error}"
    shutil.rmtree(own, ignore_errors=True)
    return case.name, mode, subject, outcome.replace("\n", "; ").replace("\t", " ").strip()


def read_record():
    record = {}
    if os.path.exists(RECORD):
        with open(RECORD, encoding="utf-8") as f:
            for line in f:
                if not line.startswith("#"):
                    name, mode, peer, outcome = line.rstrip("\n").split("\t")
                    record[name, mode, peer] = outcome
    return record


def write_record(results):
    with open(RECORD, "w", encoding="utf-8") as f:
        f.write("# What the peers did: case, mode, peer, outcome. Written by run.py --record.\n")
        for case in CASES:
            for name, mode, subject, outcome in results:
                if name == case.name and subject.peer:
                    f.write(f"{name}\t{mode}\t{subject.label}\t{outcome}\n")


def judge(case, record, results):
    """Judges one case. Returns its cells: (label, form, mode) -> (verdict, seen, wanted)."""
    cells = {}
    for mode, subject, seen in results:
        peer = record.get((case.name, mode, subject.personality))
        wanted = peer if subject.peer else case.ours(subject.personality, mode) or peer
        if wanted in case.chance and seen in case.chance:
            wanted = seen
        if wanted is None:
            verdict, wanted = "FAIL", "no record of the peer: run.py --record"
        elif seen != wanted:
            verdict = "FAIL"
        elif subject.peer:
            verdict = "peer"
        elif subject.personality == "native":
            verdict = "ok"
        else:
            verdict = "same" if wanted == peer else "better"
        cells[subject.label, subject.form, mode] = (verdict, seen, wanted)
    return cells


def stale(case, record):
    """Returns the personalities that are marked `better` although the peer has the same outcome
    in every mode."""
    return [p for p in case.better if all(
        case.ours(p, m) == record.get((case.name, m, p)) for m in case.modes)]


def listed(cases):
    """Returns those of these cases that the file CT_SKIPPED lists, with the reason."""
    if not os.environ.get("CT_SKIPPED"):
        return {}
    with open(os.environ["CT_SKIPPED"], encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    reasons = {name: why for file, name, why in rows if file == "tests/conformance/run.py"}
    return {c: reasons[f"{c.family}: {c.name}"] for c in cases
            if f"{c.family}: {c.name}" in reasons}


def tap(table, record, skipped):
    print(f"1..{len(table) + len(skipped)}")
    for number, (case, why) in enumerate(skipped.items(), len(table) + 1):
        print(f"ok {number} {case.family}: {case.name} # SKIP {why}")
    failed = 0
    for number, (case, cells) in enumerate(table, 1):
        wrong = [(k, c) for k, c in cells.items() if c[0] == "FAIL"]
        old = stale(case, record)
        failed += bool(wrong or old)
        print(f"{'not ok' if wrong or old else 'ok'} {number} {case.family}: {case.name}")
        for (label, form, mode), (_, seen, wanted) in wrong:
            print(f"#   {label} ({form}) as {mode}: {seen}\n#     wanted: {wanted}")
        for peer in old:
            print(f"#   {peer} does the same: not better")
    print(f"# {len(table) - failed} of {len(table)} cases passed", flush=True)
    return failed


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--record", action="store_true")
    for who in ("--peers", "--native", "--names"):
        p.add_argument(who, action="store_true")
    p.add_argument("--matrix")
    p.add_argument("--only", default="")
    p.add_argument("--jobs", type=int, default=16)
    return p.parse_args()


def copy_programs(directory):
    """Copies the programs to where other users may run them; the checkout may be below /root."""
    global CTINIT, TOOLS
    shutil.copytree(TOOLS, f"{directory}/tools")
    shutil.copy(CTINIT, f"{directory}/ctinit")
    CTINIT, TOOLS = f"{directory}/ctinit", f"{directory}/tools"


def main():
    args = arguments()
    directory = tempfile.mkdtemp(prefix="ctinit-conform.")
    os.chmod(directory, 0o755)
    copy_programs(directory)
    chosen = [c for c in CASES if args.only in c.name or args.only in c.family]
    skipped = listed(chosen)
    chosen = [c for c in chosen if c not in skipped]
    try:
        everyone = subjects(directory, args)
        jobs = [(c, s, m) for c in chosen for s in everyone for m in c.modes
                if s.personality in c.on]
        jobs = [(n, *job, directory) for n, job in enumerate(jobs)]
        with ThreadPoolExecutor(args.jobs) as pool:
            results = list(pool.map(one, jobs))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    if args.record:
        write_record(results)
    record = read_record()
    by_case = {c.name: [] for c in chosen}
    for name, mode, subject, seen in results:
        by_case[name].append((mode, subject, seen))
    table = [(c, judge(c, record, by_case[c.name])) for c in chosen if by_case[c.name]]
    failed = tap(table, record, skipped)
    if args.matrix and not failed:
        with open(args.matrix, "w", encoding="utf-8") as f:
            f.write(matrix.page(table, record))
    return bool(failed or not table)


if __name__ == "__main__":
    sys.exit(main())
