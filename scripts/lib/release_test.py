"""Tests what stands between a build and a release: each must refuse what is not one. Run by scripts/test."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import release_central
from release_files import SUMS, expected, wrong

ROOT = pathlib.Path(__file__).parents[2]
RELEASE = ROOT / "scripts/release"


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
        pom = ROOT / "pom.xml"
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


class TheWholeOfIt(unittest.TestCase):
    """scripts/release in a project whose Maven writes down what it was asked for, and makes files at once."""

    POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <version>1.2</version>
  <name>a</name>
</project>
"""
    BUILDS = """mkdir -p target/release
for kind in .jar -command.jar -sources.jar -javadoc.jar -sbom.xml; do echo $kind >target/release/wsplab-1.2$kind; done
"""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.project = self.folder / "project"
        (self.project / "scripts/lib").mkdir(parents=True)
        for name in ("release", "setup.sh", "lib/release_files.py", "lib/release_central.py"):
            shutil.copy(ROOT / "scripts" / name, self.project / "scripts" / name)
        self.program(self.project / "scripts/natives", "")
        (self.project / "pom.xml").write_text(self.POM)
        (self.project / ".gitignore").write_text("/target/\n")
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a")
        self.files = self.project / "target/release-files"

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.project, check=True, text=True, capture_output=True).stdout

    @staticmethod
    def program(path, does):
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/usr/bin/env bash\nset -e\n" + does)
        path.chmod(0o755)

    def release(self, builds, *options):
        self.program(self.folder / "bin/mvn",
                     "case $* in *-version*) echo 'Apache Maven 3.9.9'; exit ;; esac\n"
                     f"echo \"$*\" >>'{self.folder}/asked'\n{builds}")
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run([self.project / "scripts/release", *options], text=True, capture_output=True,
                              env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL)

    def asked(self):
        return (self.folder / "asked").read_text().splitlines()

    def test_builds_twice_compares_and_stops_before_anything_is_uploaded(self):
        done = self.release(self.BUILDS)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("\ntwo builds, the same bytes\n", done.stdout)
        self.assertIn("\nNothing was uploaded. What is left for a person:\n", done.stdout)
        self.assertIn(f"git tag -s v1.2 {self.git('rev-parse', 'HEAD').strip()}\n", done.stdout)
        self.assertEqual(2, len(self.asked()))
        for asked in self.asked():
            self.assertTrue(asked.endswith(" package"), asked)
            self.assertIn(" -Prelease ", asked)
            self.assertNotRegex(asked, "deploy|sign|gpg|publish")

    def test_leaves_the_bundle_with_its_sums(self):
        self.assertEqual(0, self.release(self.BUILDS).returncode)
        self.assertEqual(expected("1.2"), {path.name for path in self.files.iterdir()})
        self.assertEqual([], list(wrong(self.files, "1.2")))
        self.assertEqual(self.POM, (self.files / "wsplab.pom").read_text())

    def test_says_each_thing_that_maven_central_would_miss(self):
        done = self.release(self.BUILDS)
        self.assertIn("What Maven Central demands:\n  ok       a version without -SNAPSHOT\n  ok       name in pom.xml\n", done.stdout)
        for what in ("description", "url", "licenses", "developers", "scm"):
            self.assertIn(f"  MISSING  {what} in pom.xml: ", done.stdout)
        self.assertIn("  MISSING  a signature of each: wsplab.pom.asc, wsplab-1.2.jar.asc", done.stdout)
        self.assertIn("\nCentral would refuse it until the owner", done.stdout)

    def test_that_is_built_once_says_that_nothing_was_compared(self):
        done = self.release(self.BUILDS, "--once")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(1, len(self.asked()))
        self.assertIn("\nbuilt once, nothing compared\n", done.stdout)
        self.assertNotIn("the same bytes", done.stdout)

    def refused(self, builds, why):
        done = self.release(builds)
        self.assertEqual(1, done.returncode, done.stdout)
        self.assertIn(why, done.stderr)
        self.assertNotIn("What is left for a person", done.stdout)

    def test_whose_second_build_has_other_bytes_is_refused(self):
        self.refused(self.BUILDS + "pwd >>target/release/wsplab-1.2-sources.jar\n",
                     "1 files differ between two builds of the same commit")

    def test_of_which_a_file_is_missing_is_refused(self):
        self.refused(self.BUILDS + "rm target/release/wsplab-1.2-javadoc.jar\n", "that is no release")

    def test_whose_build_fails_is_refused(self):
        self.refused(self.BUILDS + "echo why; exit 1\n", "why\nwsplab: the build failed")

    def test_whose_build_warns_is_refused(self):
        self.refused(self.BUILDS + "echo '[WARNING] of this'\n", "the build warns")

    def test_is_of_what_is_committed(self):
        (self.project / "pom.xml").write_text(self.POM.replace("<name>a<", "<name>b<"))
        done = self.release(self.BUILDS)
        self.assertIn("changes that are not committed here are not part of it", done.stderr)
        self.assertEqual(self.POM, (self.files / "wsplab.pom").read_text())


if __name__ == "__main__":
    unittest.main()
