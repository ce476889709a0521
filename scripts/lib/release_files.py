"""Is everything there that a release hands out, and nothing else; and is SHA256SUMS about all of it?

    release_files.py FOLDER VERSION

Status 1, and what is wrong on standard error, when not.
"""

import hashlib
import pathlib
import sys

SUMS = "SHA256SUMS"


def expected(version):
    name = f"wsplab-{version}"
    return {f"{name}.jar", f"{name}-command.jar", f"{name}-sources.jar", f"{name}-javadoc.jar", f"{name}-sbom.xml",
            "wsplab.pom", SUMS}


def wrong(folder, version):
    """Yields a line for each thing that is not as it should be."""
    files = {path.name: path for path in pathlib.Path(folder).iterdir()}
    for name in sorted(expected(version) - files.keys()):
        yield f"{name} is missing"
    for name in sorted(files.keys() - expected(version)):
        yield f"{name} does not belong to a release of {version}"
    for name, path in sorted(files.items()):
        if path.stat().st_size == 0:
            yield f"{name} is empty"
    if SUMS in files:
        lines = files[SUMS].read_text(encoding="utf-8").splitlines()
        told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        for name in sorted(files.keys() - {SUMS}):
            if told.get(name) != hashlib.sha256(files[name].read_bytes()).hexdigest():
                yield f"{SUMS} does not have the hash of {name}"


def main(folder, version):
    problems = list(wrong(folder, version))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
