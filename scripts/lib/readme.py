"""Reads the fenced blocks of the README. The comment line right above a block says what is done with it:

    <!-- try: NAME -->         scripts/try-readme tries it
    <!-- not tried: NAME -->   nothing runs it, and the text around it says so

    readme.py FILE check           status 1 when a block has no such comment, or a name stands twice
    readme.py FILE block NAME      prints the block that is tried under that name
"""

import re
import sys

MARK = re.compile(r"<!-- (try|not tried): ([a-z-]+) -->")


def blocks(text):
    """Yields (line number, kind, name, lines); kind and name are None without a comment above."""
    above, inside = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if inside is None and line.startswith("```"):
            mark = MARK.fullmatch(above.strip())
            inside = (number, *(mark.groups() if mark else (None, None)), [])
        elif inside and line.startswith("```"):
            yield inside
            inside = None
        elif inside:
            inside[3].append(line)
        above = line


def main(path, command, name=None):
    with open(path, encoding="utf-8") as file:
        found = list(blocks(file.read()))
    if command == "block":
        wanted = [lines for _, kind, its, lines in found if (kind, its) == ("try", name)]
        if not wanted:
            print(f"{path}: no block is marked <!-- try: {name} -->", file=sys.stderr)
            return 1
        print("\n".join(wanted[0]))
        return 0
    status = 0
    seen = set()
    for number, _, its, _ in found:
        if its is None:
            print(f"{path}:{number}: nothing says whether this block is tried", file=sys.stderr)
            status = 1
        elif its in seen:
            print(f"{path}:{number}: a second block is named {its}", file=sys.stderr)
            status = 1
        seen.add(its)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
