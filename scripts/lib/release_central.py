"""What Maven Central demands of a release, and whether it is there. What is missing is a person's to add: who develops it,
where it is published, and whose signature it has, nobody else can say.

    release_central.py FOLDER VERSION

Prints a line for each demand. Status 3 when something is missing.
"""

import pathlib
import sys
import xml.etree.ElementTree

POM = "{http://maven.apache.org/POM/4.0.0}"
POM_FILE = "wsplab.pom"
# Not what Python ends with when this itself fails.
MISSING = 3
ELEMENTS = {
    "name": ["name"],
    "description": ["description"],
    "url": ["url"],
    "licenses": ["licenses/license/name", "licenses/license/url"],
    "developers": ["developers/developer/name"],
    "scm": ["scm/url", "scm/connection", "scm/developerConnection"],
}


def in_pom(pom, path):
    found = pom.find("/".join(POM + part for part in path.split("/")))
    return found is not None and bool((found.text or "").strip())


def demands(folder, version):
    """Yields (what, what of it is missing, empty when nothing is)."""
    folder = pathlib.Path(folder)
    yield "a version without -SNAPSHOT", version if version.endswith("-SNAPSHOT") else ""
    pom = xml.etree.ElementTree.parse(folder / POM_FILE).getroot()
    for name, paths in ELEMENTS.items():
        yield f"{name} in pom.xml", ", ".join(path for path in paths if not in_pom(pom, path))
    jars = [f"wsplab-{version}{kind}.jar" for kind in ("", "-sources", "-javadoc")]
    yield "jar, sources and Javadoc", ", ".join(name for name in jars if not (folder / name).exists())
    signed = [POM_FILE, *jars]
    yield "a signature of each", ", ".join(f"{name}.asc" for name in signed if not (folder / f"{name}.asc").exists())


def main(folder, version):
    missing = 0
    for what, lacks in demands(folder, version):
        missing += bool(lacks)
        print(f"  MISSING  {what}: {lacks}" if lacks else f"  ok       {what}")
    return MISSING if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
