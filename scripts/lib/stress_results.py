"""Reads what jcstress printed, and adds up the results that it saw: prints "RESULT: times; ...".

    stress_results.py LOG

Status 1 when a test could not run to its end, or none ran: then what was seen proves nothing.
"""

import re
import sys
from collections import Counter

ROW = re.compile(r"^ +(.+?) +([\d,]+) +[<>]?[\d.,]+% +(Acceptable|Interesting|Forbidden) ")
COUNT = re.compile(r"\(Results: (\d+) planned; (\d+) passed, (\d+) failed, (\d+) soft errs, (\d+) hard errs\)")


def read(text):
    """The results by how often they were seen, and what is wrong with the run, or None."""
    seen = Counter()
    for line in text.split("RUN RESULTS:")[0].splitlines():
        row = ROW.match(line)
        if row:
            seen[(row[1], row[3] == "Forbidden")] += int(row[2].replace(",", ""))
    counts = COUNT.findall(text)
    if not counts:
        return seen, "no test ran"
    planned, passed, failed, soft, hard = map(int, counts[-1])
    if planned == 0 or passed + failed != planned or soft or hard:
        return seen, f"of {planned} runs {passed + failed} came to an end, with {soft + hard} errors"
    if not seen:
        return seen, "no result was seen"
    return seen, None


def main(log):
    with open(log, encoding="utf-8", errors="replace") as lines:
        seen, wrong = read(lines.read())
    said = "; ".join(f"{'FORBIDDEN ' if bad else ''}({result}) {times:,} times" for (result, bad), times in seen.most_common())
    print(wrong or said)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
