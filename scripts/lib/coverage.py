"""Says which lines of the shim the tests ran, from what gcov counted; fails below a limit.

    coverage.py BUILD_FOLDER SOURCE_FOLDER LIMIT_PERCENT
"""

import collections
import json
import os
import subprocess
import sys


def counts(build, sources):
    """Executions per line of each source file: {file name: {line: executions}}."""
    lines = collections.defaultdict(collections.Counter)
    notes = [os.path.join(folder, name) for folder, _, names in os.walk(build) for name in names if name.endswith(".gcno")]
    for note in sorted(notes):
        report = subprocess.run(
            ["gcov", "--json-format", "--stdout", note], check=True, capture_output=True, cwd=build, text=True).stdout
        for text in filter(None, report.splitlines()):
            unit = json.loads(text)
            for file in unit["files"]:
                path = os.path.normpath(os.path.join(unit["current_working_directory"], file["file"]))
                if os.path.dirname(path) == sources:
                    for line in file["lines"]:
                        lines[os.path.basename(path)][line["line_number"]] += line["count"]
    return lines


def ranges(numbers):
    """3-5,9 for 3, 4, 5, 9."""
    spans = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def main(build, sources, limit):
    build, sources = os.path.realpath(build), os.path.realpath(sources)
    lines = counts(build, sources)
    if not lines:
        print("gcov found no line of " + sources)
        return 1
    total = ran = 0
    print(f"{'file':<28}{'lines':>7}{'ran':>7}{'%':>7}  not run")
    for name in sorted(lines):
        missed = [number for number, executions in lines[name].items() if not executions]
        count = len(lines[name])
        total += count
        ran += count - len(missed)
        print(f"{name:<28}{count:>7}{count - len(missed):>7}{100 * (count - len(missed)) / count:>7.1f}  {ranges(missed)}")
    percent = 100 * ran / total
    print(f"{'all':<28}{total:>7}{ran:>7}{percent:>7.1f}")
    if percent < float(limit):
        print(f"below {limit} %")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
