"""Tries the table of bench_page.py and the reading of bench_run.py on samples whose verdict is known."""

import json
import unittest
from pathlib import Path

from bench_page import aligned, cells, is_met, page, ratios, table, time_text
from bench_rows import ROWS, Line, named
from bench_run import RunFailed, scores

SAMPLES = Path(__file__).resolve().parents[2] / "tests" / "resources" / "bench"


def rounds(**by_name):
    """One round for each place of the lists."""
    return [{name: {"nanos": nanos[i], "extra": {}} for name, nanos in by_name.items()}
            for i in range(len(next(iter(by_name.values()))))]


def kept(row, found):
    """What a run keeps of a row."""
    return {"row": row, "rounds": found, "seed": 20, "load": "0.1, 0.1, 0.1", "machine": "a machine", "jdk": "a JDK",
            "commit": "abc1234", "date": "2026-01-01"}


class BenchTest(unittest.TestCase):
    def test_given_what_jmh_writes_then_the_median_of_its_iterations_is_the_score(self):
        result = json.loads((SAMPLES / "jmh.json").read_text(encoding="utf-8"))[0]
        self.assertEqual({"nanos": 54000.0, "extra": {"heapBytes": 750.5}}, scores(result))

    def test_given_another_unit_then_it_is_refused(self):
        result = json.loads((SAMPLES / "jmh.json").read_text(encoding="utf-8"))[0]
        result["primaryMetric"]["scoreUnit"] = "us/op"
        with self.assertRaisesRegex(RunFailed, "expected ns/op, found us/op"):
            scores(result)

    def test_given_times_then_the_ratio_is_the_median_of_the_rounds_and_not_that_of_the_medians(self):
        line = named("event").lines[0]
        found = rounds(ours=[100, 400, 900], peer=[100, 100, 300])
        self.assertEqual([1, 4, 3], ratios(line, found))
        self.assertEqual(["event", "400 ns", "100 ns", "3 (1 to 4)", "at most 3", "yes"], cells(line, found))

    def test_given_a_rate_then_more_operations_are_better(self):
        line = named("echo-1").lines[0]
        self.assertEqual("no", cells(line, rounds(ours=[300], peer=[1200]))[-1])
        self.assertEqual(["echo-1", "200 ns", "1.2 us", "6", "at least 5", "yes"], cells(line, rounds(ours=[200], peer=[1200])))

    def test_given_a_limit_then_it_counts_as_its_word_says(self):
        self.assertTrue(is_met(Line("", "", "", "at most", 2), 2))
        self.assertFalse(is_met(Line("", "", "", "below", 1), 1))
        self.assertTrue(is_met(Line("", "", "", "at least", 5), 5))
        self.assertFalse(is_met(Line("", "", "", "at least", 5), 4.99))
        self.assertIsNone(is_met(Line("", "", "", "-", 0), 99))

    def test_given_layers_that_grow_dearer_then_the_worst_is_told_by_the_first(self):
        line = named("chain").lines[0]
        even = rounds(**{str(n): [100 + 10 * n] for n in range(7)})
        self.assertEqual(["1", "at most 1.2", "yes"], cells(line, even)[3:])
        dear = rounds(**{str(n): [100 + 10 * n + (50 if n == 6 else 0)] for n in range(7)})
        self.assertEqual(["2", "at most 1.2", "no"], cells(line, dear)[3:])

    def test_given_heap_then_bytes_are_judged(self):
        line = named("outstanding").lines[2]
        found = [{"1000000": {"nanos": 1, "extra": {"heapBytes": 161.0}}}]
        self.assertEqual(["161 bytes", "at most 160 bytes", "no"], cells(line, found)[3:])

    def test_given_a_time_with_a_goal_then_ours_alone_is_judged(self):
        line = named("kit").lines[0]
        found = rounds(ours=[12e9, 21e9, 19.9e9], peer=[50e6, 50e6, 50e6])
        self.assertEqual(["kit", "19.9 s", "50 ms", "1.99e+04 ms (1.2e+04 to 2.1e+04)", "below 20000 ms", "yes"], cells(line, found))
        self.assertEqual("no", cells(line, rounds(ours=[20e9], peer=[50e6]))[-1])
        self.assertEqual("under 500 ms, to know", cells(named("first-use").lines[0], rounds(ours=[9e9], peer=[50e6]))[4])

    def test_given_what_is_to_take_little_longer_then_the_difference_is_judged(self):
        line = named("annotated").lines[0]
        self.assertEqual(["annotated", "1.2 ms", "200 us", "1 ms more", "at most 1 ms more", "yes"],
                         cells(line, rounds(ours=[1.2e6], peer=[200e3])))
        self.assertEqual("no", cells(line, rounds(ours=[1.3e6], peer=[200e3]))[-1])

    def test_given_rows_that_were_not_run_then_the_page_names_them(self):
        text = page([kept("event", rounds(ours=[30], peer=[10]))])
        self.assertIn("| event | 30 ns | 10 ns | 3 | at most 3 | yes |", text)
        self.assertIn("| event | 1 | a machine | 0.1, 0.1, 0.1 | a JDK | 2026-01-01 | abc1234 | 20 |", text)
        self.assertIn("Not measured yet: post-get, 1p1c,", text)

    def test_given_a_page_then_rows_that_are_not_run_anew_stay_as_they_stand(self):
        heap = {"nanos": 1000, "extra": {"heapBytes": 551.0}}
        many = kept("outstanding", [{name: heap for name in named("outstanding").variants}])
        event = kept("event", rounds(ours=[30], peer=[10]))
        former = page([many, event])
        self.assertEqual(former, page([], former))
        self.assertEqual(former, page([many], former))
        self.assertEqual(page([many, dict(event, commit="def5678")]), page([dict(event, commit="def5678")], former))

    def test_given_a_row_whose_goal_was_another_then_it_is_not_measured(self):
        text = page([kept("event", rounds(ours=[30], peer=[10]))])
        self.assertEqual(text, page([], text))
        self.assertEqual(page([]), page([], text.replace("| at most 3 |", "| at most 4 |")))

    def test_given_a_page_that_lacks_a_line_of_a_row_then_the_row_is_not_measured(self):
        event = kept("event", rounds(ours=[30], peer=[10]))
        lines = page([event]).splitlines()
        for told in [line for line in lines if line.startswith("| event |") and "what" not in line and line.count("|") > 3]:
            with self.subTest(told):
                self.assertEqual(page([]), page([], "\n".join(line for line in lines if line != told)))

    def test_given_a_terminal_then_columns_have_one_width(self):
        lines = aligned(table([(named("event"), rounds(ours=[30], peer=[10]))]))
        self.assertEqual(2, len(lines))
        self.assertEqual(lines[0].index("peer"), lines[1].index("10 ns"))

    def test_given_any_row_then_its_lines_name_its_variants(self):
        for row in ROWS:
            for line in row.lines:
                self.assertIn(line.ours, row.variants, row.name)
                self.assertIn(line.peer or line.ours, row.variants, row.name)

    def test_given_times_then_their_unit_suits_them(self):
        self.assertEqual(["7.12 ns", "12 us", "3.5 ms", "2 s"], [time_text(n) for n in (7.123, 12e3, 3.5e6, 2e9)])


if __name__ == "__main__":
    unittest.main()
