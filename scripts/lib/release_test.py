"""Tests what stands between a build and a release: each must refuse what is not one. Run by scripts/test."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import unittest

import release_central
from release_files import SUMS, expected, wrong

RELEASE = pathlib.Path(__file__).parents[1] / "release"


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in expected("1.2") - {SUMS}:
            (self.folder / name).write_text("content of " + name)
        self.sum()

    def sum(self):
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
                 for path in self.folder.iterdir() if path.name != SUMS]
        (self.folder / SUMS).write_text("".join(lines))

    def wrong(self):
        return list(wrong(self.folder, "1.2"))

    def test_that_are_all_there_are_accepted(self):
        self.assertEqual([], self.wrong())

    def test_of_which_one_is_missing_are_refused(self):
        for name in expected("1.2") - {SUMS}:
            with self.subTest(name):
                content = (self.folder / name).read_bytes()
                (self.folder / name).unlink()
                self.assertEqual([f"{name} is missing"], self.wrong())
                (self.folder / name).write_bytes(content)

    def test_without_sums_are_refused(self):
        (self.folder / SUMS).unlink()
        self.assertEqual([f"{SUMS} is missing"], self.wrong())

    def test_that_were_changed_later_are_refused(self):
        (self.folder / "wsplab-1.2.jar").write_text("other")
        self.assertEqual([f"{SUMS} does not have the hash of wsplab-1.2.jar"], self.wrong())

    def test_of_another_version_are_refused(self):
        (self.folder / "wsplab-1.1.jar").write_text("old")
        self.sum()
        self.assertEqual(["wsplab-1.1.jar does not belong to a release of 1.2"], self.wrong())

    def test_of_which_one_is_empty_are_refused(self):
        (self.folder / "wsplab-1.2-sbom.xml").write_text("")
        self.sum()
        self.assertEqual(["wsplab-1.2-sbom.xml is empty"], self.wrong())


class Central(unittest.TestCase):
    WHOLE = """<project xmlns="http://maven.apache.org/POM/4.0.0"><version>1.2</version>
      <name>a</name><description>a</description><url>a</url>
      <licenses><license><name>a</name><url>a</url></license></licenses>
      <developers><developer><name>a</name></developer></developers>
      <scm><url>a</url><connection>a</connection><developerConnection>a</developerConnection></scm>
      </project>"""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "wsplab.pom").write_text(self.WHOLE)
        for name in ("wsplab-1.2.jar", "wsplab-1.2-sources.jar", "wsplab-1.2-javadoc.jar", "wsplab.pom"):
            (self.folder / f"{name}.asc").write_text("signed")
            (self.folder / name).touch()

    def missing(self, version="1.2"):
        return {what: lacks for what, lacks in release_central.demands(self.folder, version) if lacks}

    def test_of_which_nothing_is_missing_is_content(self):
        self.assertEqual({}, self.missing())

    def test_misses_each_element_of_the_pom_that_is_not_there_or_empty(self):
        for name in release_central.ELEMENTS:
            with self.subTest(name):
                before, rest = self.WHOLE.split(f"<{name}>", 1)
                (self.folder / "wsplab.pom").write_text(before + rest.split(f"</{name}>", 1)[1])
                self.assertIn(f"{name} in pom.xml", self.missing())
        (self.folder / "wsplab.pom").write_text(self.WHOLE.replace("<connection>a<", "<connection> <"))
        self.assertEqual({"scm in pom.xml": "scm/connection"}, self.missing())

    def test_misses_a_file_and_a_signature(self):
        (self.folder / "wsplab-1.2-javadoc.jar").unlink()
        (self.folder / "wsplab.pom.asc").unlink()
        self.assertEqual({"jar, sources and Javadoc": "wsplab-1.2-javadoc.jar", "a signature of each": "wsplab.pom.asc"},
                         self.missing())

    def test_takes_no_snapshot(self):
        self.assertEqual("1.2-SNAPSHOT", self.missing("1.2-SNAPSHOT")["a version without -SNAPSHOT"])

    def test_is_told_by_the_release_what_the_project_lacks(self):
        """As long as nobody has said who develops it and where it is; the release must not hide that."""
        pom = pathlib.Path(__file__).parents[2] / "pom.xml"
        (self.folder / "wsplab.pom").write_bytes(pom.read_bytes())
        told = subprocess.run([sys.executable, release_central.__file__, self.folder, "1.2"], text=True, capture_output=True)
        lacks = self.missing()
        self.assertEqual(release_central.MISSING if lacks else 0, told.returncode)
        for what in lacks:
            self.assertIn(f"  MISSING  {what}: ", told.stdout)
        for what in ("name", "description", "licenses"):
            self.assertIn(f"  ok       {what} in pom.xml\n", told.stdout)


class Version(unittest.TestCase):
    def release(self, version, *options):
        with tempfile.TemporaryDirectory() as folder:
            pom = pathlib.Path(folder) / "pom.xml"
            pom.write_text(f"<project>\n  <version>{version}</version>\n</project>\n")
            return subprocess.run([RELEASE, "--check-version", pom, *options], text=True, capture_output=True)

    def test_that_is_a_snapshot_is_refused(self):
        refused = self.release("1.2-SNAPSHOT")
        self.assertEqual(2, refused.returncode)
        self.assertIn("1.2-SNAPSHOT is no version of a release", refused.stderr)

    def test_that_is_a_snapshot_is_accepted_when_asked_for(self):
        self.assertEqual(0, self.release("1.2-SNAPSHOT", "--snapshot").returncode)

    def test_of_a_release_is_accepted(self):
        self.assertEqual(0, self.release("1.2").returncode)


if __name__ == "__main__":
    unittest.main()
