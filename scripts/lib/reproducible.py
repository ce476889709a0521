"""Would another build of the same sources, in another folder and at another time, give these libraries, too?

    reproducible.py FOLDER SOURCE_ROOT

Looks for the name of the folder that they were built in, and in those of Windows at the time that the linker wrote down:
it has to be that of the environment variable SOURCE_DATE_EPOCH. Prints what is wrong, one line for each, and fails then.
"""

import os
import struct
import sys


def flaws(data, root, epoch):
    if os.fsencode(root) in data:
        yield f"names the folder that it was built in, {root}"
    if data[:2] == b"MZ":
        header = struct.unpack_from("<I", data, 0x3C)[0]
        time = struct.unpack_from("<I", data, header + 8)[0]
        if time != epoch:
            yield f"says that it was linked at {time}, not at {epoch}"


def main(folder, root):
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    names = sorted(os.listdir(folder))
    found = 0
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        for flaw in flaws(data, root, epoch):
            print(f"{name}: {flaw}")
            found += 1
    if not names:
        print(f"{folder} is empty")
    return 0 if names and found == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
