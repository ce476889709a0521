"""Looks into a built library: is it for that platform, does it need only what it may need, does it export what it should?

    native_library.py PLATFORM FILE SOURCE_ROOT

PLATFORM is the name that JNA gives to it, such as win32-x86-64. Prints what is wrong, one line for each, and fails then.
Reads ELF, PE and Mach-O by itself: no other program knows all three on every machine.
"""

import glob
import os
import re
import struct
import sys

GLIBC = (2, 17)


class Unreadable(Exception):
    pass


def unpack(layout, data, at):
    if at < 0 or at + struct.calcsize(layout) > len(data):
        raise Unreadable(f"it ends before offset {at:#x}")
    return struct.unpack_from(layout, data, at)


def text(data, at):
    end = data.find(b"\0", at)
    if at < 0 or end < 0:
        raise Unreadable(f"there is no text at offset {at:#x}")
    return data[at:end].decode()


class Library:
    """What the check asks for, of any format."""

    def __init__(self, machine):
        self.machine = machine
        self.needed = []
        self.exports = set()
        self.versions = set()
        self.signed = False


# ---- ELF, 64 bits, little-endian --------------------------------------------------------------------------------------


def elf(data):
    library = Library({62: "elf x86-64", 183: "elf aarch64"}.get(unpack("<H", data, 18)[0], "elf for another machine"))
    if data[4:6] != b"\x02\x01":
        raise Unreadable("it is not a 64-bit little-endian ELF")
    table, size, count = unpack("<Q", data, 40)[0], *unpack("<HH", data, 58)
    sections = [unpack("<IIQQQQIIQQ", data, table + i * size) for i in range(count)]
    for _, kind, _, _, offset, length, link, info, _, entry in sections:
        strings = sections[link][4] if link < count else 0
        if kind == 6:  # SHT_DYNAMIC: DT_NEEDED
            library.needed += [text(data, strings + value) for tag, value in pairs(data, offset, length) if tag == 1]
        elif kind == 11:  # SHT_DYNSYM
            library.exports |= set(elf_exports(data, offset, length // entry, strings))
        elif kind == 0x6FFFFFFE:  # SHT_GNU_verneed
            library.versions |= set(elf_versions(data, offset, info, strings))
    return library


def pairs(data, offset, length):
    return [unpack("<QQ", data, at) for at in range(offset, offset + length, 16)]


def elf_exports(data, offset, count, strings):
    for i in range(count):
        name, info, other, section = unpack("<IBBH", data, offset + i * 24)
        if section != 0 and info >> 4 != 0 and other & 3 in (0, 3):  # defined, not local, visible
            yield text(data, strings + name)


def elf_versions(data, offset, count, strings):
    for _ in range(count):
        _, parts, _, first, following = unpack("<HHIII", data, offset)
        at = offset + first
        for _ in range(parts):
            _, _, _, name, step = unpack("<IHHII", data, at)
            yield text(data, strings + name)
            at += step
        offset += following


# ---- PE -----------------------------------------------------------------------------------------------------------------

MACHINES = {0x8664: "pe x86-64", 0x14C: "pe x86", 0xAA64: "pe aarch64"}


def pe(data):
    start = unpack("<I", data, 0x3C)[0]
    if data[start : start + 4] != b"PE\0\0":
        raise Unreadable("it is a program for DOS")
    machine, count = unpack("<HH", data, start + 4)
    library = Library(MACHINES.get(machine, f"pe for machine {machine:#x}"))
    header_size, flags = unpack("<HH", data, start + 20)
    if flags & 0x2000 == 0:
        raise Unreadable("it is no DLL")
    header = start + 24
    directories = header + (112 if unpack("<H", data, header)[0] == 0x20B else 96)
    sections = [unpack("<IIII", data, header + header_size + i * 40 + 8) for i in range(count)]
    exports, imports, delayed = (unpack("<I", data, directories + i * 8)[0] for i in (0, 1, 13))
    library.needed = [*pe_imports(data, sections, imports, 20, 12), *pe_imports(data, sections, delayed, 32, 4)]
    library.exports = set(pe_exports(data, sections, exports))
    return library


def pe_offset(sections, address):
    """Where in the file lies what is loaded to this address?"""
    for size, start, raw_size, raw in sections:
        if start <= address < start + max(size, raw_size):
            return address - start + raw
    raise Unreadable(f"no section holds the address {address:#x}")


def pe_imports(data, sections, table, size, name_at):
    if table == 0:
        return
    at = pe_offset(sections, table)
    while True:
        name = unpack("<I", data, at + name_at)[0]
        if name == 0:
            return
        yield text(data, pe_offset(sections, name))
        at += size


def pe_exports(data, sections, table):
    if table == 0:
        return
    count, _, names = unpack("<III", data, pe_offset(sections, table) + 24)
    for i in range(count):
        name = unpack("<I", data, pe_offset(sections, names) + i * 4)[0]
        yield text(data, pe_offset(sections, name))


# ---- Mach-O, 64 bits, little-endian -------------------------------------------------------------------------------------


# The linker's own: where the library begins.
MACHO_LINKER = {"_dso_handle", "__dso_handle", "_mh_dylib_header", "__mh_dylib_header"}


def macho(data):
    _, machine, _, kind, count = unpack("<IIIII", data, 0)
    library = Library({0x1000007: "mach-o x86-64", 0x100000C: "mach-o aarch64"}.get(machine, "mach-o for another machine"))
    if kind != 6:
        raise Unreadable("it is no dylib")
    at = 32
    for _ in range(count):
        command, size = unpack("<II", data, at)
        if command & 0x7FFFFFFF in (0xC, 0x18, 0x1F, 0x20, 0x23):  # LC_LOAD_DYLIB and its kin
            library.needed.append(text(data, at + unpack("<I", data, at + 8)[0]))
        elif command == 2:  # LC_SYMTAB
            library.exports |= set(macho_exports(data, *unpack("<III", data, at + 8))) - MACHO_LINKER
        elif command == 0x1D:  # LC_CODE_SIGNATURE
            library.signed = True
        at += size
    return library


def macho_exports(data, table, count, strings):
    for i in range(count):
        name, kind = unpack("<IB", data, table + i * 16)
        if kind & 0x1 and not kind & 0x10 and kind & 0xE:  # external, not private, defined
            yield text(data, strings + name).removeprefix("_")


# ---- the check ----------------------------------------------------------------------------------------------------------

LINUX = r"lib(c|dl|pthread)\.so\.\d|ld-linux-[\w-]+\.so\.\d"
WINDOWS = r"(?i)(kernel32|ucrtbase|api-ms-win-crt-[\w-]+)\.dll"
DARWIN = r"/usr/lib/libSystem\.B\.dylib"

PLATFORMS = {
    "linux-x86-64": ("elf x86-64", LINUX),
    "linux-aarch64": ("elf aarch64", LINUX),
    "win32-x86-64": ("pe x86-64", WINDOWS),
    "win32-x86": ("pe x86", WINDOWS),
    "win32-aarch64": ("pe aarch64", WINDOWS),
    "darwin-x86-64": ("mach-o x86-64", DARWIN),
    "darwin-aarch64": ("mach-o aarch64", DARWIN),
}


def file_name(platform, what="shim"):
    """As System.mapLibraryName gives it there."""
    before, after = {"linux": ("lib", "so"), "win32": ("", "dll"), "darwin": ("lib", "dylib")}[platform.split("-")[0]]
    return f"{before}wsplab-{what}.{after}"


def read(data):
    for magic, reader in ((b"\x7fELF", elf), (b"MZ", pe), (b"\xcf\xfa\xed\xfe", macho)):
        if data.startswith(magic):
            return reader(data)
    raise Unreadable("it is neither ELF nor PE nor 64-bit Mach-O")


def imports(platform, root):
    """The rows of functions.h that modules import by name; on Windows the system's libraries have most of them."""
    with open(os.path.join(root, "include/wsplab/functions.h"), encoding="utf-8") as file:
        lists = dict(re.findall(r"#define (WSPLAB_\w+_IMPORTS)\(X\)((?:.*\\\n)*.*)", file.read()))
    rows = {kind: re.findall(r"\bX\((\w+),", text) for kind, text in lists.items()}
    plain = set(rows["WSPLAB_PLAIN_IMPORTS"])
    if not platform.startswith("linux"):
        return plain if platform == "win32-x86-64" else set()
    return plain | {"wsplab_" + name for names in rows.values() for name in names}


def declared(platform, root):
    """The functions that the sources declare WSPLAB_API, and those that modules link to."""
    names = imports(platform, root)
    for pattern in ("include/wsplab/*.h", "native/*.[ch]"):
        for path in glob.glob(os.path.join(root, pattern)):
            with open(path, encoding="utf-8") as file:
                names |= set(re.findall(r"^WSPLAB_API\b[^;(]*?(\w+)\(", file.read(), re.MULTILINE))
    return names


def listed(names):
    return ", ".join(sorted(names))


def problems(platform, data, root):
    machine, may_need = PLATFORMS[platform]
    library = read(data)
    if library.machine != machine:
        yield f"expected {machine}, found {library.machine}"
    strange = [name for name in library.needed if not re.fullmatch(may_need, name)]
    if strange:
        yield f"needs {listed(strange)}; expected nothing but {may_need}"
    newer = [name for name in library.versions if glibc(name) > GLIBC]
    if newer:
        yield f"needs symbols of {listed(newer)}; expected none newer than GLIBC_{GLIBC[0]}.{GLIBC[1]}"
    expected = declared(platform, root)
    if expected - library.exports:
        yield f"does not export {listed(expected - library.exports)}"
    if library.exports - expected:
        yield f"exports {listed(library.exports - expected)}, which no source declares WSPLAB_API"
    if platform == "darwin-aarch64" and not library.signed:
        yield "is not signed; that system loads nothing without at least an ad-hoc signature"
    if os.path.realpath(root).encode() in data:
        yield f"holds the path {os.path.realpath(root)} of the machine that built it"


def glibc(version):
    match = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", version)
    # Any other version, GLIBC_PRIVATE for one, is nothing that every system has.
    return (int(match[1]), int(match[2])) if match else (99, 0)


def main(platform, file, root):
    if platform not in PLATFORMS:
        print(f"platform={platform}: expected one of {', '.join(PLATFORMS)}")
        return 2
    with open(file, "rb") as stream:
        data = stream.read()
    try:
        found = list(problems(platform, data, root))
    except Unreadable as e:
        found = [f"cannot be read as a library for {platform}: {e}"]
    for problem in found:
        print(f"{file}: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
