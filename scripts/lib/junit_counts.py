"""Adds up JUnit's XML reports below folders: prints "passed failed skipped".

junit_counts.py FOLDER|LOG...

A LOG is what Maven printed. Surefire writes one file for all runs of a parameterized class, with the last of them alone, so
its own last line is taken.
"""

import glob
import os
import re
import sys
import xml.etree.ElementTree as xml


def count(folders):
    tests = failed = skipped = 0
    for folder in folders:
        if os.path.isfile(folder):
            with open(folder, encoding="utf-8", errors="replace") as log:
                last = re.findall(r"Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$", log.read(), re.M)[-1]
            tests += int(last[0])
            failed += int(last[1]) + int(last[2])
            skipped += int(last[3])
        for path in glob.glob(os.path.join(folder, "TEST-*.xml")):
            suite = xml.parse(path).getroot()
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
            skipped += int(suite.get("skipped"))
    return tests - failed - skipped, failed, skipped


if __name__ == "__main__":
    print(*count(sys.argv[1:]))
