"""Does the release jar carry, at its root, the library that was built for each platform, and no other?

    release_jar.py JAR NATIVES_FOLDER
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


def main(jar, natives):
    problems = []
    with zipfile.ZipFile(jar) as archive:
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
    sys.exit(main(*sys.argv[1:3]))
