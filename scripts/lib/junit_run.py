"""Runs JUnit's console launcher with --details=testfeed: shows how far it is, and at the end what failed.

    junit_run.py --log FILE --reports FOLDER --crashes PATTERN --limit SECONDS COMMAND...

Status 0: the command ended well, and its reports tell of tests that passed and of none that failed.
"""

import argparse
import glob
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

import junit_counts

EVENT = re.compile(r"^(?P<test>.* > .*) :: (?P<what>STARTED|SUCCESSFUL|FAILED|ABORTED|SKIPPED)\s*$")
SHOW_EVERY = 5  # seconds


class Feed:
    """What the log says so far."""

    def __init__(self, path):
        self.file = open(path, encoding="utf-8", errors="replace")
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


def judge(options, status, feed):
    """Returns what is wrong with the run, a line each."""
    wrong = []
    running = ", ".join(feed.running) or "no test"
    if status is None:
        wrong.append(f"JUnit did not end within {options.limit} s, and was ended; then ran: {running}")
    for crash in sorted(glob.glob(options.crashes)):
        wrong.append(f"the JVM crashed and left {crash}")
    passed, failed, _ = junit_counts.count([options.reports])
    if failed:
        wrong.append(f"{failed} tests failed")
    if not passed:
        wrong.append(f"no test of {options.reports} passed")
    if feed.running and status is not None or status and not failed:
        wrong.append(f"JUnit ended with status {status}; then ran: {running}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--reports", required=True)
    parser.add_argument("--crashes", required=True)
    parser.add_argument("--limit", type=int, required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with open(options.log, "wb") as log:
        process = subprocess.Popen(options.command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    feed = Feed(options.log)
    try:
        status = follow(process, feed, options.limit)
    finally:
        process.kill()
        process.wait()
    show_failures(options.reports)
    wrong = judge(options, status, feed)
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
