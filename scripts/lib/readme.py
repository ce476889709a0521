"""Prints a block of a page: the one below the comment line <!-- try: NAME -->. Of the README scripts/try-readme and
scripts/lib/newcomer.sh ask for them, of docs/tutorial.md scripts/lib/tutorial.py does.

    readme.py FILE NAME
"""

import sys


def block(text, name):
    """Its lines; None where no block has that name."""
    lines = text.splitlines()
    mark = f"<!-- try: {name} -->"
    if mark not in lines:
        return None
    begin = lines.index(mark) + 2
    return lines[begin:lines.index("```", begin)]


def main(path, name):
    with open(path, encoding="utf-8") as file:
        found = block(file.read(), name)
    if found is None:
        print(f"{path}: no block is marked <!-- try: {name} -->", file=sys.stderr)
        return 1
    print("\n".join(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
