"""Looks for the release in the aarch64 code that publishes a result, and for the acquire in the code that reads it.

    release_store.py FILE...

FILE is a library or an object of any format, for aarch64. What publishes stores InternalHigh at offset 8 and then the status at
offset 0 (native/guard_aarch64*: x1 and x2 through x0). Between the two must stand a barrier that orders stores, or the
second must be a store-release: on x86-64 no test can see that it is missing. Prints one line for each file; status 1 when one has
no such place, or has one without the barrier.
"""

import struct
import sys

STORE_HIGH = 0xF9000401  # str x1, [x0, #8]
STORE_STATUS = 0xF9000002  # str x2, [x0]
RELEASE_STATUS = 0xC89FFC02  # stlr x2, [x0]
LOAD = 0xF9400008  # ldr x8, [x0]
KEEP = 0xF9000028  # str x8, [x1]
LOAD_ACQUIRE = 0xC8DFFC08  # ldar x8, [x0]
DMB = {kind: 0xD50330BF | option << 8 for kind, option in
       (("sy", 15), ("st", 14), ("ld", 13), ("ish", 11), ("ishst", 10), ("ishld", 9))}
ORDERS_STORES = {DMB[kind] for kind in ("sy", "st", "ish", "ishst")}
ORDERS_LOADS = {DMB[kind] for kind in ("sy", "ld", "ish", "ishld")}
REACH = 3  # so many instructions apart, at most


def words(data):
    """Instructions are aligned in the file, too, in ELF, PE and Mach-O."""
    return struct.unpack(f"<{len(data) // 4}I", data[:len(data) // 4 * 4])


def pairs(code, first, second):
    """What stands between each first and the next second."""
    for at, word in enumerate(code):
        if word in first:
            for end in range(at + 1, min(at + 1 + REACH, len(code))):
                if code[end] in second:
                    yield code[at], code[at + 1:end], code[end]
                    break


def wrong(data):
    """What is missing in this code, or None."""
    code = words(data)
    published = list(pairs(code, {STORE_HIGH}, {STORE_STATUS, RELEASE_STATUS}))
    if not published:
        return "publishes nowhere"
    if not all(end == RELEASE_STATUS or ORDERS_STORES & set(between) for _, between, end in published):
        return "publishes the status without a release"
    read = [(start, between) for start, between, _ in pairs(code, {LOAD, LOAD_ACQUIRE}, {KEEP})]
    if not any(start == LOAD_ACQUIRE or ORDERS_LOADS & set(between) for start, between in read):
        return "reads the status without an acquire"
    return None


def main(files):
    missing = 0
    for name in files:
        with open(name, "rb") as file:
            found = wrong(file.read())
        print(f"{name}: {found or 'releases and acquires the status'}")
        missing += found is not None
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
