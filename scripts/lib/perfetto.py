"""Compares a file in the Trace Event format with what Perfetto's trace processor reads out of it.

    perfetto.py FOLDER TRACE

FOLDER is what scripts/lib/perfetto.cjs says. Prints what there is of each kind; status 1 when the processor has read another number,
has let a slice of a socket's or a port's row lie inside another, or has counted an error.
"""

import collections
import json
import pathlib
import subprocess
import sys

QUERIES = (
    "select 'slices', category, count(*) from slice where category not null group by category",
    "select 'arrows', 'completion', count(*) from flow",
    "select 'inside another', s.category, count(*) from slice s join slice p on s.parent_id = p.id"
    " where s.category in ('operation', 'packet') and p.category in ('operation', 'packet') group by s.category",
    "select 'errors', name, value from stats where severity in ('error', 'data_loss') and value > 0",
)


def written(events):
    """What the file has, as {(kind, category): how many}."""
    counts = collections.Counter()
    for event in events:
        if event["ph"] in "Xbi":
            counts["slices", event["cat"]] += 1
        elif event["ph"] == "s":
            counts["arrows", event["cat"]] += 1
    return dict(counts)


def read(folder, trace):
    """What the processor has found in it."""
    script = pathlib.Path(__file__).with_suffix(".cjs")
    told = subprocess.run(["node", script, folder, trace, *QUERIES], check=True, text=True, stdout=subprocess.PIPE).stdout
    lines = (line.split("\t") for line in told.splitlines())
    return {(kind, name): int(count) for kind, name, count in lines if int(count)}


def differences(written_counts, read_counts):
    for what in sorted(written_counts.keys() | read_counts.keys()):
        expected, found = written_counts.get(what, 0), read_counts.get(what, 0)
        if expected != found:
            yield f"{' '.join(what)}: written {expected}, read {found}"


def main(folder, trace):
    with open(trace, encoding="utf-8") as file:
        there = written(json.load(file)["traceEvents"])
    problems = list(differences(there, read(folder, trace)))
    for (kind, category), count in sorted(there.items()):
        print(f"{kind} {category}: {count}")
    for problem in problems:
        print(f"WRONG: {problem}")
    print("Perfetto's trace processor has read all of it" if not problems else "Perfetto's trace processor has read something else")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
