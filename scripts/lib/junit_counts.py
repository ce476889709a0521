"""Adds up JUnit's XML reports below folders: prints "passed failed skipped".

junit_counts.py FOLDER...
"""

import glob
import os
import sys
import xml.etree.ElementTree as xml


def main(folders):
    tests = failed = skipped = 0
    for folder in folders:
        for path in glob.glob(os.path.join(folder, "TEST-*.xml")):
            suite = xml.parse(path).getroot()
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
            skipped += int(suite.get("skipped"))
    print(tests - failed - skipped, failed, skipped)


if __name__ == "__main__":
    main(sys.argv[1:])
