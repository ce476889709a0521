"""Runs the benchmarks of one row, each in JVMs of its own, and keeps what JMH says.

The variants of a row take turns, in another order each round: what the machine does meanwhile meets all of them.
"""

import json
import random
import subprocess
import time
from pathlib import Path

LIMIT_SECONDS = 300


class RunFailed(Exception):
    """A benchmark failed; the message ends with what it printed last."""


def _command(java, classpath, folder, row, variant, out, quick):
    warmup, measured = (row.warmup, row.measured) if not quick else ((1, min(row.warmup[1], 500)), (1, min(row.measured[1], 300)))
    command = [java, "-cp", classpath, "org.openjdk.jmh.Main", f"dev.wsplab.bench.{variant.benchmark}$",
               "-f", "1", "-foe", "true", "-tu", "ns", "-rf", "json", "-rff", str(out),
               "-wi", str(warmup[0]), "-i", str(measured[0])]
    if row.single_shot:
        command += ["-bm", "ss"]
    else:
        command += ["-bm", "avgt", "-w", f"{warmup[1]}ms", "-r", f"{measured[1]}ms"]
    for name, value in variant.params.items():
        command += ["-p", f"{name}={value}"]
    flags = f"--enable-native-access=ALL-UNNAMED -Xms{row.heap} -Xmx{row.heap} -Dwsplab.bench.native={folder / 'native'}"
    return command + ["-jvmArgs", flags]


def _one(command, out, log):
    with open(log, "w", encoding="utf-8") as to:
        try:
            status = subprocess.run(command, stdout=to, stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS).returncode
        except subprocess.TimeoutExpired:
            status = f"still running after {LIMIT_SECONDS} s"
    if status != 0 or not out.exists():
        end = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
        raise RunFailed("\n".join([" ".join(command), f"status: {status}", *end]))
    results = json.loads(out.read_text(encoding="utf-8"))
    if len(results) != 1:
        raise RunFailed(f"{' '.join(command)}\nexpected one benchmark, found {len(results)}")
    return results[0]


def scores(result):
    """What one result of JMH says: nanoseconds an operation, and other counters."""
    metric = result["primaryMetric"]
    if metric["scoreUnit"] != "ns/op":
        raise RunFailed(f"{result['benchmark']}: expected ns/op, found {metric['scoreUnit']}")
    values = sorted(value for fork in metric["rawData"] for value in fork)
    middle = len(values) // 2
    median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    # Events are added up over the iterations that were measured, and each reports the same figure.
    extra = {name: max(value for fork in other["rawData"] for value in fork)
             for name, other in result.get("secondaryMetrics", {}).items()}
    return {"nanos": median, "extra": extra}


def run(row, java, classpath, folder, rounds, seed, quick, say):
    """Runs a row; returns a list with, for each round, the scores of each variant by its name."""
    raw = folder / "jmh" / row.name
    raw.mkdir(parents=True, exist_ok=True)
    turns = random.Random(seed)
    all_rounds = []
    for number in range(1, rounds + 1):
        names = list(row.variants)
        turns.shuffle(names)
        found = {}
        for name in names:
            variant = row.variants[name]
            out = raw / f"{number}-{name}.json"
            out.unlink(missing_ok=True)
            began = time.monotonic()
            result = _one(_command(java, classpath, folder, row, variant, out, quick), out, raw / f"{number}-{name}.log")
            found[name] = scores(result)
            say(f"{row.name}: round {number} of {rounds}, {name}: {found[name]['nanos']:,.0f} ns"
                f" ({time.monotonic() - began:.0f} s)")
        all_rounds.append(found)
    return all_rounds
