#!/usr/bin/env python3
"""Runs benchmarks and writes the table and docs/performance.md; scripts/bench builds what it needs.

  bench.py list
  bench.py run --root FOLDER --java JAVA [--row NAME]... [--rounds N] [--seed S] [--quick]

Keeps the figures of each row in target/bench/results; the page is made of all that are there, and says of the other rows
what it said before.
Status 0: all ran, whether goals are met or not; 1: a benchmark failed; 2: a name that is none.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from bench_page import aligned, page, table
from bench_rows import ROWS, named
from bench_run import RunFailed, run


def machine():
    model, memory = platform.machine(), ""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except OSError:
        pass  # not Linux
    return f"{model}, {os.cpu_count()} processors{memory}, {platform.system()} {platform.release()}"


def jdk(java):
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr.splitlines()
    return said[1].strip() if len(said) > 1 else said[0]


def commit(root):
    def git(*words):
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True).stdout.strip()

    name = git("rev-parse", "--short", "HEAD") or "unknown"
    return name + (" and changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure(options, row):
    folder = options.root / "target" / "bench"
    classpath = os.pathsep.join([str(folder / "classes"), str(options.root / "target" / "classes"),
                                 (folder / "classpath").read_text(encoding="utf-8").strip()])
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    rounds = options.rounds or (1 if options.quick else row.rounds)
    found = run(row, options.java, classpath, folder, rounds, options.seed, options.quick, say)
    return {"row": row.name, "rounds": found, "seed": options.seed, "load": load, "machine": machine(),
            "jdk": jdk(options.java), "commit": commit(options.root),
            "date": datetime.now(timezone.utc).strftime("%Y-%m-%d")}


def run_all(options, rows):
    kept = options.root / "target" / "bench" / ("quick" if options.quick else "results")
    kept.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    measured, failed = [], []
    for row in rows:
        try:
            result = measure(options, row)
        except RunFailed as e:
            say(f"{row.name}: failed\n{e}")
            failed.append(row.name)
            continue
        (kept / f"{row.name}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
        measured.append((row, result["rounds"]))
    if measured:
        print("\n".join(aligned(table(measured))))
    if options.quick:
        say("a quick run: whether each benchmark works, no figures to keep")
    elif measured:
        results = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(kept.glob("*.json"))]
        written = options.root / "docs" / "performance.md"
        former = written.read_text(encoding="utf-8") if written.exists() else ""
        written.write_text(page(results, former), encoding="utf-8")
        say("wrote docs/performance.md")
    say(f"{len(measured)} of {len(rows)} rows in {time.monotonic() - began:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["list", "run"])
    parser.add_argument("--root", type=Path)
    parser.add_argument("--java")
    parser.add_argument("--row", action="append", default=[])
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.command == "list":
        for row in ROWS:
            print(f"{row.name:<12} {row.about}")
        return 0
    unknown = [name for name in options.row if named(name) is None]
    if unknown:
        say(f"no such row: {', '.join(unknown)}; there are: {', '.join(row.name for row in ROWS)}")
        return 2
    return run_all(options, [named(name) for name in options.row] or ROWS)


if __name__ == "__main__":
    sys.exit(main())
