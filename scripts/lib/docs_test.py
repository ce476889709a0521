"""What scripts/lib/docs.py finds wrong in a page: scripts/test runs it before the build."""

import contextlib
import io
import json
import pathlib
import socket
import subprocess
import tempfile
import unittest

import docs


class APage(unittest.TestCase):
    NOT_HERE = ("<!-- run: needs no-such-program; prints a -->\n```sh\nno-such-program\n```\n"
                "<!-- printed by the last run -->\n```\na\n```\n")

    def setUp(self):
        stage = tempfile.TemporaryDirectory()
        self.addCleanup(stage.cleanup)
        self.folder = pathlib.Path(stage.name) / "clone"
        self.folder.mkdir()
        self.clone = pathlib.Path(stage.name) / "real"
        self.clone.mkdir()

    def tried(self, text):
        page = self.folder.parent / "page.md"
        page.write_text(text, encoding="utf-8")
        return docs.try_page(page, self.folder, "run", self.clone)

    def ran(self, text):
        """Seconds for each block: all of them."""
        tried = self.tried(text)
        self.assertEqual([], tried.left_out)
        return tried.seconds

    def wrong(self, text, message):
        with self.assertRaisesRegex(docs.Wrong, message):
            self.tried(text)

    def test_whose_commands_do_as_it_says_is_right(self):
        self.assertEqual(2, len(self.ran(
            "<!-- run: prints 12 things; leaves a.txt -->\n```sh\nexport A=12\necho $A things | tee a.txt\n```\n"
            "<!-- run: status 3; types x y; prints x -->\n```sh\nread B\necho $B $A\nexit 3\n```\n"
            "<!-- printed by the last run -->\n```\nx 12\n...\n```\n<!-- not run: drawing -->\n```\nno\n```\n")))

    def test_whose_commands_are_for_the_clone_itself_runs_them_there(self):
        text = "<!-- run in the clone: prints 12; leaves a.txt -->\n```sh\necho $A $PWD | tee a.txt\n```\n"
        self.assertEqual(2, len(self.ran("<!-- run: leaves b.txt -->\n```sh\nexport A=12\n: >b.txt\n```\n" + text)))
        self.assertEqual(f"12 {self.clone}\n", (self.clone / "a.txt").read_text())
        self.wrong(text, "a.txt was there before")

    def test_whose_command_ends_otherwise_is_wrong(self):
        self.wrong("<!-- run: status 1 -->\n```sh\ntrue\n```\n", "page.md:2: ended with status 0 in place of 1")

    def test_whose_first_command_fails_is_wrong(self):
        self.wrong("<!-- run: prints a -->\n```sh\nfalse\necho a\n```\n", "status 1 in place of 0")

    def test_whose_command_prints_otherwise_is_wrong(self):
        self.wrong("<!-- run: prints held -->\n```sh\necho broken\n```\n", "did not print: held")

    def test_whose_command_leaves_nothing_is_wrong(self):
        self.wrong("<!-- run: leaves a.txt -->\n```sh\ntrue\n```\n", "has not left a.txt")

    def test_that_finds_what_it_should_leave_is_wrong(self):
        self.wrong("<!-- run: leaves . -->\n```sh\ntrue\n```\n", ". was there before")

    def test_that_shows_lines_in_another_order_is_wrong(self):
        self.wrong("<!-- run: prints a -->\n```sh\necho a; echo b\n```\n<!-- printed by the last run -->\n```\nb\na\n```\n",
                   "three dots: a")

    def test_that_asks_for_the_unknown_is_wrong(self):
        self.wrong("<!-- run: shows a -->\n```sh\ntrue\n```\n", "not understood: shows a")

    def server_that_says(self, said):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (self.folder / "serves.py").write_text(
            "import http.server, sys\nprint(sys.argv[2], flush=True)\n"
            "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()\n")
        return f"<!-- run: until http://127.0.0.1:{port}/ -->\n```sh\nexec python3 serves.py {port} $'{said}'\n```\n"

    def test_whose_server_answers_is_right(self):
        self.assertEqual(1, len(self.ran(self.server_that_says("serving"))))

    def test_whose_server_answers_and_says_what_was_thrown_is_wrong(self):
        self.wrong(self.server_that_says("failed: X\\n\\tat a.B.c(B.java:1)\\n"), "prints what was thrown")

    def test_whose_program_is_not_here_is_left_out_with_what_it_would_print(self):
        self.assertEqual(([], ["docs/page.md:2: left out, no-such-program is not here"]), self.tried(self.NOT_HERE))
        self.assertEqual(1, len(self.ran("<!-- run: needs sh; prints a -->\n```sh\necho a\n```\n")))

    def main(self, text, *options):
        """Its status, and its last line."""
        page = self.folder.parent / "page.md"
        page.write_text(text, encoding="utf-8")
        template = self.folder.parent / "template"
        (template / "clone").mkdir(parents=True, exist_ok=True)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = docs.main([*options, str(template), str(page)])
        return status, printed.getvalue().splitlines()[-1]

    def test_whose_block_is_left_out_counts_it_and_is_wrong_where_all_are_wanted(self):
        text = self.NOT_HERE + "<!-- run: prints a -->\n```sh\necho a\n```\n"
        said = "1 blocks of commands on the pages were run as written, 1 left out; 0 pages are wrong"
        self.assertEqual((0, said), self.main(text))
        self.assertEqual((1, said), self.main(text, "--all"))

    def test_of_which_nothing_is_left_out_is_right_where_all_are_wanted(self):
        said = "1 blocks of commands on the pages were run as written, 0 left out; 0 pages are wrong"
        self.assertEqual((0, said), self.main("<!-- run: prints a -->\n```sh\necho a\n```\n", "--all"))

    def test_whose_block_takes_minutes_is_run_when_that_is_asked_for_alone(self):
        text = "<!-- run with --long: prints long -->\n```sh\necho long\n```\n<!-- run: prints a -->\n```sh\necho a\n```\n"
        said = "1 blocks of commands on the pages were run as written, 0 left out; 0 pages are wrong"
        self.assertEqual((0, said), self.main(text, "--long"))
        self.assertEqual((1, said.replace("1 ", "0 ", 1).replace("0 pages are", "1 pages are")),
                         self.main(text.replace("prints long", "prints short"), "--long"))
        self.assertEqual((0, said), self.main(text.replace("prints long", "prints short")))

    def test_of_which_nothing_was_run_is_wrong(self):
        self.assertEqual(1, self.main(self.NOT_HERE)[0])

    def test_that_shows_what_a_script_has_printed_is_compared_with_it(self):
        page = self.folder.parent / "page.md"
        page.write_text("<!-- printed by: scripts/a -->\n```\nx 22 of ...\n```\n", encoding="utf-8")
        self.assertEqual(1, docs.printed_by("scripts/a", "w\nx 22 of y\n", page))
        with self.assertRaisesRegex(docs.Wrong, "was not printed.*: x 22 of"):
            docs.printed_by("scripts/a", "x 22 in y\n", page)
        with self.assertRaisesRegex(docs.Wrong, "shows nothing that is printed by scripts/b"):
            docs.printed_by("scripts/b", "x 22 of y\n", page)


class ThePages(unittest.TestCase):
    def test_need_no_program_that_the_gate_does_not_have(self):
        root = pathlib.Path(docs.__file__).parents[2]
        had = subprocess.run(["bash", "-c", ". scripts/setup.sh; wsplab__names_for test; wsplab__names_for docs"],
                             cwd=root, text=True, capture_output=True, check=True).stdout.split()
        needed = {program
                  for page in (root / "docs").glob("*.md")
                  for _, kind, text, _ in docs.blocks(page.read_text(encoding="utf-8")) if kind in docs.kinds_of("run")
                  for program in docs.conditions(text)["needs"]}
        self.assertIn("gdb", needed)
        self.assertLessEqual(needed, set(had))


class ShownOutput(unittest.TestCase):
    """The cases that ShownOutputTest in Java looks at, too."""

    def test_is_right_or_wrong_as_each_case_says(self):
        cases = json.loads(docs.SHOWN.read_text(encoding="utf-8"))["cases"]
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case["about"]):
                self.assertEqual(case.get("wrong"), docs.not_printed(case["shown"], case["printed"]))

    def test_may_differ_in_each_kind_of_thing_that_varies(self):
        shown = " ".join(case["shown"][0] for case in json.loads(docs.SHOWN.read_text(encoding="utf-8"))["cases"])
        for kind in docs.VARIES:
            self.assertRegex(shown, kind)


if __name__ == "__main__":
    unittest.main()
