"""What the lanes and the newcomers' ways in them must not let pass. Run by scripts/test."""

import pathlib
import subprocess
import tempfile
import unittest

LIB = pathlib.Path(__file__).parent


def bash(script):
    return subprocess.run(["bash", "-c", "set -euo pipefail\n" + script], text=True, capture_output=True, cwd=LIB)


class TheWayOfANewcomer(unittest.TestCase):
    def way(self, seconds):
        return bash(f". ./ten_minutes.sh\nwsplab_in_ten_minutes 'the clone' {seconds}\n")

    def test_of_less_than_ten_minutes_is_right(self):
        self.assertEqual(0, self.way(599).returncode)

    def test_of_ten_minutes_fails_and_says_how_long_it_took(self):
        failed = self.way(600)
        self.assertEqual(1, failed.returncode)
        self.assertIn("from the clone to the timeline of a failing test: 600 s, of less than 600", failed.stdout)
        self.assertIn("in under ten minutes", failed.stdout)


class TestsThatTakeLongElsewhere(unittest.TestCase):
    LISTS = bash('. ./tools.sh; echo "$wsplab_long_on_windows $wsplab_long_on_aarch64"').stdout.split()

    def test_are_there(self):
        tests = LIB.parent.parent / "tests" / "java"
        self.assertGreater(len(self.LISTS), 10)
        for entry in self.LISTS:
            name, _, method = entry.partition("#")
            found = list(tests.rglob(name + ".java"))
            self.assertEqual(1, len(found), name)
            if method:
                self.assertRegex(found[0].read_text(encoding="utf-8"), rf"void {method}\(", entry)

    def test_are_left_out_by_class_and_by_method(self):
        options = bash(". ./tools.sh\nwsplab_without 'OneTest OtherTest#given.*'\n").stdout.splitlines()
        self.assertEqual([r"--exclude-classname=(.*\.)?OneTest", r"--exclude-methodname=(.*\.)?OtherTest#given.*"], options)


class ALogOfJava(unittest.TestCase):
    def looked_at(self, *lines):
        with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
            log.writelines(line + "\n" for line in lines)
            log.flush()
            return bash(f". ./tools.sh\nwsplab_no_java_warning '{log.name}'\n")

    def test_with_a_warning_is_refused_and_says_which(self):
        for warning in ("WARNING: java.lang.System::load has been called by com.sun.jna.Native in an unnamed module",
                        "OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes"):
            refused = self.looked_at("Test run finished", warning)
            self.assertEqual(1, refused.returncode)
            self.assertIn(warning, refused.stdout)

    def test_without_one_is_right(self):
        self.assertEqual(0, self.looked_at("Test run finished", "wsplab: a WARNING: of a test's own").returncode)


class ABuildOfTheTests(unittest.TestCase):
    COMPILES = "wsplab_mvn() { echo compiled; sleep 0.1; echo pom.xml >target/test.classpath; }\n"

    def said(self, maven, script):
        with tempfile.TemporaryDirectory() as folder:
            return bash(f". ./build.sh\nwsplab_root='{folder}'; cd \"$wsplab_root\"\n"
                        f"mkdir java native include tests; touch pom.xml\n{maven}{script}\n").stdout

    def test_compiles_nothing_where_nothing_changed(self):
        self.assertEqual("compiled\n", self.said(self.COMPILES, "wsplab_build_tests; wsplab_build_tests"))

    def test_is_one_for_two_that_need_it_at_once(self):
        self.assertEqual("compiled\n", self.said(self.COMPILES, "wsplab_build_tests & wsplab_build_tests; wait $!"))

    def test_compiles_what_was_edited_or_deleted(self):
        for edit in ("touch -d '+1 second' tests/New.java", "touch -d '+1 second' java", "touch -d '+1 second' pom.xml",
                     "echo gone.jar >target/test.classpath"):
            self.assertEqual("compiled\ncompiled\n",
                             self.said(self.COMPILES, f"wsplab_build_tests; {edit}; wsplab_build_tests"), edit)

    def test_compiles_what_was_edited_while_it_compiled(self):
        edits = self.COMPILES.replace("; }", "; touch tests/Meanwhile.java; }")
        self.assertEqual("compiled\ncompiled\n", self.said(edits, "wsplab_build_tests; wsplab_build_tests"))

    def test_that_failed_is_none(self):
        fails = self.COMPILES.replace("; }", "; false; }")
        self.assertEqual("compiled\ncompiled\n",
                         self.said(fails, "wsplab_build_tests || true; wsplab_build_tests || true"))


class ALane(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.begin = f". ./lane.sh\nwsplab_say() {{ echo \"$*\"; }}\nwsplab_lane=lane logs='{folder.name}'\n"

    def test_whose_step_fails_in_its_middle_says_so_and_goes_on_where_it_may(self):
        lane = bash(self.begin + "step() { echo said; false; true; }\nlane_try step 'a step'\necho status $lane_status\n")
        self.assertEqual(0, lane.returncode)
        self.assertRegex(lane.stdout, r"lane: a step \.\.\. FAILED, \d+ s\nsaid\n")
        self.assertTrue(lane.stdout.endswith("status 1\n"))

    def test_whose_step_fails_ends_where_it_may_not_go_on(self):
        lane = bash(self.begin + "step() { false; }\nlane_run step 'a step'\necho after\n")
        self.assertEqual(1, lane.returncode)
        self.assertNotIn("after", lane.stdout)

    def test_whose_step_succeeds_goes_on(self):
        lane = bash(self.begin + "step() { true; }\nlane_run step 'a step'\necho after\n")
        self.assertRegex(lane.stdout, r"lane: a step \.\.\. done, \d+ s\nafter\n")


if __name__ == "__main__":
    unittest.main()
