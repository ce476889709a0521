"""Prints the file that a reader of docs/tutorial.md has: of the blocks of that page, put where the page says.

    tutorial.py PAGE first|mended
"""

import pathlib
import sys

from readme import block

EXAMPLE = "<!-- example: TutorialTest -->"


def examples(text):
    """The blocks that are copied from the example: the layer, its test, and what mends the layer."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line == EXAMPLE:
            yield lines[number + 2:lines.index("```", number + 2)]


def mended(layer, instead):
    """The layer with these lines from the first of them on to the end of its method."""
    begin = next(number for number, line in enumerate(layer) if line.strip() == instead[0].strip())
    return layer[:begin] + ["    " + line for line in instead] + ["  }", "}"]


def source(text, state):
    layer, test, instead = examples(text)
    parts = {
        "// the layer of step 3": layer if state == "first" else mended(layer, instead),
        "// the test of step 4": test,
    }
    for line in block(text, "tutorial"):
        placed = parts.pop(line.strip(), None)
        yield from [line] if placed is None else (f"  {part}".rstrip() for part in placed)
    if parts:
        raise ValueError(f"the file of the page has no place for {', '.join(parts)}")


def main(page, state):
    print("\n".join(source(pathlib.Path(page).read_text(encoding="utf-8"), state)))


if __name__ == "__main__":
    main(*sys.argv[1:])
