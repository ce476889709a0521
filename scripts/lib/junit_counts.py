"""Adds up JUnit's XML reports below folders: prints "passed failed skipped".

junit_counts.py FOLDER...
"""

import glob
import os
import sys
import xml.etree.ElementTree as xml


def count(folders):
    tests = failed = skipped = 0
    for folder in folders:
        for path in glob.glob(os.path.join(folder, "TEST-*.xml")):
            suite = xml.parse(path).getroot()
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
            skipped += int(suite.get("skipped"))
    return tests - failed - skipped, failed, skipped


if __name__ == "__main__":
    print(*count(sys.argv[1:]))
