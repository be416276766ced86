"""tests/conformance/matrix.py - prints docs/conformance.md from the results of the cases."""
from case import MODES, PERSONALITIES

HEAD = """# Conformance: the same cases on tini, dumb-init, catatonit and ctinit

Printed by `make conformance`; do not edit. Every case runs as PID 1 of a pid namespace and
as a child (a subreaper if the program can be one), by the name of a link and by
`--compat=NAME`. tests/conformance/record.tsv records what the three programs do, and every
run compares the record with the installed programs.

- `same`: ctinit does what the program does, also if that is odd
- `better`: the program fails, and ctinit under its name does not
- `ok`: native mode does what the case demands
- `-`: the program has no such feature
"""


def merged(cells, label):
    seen = {cell[0] for (name, form, _), cell in cells.items()
            if name == label and form != "peer"}
    for verdict in ("FAIL", "better", "same", "ok"):
        if verdict in seen:
            return verdict
    return "-"


def code(text):
    return "`" + (text or "?").replace("|", "/").replace("`", "'") + "`"


def page(table, record):
    out = [HEAD, f"{len(table)} cases.\n"]
    family = None
    for case, cells in table:
        if case.family != family:
            family = case.family
            out.append(f"\n## {family}\n\n| case | " + " | ".join(PERSONALITIES) + " |")
            out.append("|" + " --- |" * (len(PERSONALITIES) + 1))
        row = " | ".join(merged(cells, label) for label in PERSONALITIES)
        out.append(f"| {case.name} | {row} |")
    out.append("\n## What the peers do where ctinit is better\n\n"
               "| case | peer | the peer | ctinit |\n| --- | --- | --- | --- |")
    for case, _ in table:
        for peer in case.better:
            for mode in (m for m in MODES if m in case.modes):
                theirs, ours = record.get((case.name, mode, peer)), case.ours(peer, mode)
                if theirs != ours:
                    out.append(f"| {case.name} ({mode}) | {peer} | {code(theirs)} | "
                               f"{code(ours)} |")
    return "\n".join(out) + "\n"
