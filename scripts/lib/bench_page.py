"""Turns what bench_run found into the table, and into docs/performance.md."""

from statistics import median

from bench_rows import AT_LEAST, AT_MOST, BELOW, ROWS, TOLD

HEAD = "| row | ours | peer | ratio | goal | met |"
RULE = "|---|---|---|---|---|---|"
WHERE = "## Where and when"
UNITS = {"heap": " bytes", "millis": " ms", "more": " ms more"}


def time_text(nanos):
    """Nanoseconds in a unit that suits them."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanos >= size:
            return f"{nanos / size:.3g} {unit}"
    return f"{nanos:.3g} ns"


def _chain(found):
    """What each layer from the second on costs on average, by the cost of the first; the worst."""
    first = found["1"]["nanos"] - found["0"]["nanos"]
    return max((found[str(n)]["nanos"] - found["1"]["nanos"]) / (n - 1) / first for n in range(2, 7))


def ratios(line, rounds):
    """The figure that the goal is about, of each round."""
    if line.kind == "heap":
        return [found[line.ours]["extra"]["heapBytes"] for found in rounds]
    if line.kind == "millis":
        return [found[line.ours]["nanos"] / 1e6 for found in rounds]
    if line.kind == "more":
        return [(found[line.ours]["nanos"] - found[line.peer]["nanos"]) / 1e6 for found in rounds]
    if line.kind == "chain":
        return [_chain(found) for found in rounds]
    by = [found[line.ours]["nanos"] / found[line.peer]["nanos"] for found in rounds]
    return [1 / ratio for ratio in by] if line.kind == "rate" else by


def is_met(line, figure):
    """Whether the goal is reached; None where there is none."""
    if line.goal == TOLD:
        return None
    return {AT_MOST: figure <= line.limit, BELOW: figure < line.limit, AT_LEAST: figure >= line.limit}[line.goal]


def goal_text(line):
    if line.goal == TOLD:
        return f"under {line.limit:g} ms, to know" if line.kind == "millis" else "to know"
    return f"{line.goal} {line.limit:g}{UNITS.get(line.kind, '')}"


def cells(line, rounds):
    """One line of the table: six texts."""
    figures = ratios(line, rounds)
    middle = median(figures)
    unit = UNITS.get(line.kind, "")
    spread = f" ({min(figures):.3g} to {max(figures):.3g})" if len(figures) > 1 else ""

    def middle_time(name):
        return time_text(median(found[name]["nanos"] for found in rounds)) if name else "-"

    met = {None: "-", True: "yes", False: "no"}[is_met(line, middle)]
    return [line.label, middle_time(line.ours), middle_time(line.peer), f"{middle:.3g}{unit}{spread}", goal_text(line), met]


def table(rows_and_rounds):
    """Lines of Markdown."""
    lines = [HEAD, RULE]
    for row, rounds in rows_and_rounds:
        lines += ["| " + " | ".join(cells(line, rounds)) + " |" for line in row.lines]
    return lines


def aligned(lines):
    """The same for a terminal: columns of one width."""
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line != RULE]
    widths = [max(len(line[i]) for line in split) for i in range(len(split[0]))]
    return [" | ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in split]


def _where(kept):
    return (f"| {kept['row']} | {len(kept['rounds'])} | {kept['machine']} | {kept['load']} | {kept['jdk']} |"
            f" {kept['date']} | {kept['commit']} | {kept['seed']} |")


def _standing(row, former):
    """What a page says of a row: its lines of the table, and where and when; None if it does not say all of it."""
    figures, found, places = former.partition(WHERE)
    lines = [[told for told in figures.splitlines() if told.startswith(f"| {line.label} |")] for line in row.lines]
    # The table that says what a row measures has two columns, this one six.
    lines = [[told for told in of_one if told.count("|") == HEAD.count("|")] for of_one in lines]
    where = [told for told in places.splitlines() if told.startswith(f"| {row.name} |")]
    if not found or len(where) != 1 or any(len(of_one) != 1 for of_one in lines):
        return None
    if any(of_one[0].split("|")[5].strip() != goal_text(line) for of_one, line in zip(lines, row.lines)):
        return None  # it was judged by another goal
    return [of_one[0] for of_one in lines], where[0]


def page(results, former=""):
    """docs/performance.md from the results that are kept; a row without one stands as it does on the former page."""
    by_name = {result["row"]: result for result in results}
    said = {row.name: _standing(row, former) for row in ROWS}
    for row in ROWS:
        if row.name in by_name:
            kept = by_name[row.name]
            said[row.name] = table([(row, kept["rounds"])])[2:], _where(kept)
    there = [said[row.name] for row in ROWS if said[row.name]]
    missing = [row.name for row in ROWS if not said[row.name]]
    text = [
        "# Performance",
        "",
        "<!-- Written by scripts/bench. -->",
        "Each figure stands beside its peer, which ran in the same run: benchmark and peer take turns, in JVMs of their own and in"
        " another order each round. Times are those of one operation, the median of all rounds. The ratio is the median of the"
        " rounds' ratios, with the least and the greatest in parentheses. Absolute times are this machine's; the goals are for"
        " ratios.",
        "",
        HEAD,
        RULE,
        *[line for lines, _ in there for line in lines],
        "",
        "| row | what it measures |",
        "|---|---|",
        *[f"| {row.name} | {row.about} |" for row in ROWS],
        "",
        WHERE,
        "",
        "| row | rounds | machine | load before | JDK | date | commit | seed |",
        "|---|---|---|---|---|---|---|---|",
        *[where for _, where in there],
    ]
    if missing:
        text += ["", "Not measured yet: " + ", ".join(missing) + "."]
    text += ["", "Run them again: `scripts/bench`, or `scripts/bench --row NAME` for one; `scripts/bench --list` names them.",
             "The benchmarks stand in `tests/bench`; they use the public API, and each fails when bytes are lost or changed.", ""]
    return "\n".join(text)
