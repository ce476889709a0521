"""Adds up JUnit's XML reports below folders: prints "passed failed skipped".

junit_counts.py FOLDER|LOG...
junit_counts.py --failed FOLDER...     prints the failed tests instead, each with its message
junit_counts.py --flaky FOLDER|LOG...  prints the tests that failed and then passed, run again; status 1 when they are many

A test that failed and passed when run again counts as passed.

A LOG is what Maven printed. Surefire writes one file for all runs of a parameterized class, with the last of them alone, so
its own last line is taken.
"""

import glob
import os
import re
import sys
import xml.etree.ElementTree as xml


FLAKY = "flaky.txt"  # in a folder of reports: the tests that junit_run.py saw pass the second time
MANY = 5


def count(folders):
    tests = failed = skipped = 0
    for folder in folders:
        failed -= len(flaky_tests(folder))
        if os.path.isfile(folder):
            with open(folder, encoding="utf-8", errors="replace") as log:
                last = re.findall(
                    r"Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?:, Flakes: \d+)?$", log.read(), re.M)[-1]
            tests += int(last[0])
            failed += int(last[1]) + int(last[2])
            skipped += int(last[3])
        for path in glob.glob(os.path.join(folder, "TEST-*.xml")):
            suite = xml.parse(path).getroot()
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
            skipped += int(suite.get("skipped"))
    return tests - failed - skipped, failed, skipped


def flaky_tests(folder):
    """The names of the tests of a folder that failed and then passed; none for a log, where they are not failures."""
    try:
        with open(os.path.join(folder, FLAKY), encoding="utf-8") as names:
            return names.read().splitlines()
    except OSError:
        return []


def told_as_flaky(test):
    return f"flaky: {test} failed, and passed when it was run again: a bug, in the test or in wsplab"


def flaky_in_log(path):
    """Surefire names them at its end, each with its runs."""
    with open(path, encoding="utf-8", errors="replace") as log:
        part = re.search(r"^\[WARNING\] Flakes: *\n(.*?)^\[\w+\] Tests run:", log.read(), re.M | re.S)
    return re.findall(r"^\[WARNING\] (\S.*)$", part.group(1), re.M) if part else []


def failed_tests(folders):
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "TEST-*.xml"))):
            for case in xml.parse(path).getroot().iter("testcase"):
                for trouble in (*case.findall("failure"), *case.findall("error")):
                    lines = (trouble.get("message") or trouble.text or "no message").strip().splitlines()
                    yield f'{case.get("classname")}: {case.get("name")}', lines[:6]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--failed"]:
        for test, lines in failed_tests(sys.argv[2:]):
            print("FAILED", test, *lines, sep="\n  ")
    elif sys.argv[1:2] == ["--flaky"]:
        flaky = [name for place in sys.argv[2:] for name in (flaky_in_log if os.path.isfile(place) else flaky_tests)(place)]
        for name in flaky:
            print(told_as_flaky(name))
        sys.exit(1 if len(flaky) > MANY else 0)
    else:
        print(*count(sys.argv[1:]))
