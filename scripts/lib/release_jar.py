"""Does the release jar carry, at its root, the library that was built for each platform, and no other; its licences; and does its
manifest name what it is: the module, or the command that may call native code?

    release_jar.py JAR NATIVES_FOLDER CLASS_PATH_FILE

The licences are its own and, below META-INF/licences, those that stand in the jars of the class path.
"""

import os
import re
import sys
import zipfile

from native_library import PLATFORMS, file_name


def expected():
    for platform in PLATFORMS:
        yield f"{platform}/{file_name(platform)}"
        if not platform.startswith("darwin"):
            yield f"{platform}/{file_name(platform, 'lower')}"  # what layers in C open as the provider below them


def licences_of(classpath):
    """Where each licence or notice of a library is to stand, and its bytes."""
    with open(classpath, encoding="utf-8") as file:
        jars = [path for path in file.read().strip().split(os.pathsep) if path.endswith(".jar")]
    for path in jars:
        artifact = re.sub(r"-[0-9].*", "", os.path.basename(path))
        with zipfile.ZipFile(path) as library:
            for name in library.namelist():
                if re.fullmatch(r"META-INF/([^/]*LICENSE[^/]*|NOTICE[^/]*|AL2\.0|LGPL2\.1)", name):
                    yield f"META-INF/licences/{artifact}-jar/{name}", library.read(name)


def manifest_lacks(jar, manifest):
    """What a JVM looks for in the manifest and would not find there."""
    wanted = {
        True: ["Enable-Native-Access: ALL-UNNAMED", "Main-Class: dev.wsplab.cli.JarMain"],
        False: ["Automatic-Module-Name: dev.wsplab"],
    }[jar.endswith("-command.jar")]
    lines = manifest.decode("utf-8").splitlines()
    return [f"its manifest lacks {line}" for line in wanted if line not in lines]


def main(jar, natives, classpath):
    problems = []
    with zipfile.ZipFile(jar) as archive:
        problems += manifest_lacks(jar, archive.read("META-INF/MANIFEST.MF"))
        names = set(archive.namelist())
        licences = [("META-INF/LICENSE", None), *licences_of(classpath)]
        if len(licences) == 1:
            problems.append(f"has no licences of others: {classpath} names no jar that has one")
        for name, text in licences:
            if name not in names:
                problems.append(f"lacks {name}")
            elif text is not None and archive.read(name) != text:
                problems.append(f"carries another {name} than the library itself")
        carried = {name for name in archive.namelist() if re.search(r"^[^/]*/[^/]*\.(so|dll|dylib)$", name)}
        for name in expected():
            with open(os.path.join(natives, name), "rb") as file:
                built = file.read()
            if name not in carried:
                problems.append(f"lacks {name}")
            elif archive.read(name) != built:
                problems.append(f"carries another {name} than {natives}")
            carried.discard(name)
    problems += [f"carries {name}, of no platform that it is for" for name in sorted(carried)]
    for problem in problems:
        print(f"{jar}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
