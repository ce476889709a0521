"""Judges the samples of a soak, and draws them.

    soak_page.py SAMPLES.csv FOLDER

The median of the last quarter of the samples is compared with that of the second: the first is the JVM's, to warm up. Prints one
line for each figure, writes FOLDER/soak.svg; status 1 when one has grown by more than it may.
"""

import csv
import sys
from statistics import median

MB = 1 << 20
# name: title, unit, its size, by which share it may grow, by how much in any case
FIGURES = {
    "heap": ("live Java heap", "MB", MB, 0.05, 2 * MB),
    "malloc": ("handed out by malloc", "MB", MB, 0.05, 1 * MB),
    "resident": ("process in memory", "MB", MB, 0.1, 16 * MB),
    "handles": ("handles of the lasting environment", "", 1, 0, 0),
    "files": ("files open in the process", "", 1, 0.1, 8),
    "threads": ("threads", "", 1, 0.1, 4),
    "p50": ("round trip, median", "us", 1000, 1, 0),
    "p99": ("round trip, 99 of 100", "us", 1000, 3, 0),
}
LEAST = 12
WIDTH, HEIGHT, LEFT, GAP = 760, 110, 60, 40


def read(path):
    with open(path, encoding="ascii", newline="") as file:
        return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]


def judge(samples):
    """Of each figure: name, before, after, whether it is flat."""
    quarter = len(samples) // 4
    for name, (_, _, _, share, much) in FIGURES.items():
        before = median(s[name] for s in samples[quarter:2 * quarter])
        after = median(s[name] for s in samples[-quarter:])
        yield name, before, after, after <= before * (1 + share) + much


def number(value, name):
    _, unit, size, _, _ = FIGURES[name]
    return f"{value / size:.4g} {unit}".strip()


def svg(samples):
    last = max(samples[-1]["seconds"], 1)
    parts = []
    for place, (name, (title, _, _, _, _)) in enumerate(FIGURES.items()):
        top = place * (HEIGHT + GAP) + GAP
        most = max(max(s[name] for s in samples), 1)
        points = " ".join(f"{LEFT + s['seconds'] / last * WIDTH:.1f},{top + HEIGHT - s[name] / most * HEIGHT:.1f}"
                          for s in samples)
        parts.append(f'<text x="{LEFT}" y="{top - 8}">{title}; at most {number(most, name)}</text>'
                     f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" class="frame"/>'
                     f'<polyline points="{points}"/><text x="4" y="{top + HEIGHT}">0</text>')
    height = len(FIGURES) * (HEIGHT + GAP) + GAP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2 * LEFT}" height="{height}" font-family="sans-serif"'
            ' font-size="13"><style>polyline{fill:none;stroke:#1a5fb4;stroke-width:1.5}.frame{fill:none;stroke:#bbb}'
            '</style><rect width="100%" height="100%" fill="#fff"/>' + "\n".join(parts)
            + f'<text x="{LEFT}" y="{height - 8}">0 to {last} s</text></svg>\n')


def main(path, folder):
    samples = read(path)
    if len(samples) < LEAST:
        print(f"{len(samples)} samples, of which nothing can be told; {LEAST} are needed: let it run longer")
        return 1
    with open(f"{folder}/soak.svg", "w", encoding="utf-8") as file:
        file.write(svg(samples))
    grown = 0
    for name, before, after, flat in judge(samples):
        print(f"{FIGURES[name][0]:<35} {number(before, name):>11} then {number(after, name):>11}  {'flat' if flat else 'HAS GROWN'}")
        grown += not flat
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
