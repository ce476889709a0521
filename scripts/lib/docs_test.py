"""What scripts/lib/docs.py finds wrong in a page: scripts/test runs it before the build."""

import pathlib
import tempfile
import unittest

import docs


class APage(unittest.TestCase):
    def setUp(self):
        stage = tempfile.TemporaryDirectory()
        self.addCleanup(stage.cleanup)
        self.folder = pathlib.Path(stage.name) / "clone"
        self.folder.mkdir()

    def tried(self, text):
        page = self.folder.parent / "page.md"
        page.write_text(text, encoding="utf-8")
        return docs.try_page(page, self.folder, "run")

    def wrong(self, text, message):
        with self.assertRaisesRegex(docs.Wrong, message):
            self.tried(text)

    def test_whose_commands_do_as_it_says_is_right(self):
        self.assertEqual(2, len(self.tried(
            "<!-- run: prints 12 things; leaves a.txt -->\n```sh\nexport A=12\necho $A things | tee a.txt\n```\n"
            "<!-- run: status 3; types x y; prints x -->\n```sh\nread B\necho $B $A\nexit 3\n```\n"
            "<!-- printed by the last run -->\n```\nx 99\n...\n```\n<!-- not run: drawing -->\n```\nno\n```\n")))

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
                   "not in this order: a")

    def test_that_asks_for_the_unknown_is_wrong(self):
        self.wrong("<!-- run: shows a -->\n```sh\ntrue\n```\n", "not understood: shows a")


if __name__ == "__main__":
    unittest.main()
