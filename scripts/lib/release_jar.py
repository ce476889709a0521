"""Does the release jar carry, at its root, the library that was built for each platform, and no other?

    release_jar.py JAR NATIVES_FOLDER
"""

import os
import re
import sys
import zipfile

from native_library import PLATFORMS, file_name


def main(jar, natives):
    problems = []
    with zipfile.ZipFile(jar) as archive:
        carried = {name for name in archive.namelist() if re.search(r"\.(so|dll|dylib)$", name)}
        for platform in PLATFORMS:
            name = f"{platform}/{file_name(platform)}"
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
