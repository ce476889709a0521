"""Judges reports of PIT: how many mutants were noticed, and which live in methods that name a rule.

    mutants.py judge --min PERCENT REPORT...
    mutants.py living REPORT             the classes in which a mutant lived, as PIT wants them
    mutants.py part I/N FOLDER           every Nth class of a folder, as PIT wants them
    mutants.py merge REPORT NEWER        puts the classes of a newer report in place of those of a report
"""

import argparse
import os
import re
import shutil
import sys
import xml.etree.ElementTree as xml

NOTICED = {"KILLED", "TIMED_OUT"}
LIVES = {"SURVIVED", "NO_COVERAGE"}
RULE = re.compile(r"\b(?!UTF-)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-[HS]?\d+[a-d]?\b")
REASONS = "tests/resources/tables/mutants-that-live.txt"


def reasons():
    """Returns Class.method to the reason why a mutant there may live."""
    if not os.path.exists(REASONS):
        return {}
    with open(REASONS, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def member_around(lines, at, indent=2):
    """Returns first and last line of the method or field around a line, with its documentation; lines count from 0."""
    start = at
    while start > 0 and not re.match(rf" {{{indent}}}[\w<@]", lines[start]):
        start -= 1
    nested = re.match(r"[^(=]*\b(class|record|enum|interface)\b", lines[start])
    if nested and start < at and indent < 8:
        return member_around(lines, at, indent + 2)
    end = at
    while end < len(lines) - 1 and not re.match(rf" {{{indent}}}\}}", lines[end]) and lines[end].strip():
        end += 1
    while end < len(lines) - 1 and not re.match(rf" {{0,{indent}}}(\}}|[\w<@/])", lines[end]):
        end += 1
    while start > 0 and re.match(rf" {{{indent},{indent + 1}}}(@|/\*\*|\*|//)", lines[start - 1]):
        start -= 1
    return start, end


def rules_of(source, line):
    """Returns the rules that the method around a line names, in it or in its documentation."""
    with open(source, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if line > len(lines):
        sys.exit(f"{source} has no line {line}: the report is older than the sources. Run scripts/mutants without --again.")
    start, end = member_around(lines, line - 1)
    return sorted(set(RULE.findall("\n".join(lines[start : end + 1]))))


def text(mutation, name):
    return mutation.findtext(name) or ""


def place(mutation):
    """Returns Class.method; what a lambda does belongs to the method that it stands in."""
    method = re.sub(r"^lambda\$(\w+)\$\d+$", r"\1", text(mutation, "mutatedMethod"))
    return text(mutation, "mutatedClass").split(".")[-1].split("$")[0] + "." + method


def outer_class(mutation):
    return text(mutation, "mutatedClass").split("$")[0]


def source_of(mutation):
    package = text(mutation, "mutatedClass").rsplit(".", 1)[0].replace(".", "/")
    return os.path.join("java", package, text(mutation, "sourceFile"))


def mutations_of(report):
    return list(xml.parse(report).getroot().iter("mutation"))


def living(report):
    """Prints the classes that have something left to notice."""
    names = {outer_class(m) for m in mutations_of(report) if m.get("status") not in NOTICED}
    print(",".join(pattern for name in sorted(names) for pattern in (name, name + "$*")))
    return 0


def part(which, folder):
    """Prints the classes of one part of a package."""
    first, parts = (int(number) for number in which.split("/"))
    if not 1 <= first <= parts:
        sys.exit(f"--part {which}: expected 1/{parts} to {parts}/{parts}")
    package = folder.split("/java/", 1)[1].replace("/", ".")
    names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".java") and name[0].isupper())
    print(",".join(pattern for name in names[first - 1 :: parts] for pattern in (f"{package}.{name}", f"{package}.{name}$*")))
    return 0


def merge(report, newer):
    """Replaces in a report the classes that a newer one is about."""
    if not os.path.exists(report):
        shutil.copyfile(newer, report)
        return 0
    tree = xml.parse(report)
    root = tree.getroot()
    fresh = mutations_of(newer)
    again = {outer_class(mutation) for mutation in fresh}
    for mutation in list(root):
        if outer_class(mutation) in again:
            root.remove(mutation)
    root.extend(fresh)
    tree.write(report, encoding="UTF-8", xml_declaration=True)
    return 0


def took(report):
    """Returns how long the run took, as scripts/mutants noted it."""
    name = os.path.join(os.path.dirname(report), "seconds")
    if not os.path.exists(name):
        return ""
    with open(name, encoding="utf-8") as file:
        return f", {file.read().strip()} s"


def summary(report, states):
    noticed = sum(state in NOTICED for state in states)
    crashed = sum(state not in NOTICED and state not in LIVES for state in states)
    name = os.path.basename(os.path.dirname(report))
    return (f"{name}: {noticed} of {len(states)} mutants noticed ({100.0 * noticed / max(1, len(states)):.1f} %), "
            f"{states.count('TIMED_OUT')} of them by a time-out; {states.count('SURVIVED')} live, "
            f"{states.count('NO_COVERAGE')} in code that no test runs, {crashed} crashes{took(report)}")


def judge(least, reports):
    known = reasons()
    wrong = []
    states = []
    for report in reports:
        mutations = mutations_of(report)
        own = [mutation.get("status") for mutation in mutations]
        states += own
        print(summary(report, own))
        if own.count("NO_COVERAGE") == len(own):
            wrong.append(f"{report}: no test has run")
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
            if rules and place(mutation) not in known:
                wrong.append(f"lives in a method that names {', '.join(rules)}: {where}")
    noticed = sum(state in NOTICED for state in states)
    share = 100.0 * noticed / max(1, len(states))
    print(f"all: {noticed} of {len(states)} noticed, {share:.1f} %")
    if share < least:
        wrong.append(f"fewer than {least:g} %")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser()
    tasks = parser.add_subparsers(dest="task", required=True)
    task = tasks.add_parser("judge")
    task.add_argument("--min", type=float, required=True)
    task.add_argument("reports", nargs="+")
    tasks.add_parser("living").add_argument("report")
    task = tasks.add_parser("part")
    task.add_argument("which")
    task.add_argument("folder")
    task = tasks.add_parser("merge")
    task.add_argument("report")
    task.add_argument("newer")
    options = parser.parse_args()
    if options.task == "living":
        return living(options.report)
    if options.task == "part":
        return part(options.which, options.folder)
    if options.task == "merge":
        return merge(options.report, options.newer)
    return judge(options.min, options.reports)


if __name__ == "__main__":
    sys.exit(main())
