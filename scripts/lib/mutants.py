"""Judges reports of PIT: how many mutants were noticed, and which live in methods that name a rule.

    mutants.py --min PERCENT REPORT...
"""

import argparse
import os
import re
import sys
import xml.etree.ElementTree as xml

NOTICED = {"KILLED", "TIMED_OUT"}
LIVES = {"SURVIVED", "NO_COVERAGE"}
RULE = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-H?\d+\b")
REASONS = "tests/resources/tables/mutants-that-live.txt"


def reasons():
    """Returns Class.method to the reason why a mutant there may live."""
    if not os.path.exists(REASONS):
        return {}
    with open(REASONS, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def rules_of(source, line):
    """Returns the rules that the method around a line names, in it or in its documentation."""
    with open(source, encoding="utf-8") as file:
        lines = file.read().split("\n")
    start = line - 1
    while start > 0 and not re.match(r" {2,4}[\w@].*[({]\s*$|  [\w<].*\(.*", lines[start]):
        start -= 1
    end = line - 1
    while end < len(lines) - 1 and lines[end] != "  }":
        end += 1
    while start > 0 and lines[start - 1].strip():
        start -= 1
    return sorted(set(RULE.findall("\n".join(lines[start:end]))))


def text(mutation, name):
    return mutation.findtext(name) or ""


def place(mutation):
    return text(mutation, "mutatedClass").split(".")[-1].split("$")[0] + "." + text(mutation, "mutatedMethod")


def source_of(mutation):
    package = text(mutation, "mutatedClass").rsplit(".", 1)[0].replace(".", "/")
    return os.path.join("java", package, text(mutation, "sourceFile"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--min", type=float, required=True)
    parser.add_argument("reports", nargs="+")
    options = parser.parse_args()
    known = reasons()
    wrong = []
    used = set()
    all_mutants = all_noticed = 0
    for report in options.reports:
        mutations = list(xml.parse(report).getroot().iter("mutation"))
        states = [mutation.get("status") for mutation in mutations]
        noticed = sum(state in NOTICED for state in states)
        all_mutants += len(mutations)
        all_noticed += noticed
        print(f"{os.path.basename(os.path.dirname(report))}: {noticed} of {len(mutations)} mutants noticed, "
              f"{states.count('SURVIVED')} live, {states.count('NO_COVERAGE')} in code that no test runs")
        for mutation in mutations:
            if mutation.get("status") in NOTICED:
                continue
            line = int(text(mutation, "lineNumber"))
            where = f"{source_of(mutation)}:{line} {place(mutation)}: {text(mutation, 'description')}"
            if mutation.get("status") not in LIVES:
                wrong.append(f"{mutation.get('status')}, which is no test that failed: {where}")
                continue
            print(f"  {mutation.get('status').lower().replace('_', ' ')}: {where}")
            rules = rules_of(source_of(mutation), line)
            if rules and place(mutation) in known:
                used.add(place(mutation))
            elif rules:
                wrong.append(f"lives in a method that names {', '.join(rules)}: {where}")
    share = 100.0 * all_noticed / max(1, all_mutants)
    print(f"all: {all_noticed} of {all_mutants} noticed, {share:.1f} %")
    if share < options.min:
        wrong.append(f"fewer than {options.min:g} %")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
