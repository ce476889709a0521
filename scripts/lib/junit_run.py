"""Runs JUnit's console launcher: shows how far it is (with --details=testfeed), and at the end what failed.

    junit_run.py --log FILE --reports FOLDER --crashes PATTERN --limit SECONDS COMMAND...

Status 0: the command ended well, and its reports tell of tests that passed and of none that failed.

Where a few tests failed and nothing else is wrong, their classes are run again, alone. Those that pass then are named as
flaky in the output and in FOLDER/flaky.txt, and do not fail the run: among thousands of tests on a busy machine, one that
another run cannot repeat is told, and mended, but says nothing about the change that is being tested.
"""

import argparse
import glob
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

import junit_counts

EVENT = re.compile(r"^(?P<test>.* > .*) :: (?P<what>STARTED|SUCCESSFUL|FAILED|ABORTED|SKIPPED)\s*$")
SHOW_EVERY = 5  # seconds
AGAIN = "again"  # below the folder of reports: what the second run wrote


class Feed:
    """What the log says so far."""

    def __init__(self, path):
        self.file = open(path, encoding="utf-8", errors="replace")
        self.file.seek(0, os.SEEK_END)
        self.rest = ""
        self.running = {}
        self.finished = 0
        self.failed = []
        self.latest = ""

    def read(self):
        lines = (self.rest + self.file.read()).split("\n")
        self.rest = lines.pop()
        for line in lines:
            event = EVENT.match(line)
            if event:
                self.take(event["test"].split(" > ", 1)[1], event["what"])

    def take(self, test, what):
        if what == "STARTED":
            self.running[test] = True
            self.latest = test.split(" > ", 1)[0]
            return
        self.running.pop(test, None)
        self.finished += 1
        if what == "FAILED":
            self.failed.append(test)
            print(f"  FAILED: {test}", flush=True)

    def state(self):
        if not self.latest:
            return "starting"
        return f"{self.finished} tests finished, {len(self.failed)} failed, now in {self.latest}"


def follow(process, feed, limit):
    """Returns the status of the command, or None: it did not end in time."""
    started = shown = time.monotonic()
    while True:
        try:
            status = process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            status = None
        feed.read()
        now = time.monotonic()
        if status is not None:
            return status
        if now - started > limit:
            return None
        if now - shown > SHOW_EVERY:
            shown = now
            print(f"  {now - started:4.0f} s: {feed.state()}", flush=True)


def show_failures(folder):
    for path in sorted(glob.glob(f"{folder}/TEST-*.xml")):
        for case in xml.parse(path).getroot().iter("testcase"):
            for failure in [*case.iter("failure"), *case.iter("error")]:
                print(f"\n{case.get('classname')}.{case.get('name')}")
                for line in (failure.text or failure.get("message") or "").strip().splitlines()[:20]:
                    print(f"    {line}")


def tail(path, lines):
    with open(path, encoding="utf-8", errors="replace") as file:
        return [line.rstrip("\n") for line in file.readlines()[-lines:]]


def show_crash(path):
    """The part of a JVM's error file that says what crashed and where."""
    print(f"the beginning of {path}:")
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file.readlines()[:70]:
            print(f"    {line.rstrip()[:200]}")


def judge(options, reports, status, feed):
    """Returns what is wrong with the run, a line each."""
    wrong = []
    running = ", ".join(feed.running) or "no test"
    if status is None:
        wrong.append(f"JUnit did not end within {options.limit} s, and was ended; then ran: {running}")
    for crash in sorted(glob.glob(options.crashes)):
        wrong.append(f"the JVM crashed and left {crash}")
    passed, failed, _ = junit_counts.count([reports])
    if failed:
        wrong.append(f"{failed} tests failed")
    if not passed:
        wrong.append(f"no test of {reports} passed")
    if feed.running and status is not None or status and not failed:
        wrong.append(f"JUnit ended with status {status}; then ran: {running}")
    return wrong


def classes_of_failures(reports):
    """The outermost classes of the tests that failed; none when a failure is told of no class."""
    names = [test.split(": ", 1)[0].split("$", 1)[0] for test, _ in junit_counts.failed_tests([reports])]
    return sorted(set(names)) if all("." in name for name in names) else []


def of_classes(command, classes):
    """The command for these classes alone, with its reports in a folder below."""
    chosen, rest = [], iter(command)
    for word in rest:
        if word == "--include-classname":
            next(rest)
        elif word.startswith("--reports-dir="):
            chosen.append(word + ("\\" if "\\" in word else "/") + AGAIN)
        else:
            chosen.append(word)
    pattern = "|".join(re.escape(name) for name in classes)
    return [*chosen, "--include-classname", rf"^({pattern})(\$.*)?$"]


def run(options, command):
    """Returns the status, or None, and the feed of one run; its output is added to the log."""
    with open(options.log, "ab") as log:
        feed = Feed(options.log)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        return follow(process, feed, options.limit), feed
    finally:
        process.kill()
        process.wait()


def passes_again(options, wrong):
    """Whether a few failures were all that was wrong, and none of them comes back."""
    failed = [test for test, _ in junit_counts.failed_tests([options.reports])]
    classes = classes_of_failures(options.reports)
    if not classes or len(wrong) > 1 or len(failed) > junit_counts.MANY:
        return False
    print(f"{len(failed)} tests failed: the classes {', '.join(classes)} are run again, alone")
    again = os.path.join(options.reports, AGAIN)
    status, feed = run(options, of_classes(options.command, classes))
    if judge(options, again, status, feed):
        show_failures(again)
        return False
    with open(os.path.join(options.reports, junit_counts.FLAKY), "w", encoding="utf-8") as names:
        names.writelines(f"{test}\n" for test in failed)
    for test in failed:
        print(junit_counts.told_as_flaky(test))
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--reports", required=True)
    parser.add_argument("--crashes", required=True)
    parser.add_argument("--limit", type=int, required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    open(options.log, "wb").close()
    status, feed = run(options, options.command)
    show_failures(options.reports)
    wrong = judge(options, options.reports, status, feed)
    if wrong and passes_again(options, wrong):
        return 0
    if wrong and not feed.failed:
        print(f"the end of {options.log}:")
        print("\n".join("    " + line for line in tail(options.log, 40)))
    for path in sorted(glob.glob(options.crashes)):
        show_crash(path)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
