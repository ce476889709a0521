"""Tests what judges races, soaks, arm64 code and merged reports: each must refuse what is wrong. Run by scripts/test."""

import os
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

from release_store import DMB, KEEP, LOAD, RELEASE_STATUS, STORE_HIGH, STORE_STATUS, wrong
from soak_page import FIGURES, judge, svg
from stress_results import read

RETURN = 0xD65F03C0
ACQUIRES = [LOAD, DMB["ishld"], KEEP, RETURN]


def code(*words):
    return struct.pack(f"<{len(words)}I", *words)


class ReleaseStore(unittest.TestCase):
    def test_a_barrier_or_a_release_between_the_stores_is_accepted(self):
        self.assertIsNone(wrong(code(STORE_HIGH, DMB["ish"], STORE_STATUS, RETURN, *ACQUIRES)))
        self.assertIsNone(wrong(code(STORE_HIGH, DMB["ishst"], STORE_STATUS, RETURN, *ACQUIRES)))
        self.assertIsNone(wrong(code(STORE_HIGH, RELEASE_STATUS, RETURN, *ACQUIRES)))

    def test_two_plain_stores_are_refused(self):
        self.assertIn("without a release", wrong(code(STORE_HIGH, STORE_STATUS, RETURN, *ACQUIRES)))

    def test_a_barrier_for_loads_does_not_order_stores(self):
        self.assertIn("without a release", wrong(code(STORE_HIGH, DMB["ishld"], STORE_STATUS, RETURN, *ACQUIRES)))

    def test_one_place_without_is_too_many(self):
        good = [STORE_HIGH, DMB["ish"], STORE_STATUS, RETURN]
        self.assertIn("without a release", wrong(code(*good, STORE_HIGH, STORE_STATUS, RETURN, *ACQUIRES)))

    def test_code_that_publishes_nowhere_is_refused(self):
        self.assertIn("nowhere", wrong(code(RETURN, *ACQUIRES)))

    def test_a_plain_load_is_refused(self):
        self.assertIn("without an acquire", wrong(code(STORE_HIGH, DMB["ish"], STORE_STATUS, RETURN, LOAD, KEEP, RETURN)))


class Soak(unittest.TestCase):
    def samples(self, **grows):
        return [{"seconds": i, **{name: 1000 << 20 if name in ("heap", "malloc", "resident") else 1000 for name in FIGURES},
                 **{name: by(i) for name, by in grows.items()}} for i in range(40)]

    def test_flat_samples_are_flat(self):
        self.assertTrue(all(flat for _, _, _, flat in judge(self.samples())))

    def test_each_figure_that_grows_is_told(self):
        for name in FIGURES:
            with self.subTest(name):
                grown = [n for n, _, _, flat in judge(self.samples(**{name: lambda i: 1 << 20 + i})) if not flat]
                self.assertEqual([name], grown)

    def test_what_grows_while_it_warms_up_is_not(self):
        self.assertTrue(all(flat for _, _, _, flat in judge(self.samples(heap=lambda i: min(i + 1, 10) << 24))))

    def test_each_figure_is_drawn(self):
        self.assertEqual(len(FIGURES), svg(self.samples()).count("<polyline"))


class StressResults(unittest.TestCase):
    HEAD = "     RESULT  SAMPLES     FREQ      EXPECT  DESCRIPTION\n"
    ROWS = "  -1, -1, 5    1,414   31.00%  Acceptable  not yet\n    0, 0, 5       14    0.31%   Forbidden  without its bytes\n"

    def ends(self, planned, passed, failed, soft=0, hard=0):
        return f"(Results: {planned} planned; {passed} passed, {failed} failed, {soft} soft errs, {hard} hard errs)\nRUN RESULTS:\n"

    def test_results_of_all_forks_are_added(self):
        seen, wrong_ = read((self.HEAD + self.ROWS) * 2 + self.ends(2, 0, 2) + self.ROWS)
        self.assertIsNone(wrong_)
        self.assertEqual({("-1, -1, 5", False): 2828, ("0, 0, 5", True): 28}, dict(seen))

    def test_a_run_that_did_not_end_proves_nothing(self):
        self.assertIsNotNone(read(self.ROWS)[1])
        self.assertIsNotNone(read(self.ROWS + self.ends(2, 1, 0))[1])
        self.assertIsNotNone(read(self.ROWS + self.ends(2, 1, 0, 0, 1))[1])
        self.assertIsNotNone(read(self.ends(0, 0, 0))[1])
        self.assertIsNotNone(read(self.ends(1, 1, 0))[1])


class MergeJunit(unittest.TestCase):
    SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "merge-junit")

    def merge(self, *reports):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{i}.xml") for i in range(len(reports))]
            for path, report in zip(paths, reports):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(report)
            done = subprocess.run([sys.executable, self.SCRIPT, *paths], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def suite(self, cases, tests, failures=0, skipped=0):
        return (f'<testsuite name="check" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}" time="1.5">'
                + "".join(f'<testcase classname="L" name="{name}">{inside}</testcase>' for name, inside in cases) + "</testsuite>")

    def test_parts_become_one_suite(self):
        status, text = self.merge(self.suite([("a", ""), ("b", "<skipped/>")], 2, 0, 1), self.suite([("c", "")], 1), self.suite([], 0))
        suite = xml.fromstring(text).find("testsuite")
        self.assertEqual(0, status)
        self.assertEqual(["a", "b", "c"], [case.get("name") for case in suite])
        self.assertEqual(("3", "0", "1", "4.500"), tuple(suite.get(n) for n in ("tests", "failures", "skipped", "time")))

    def test_a_failure_stays_one(self):
        status, text = self.merge(self.suite([("a", '<failure message="x"/>')], 1, 1), self.suite([("b", "")], 1))
        self.assertEqual((1, "1"), (status, xml.fromstring(text).get("failures")))

    def test_what_would_hide_something_is_refused(self):
        one = self.suite([("a", "")], 1)
        for reports in ((one, one), (one, "<testsuite"), (one, "<html/>"), (self.suite([("a", "")], 2),), ()):
            with self.subTest(reports):
                self.assertEqual((2, ""), self.merge(*reports))


if __name__ == "__main__":
    unittest.main()
