"""Runs the commands that the pages show, as they are written there. The comment on the line above a block says so:

    <!-- run: status 1; prints check: broken: WSP-IO-1; leaves pages/index.html -->
    <!-- run under Wine: ... -->          with --wine, which runs these alone
    <!-- run in the clone: ... -->        in this clone itself, in place of a folder that looks like one: what CMake and Maven
                                          make there stays, and is what the next run begins with
    <!-- run with --long: ... -->         the same, with --long, which runs these alone
    <!-- printed by the last run -->      this is what the commands before it have printed, line by line, but for what differs
                                          in each run (tests/resources/pages/shown-output.json says what) and for what three dots
                                          stand for, in a line or instead of lines
    <!-- printed by: SCRIPT -->           the same, compared by that script, or by a test in Java, with what it has printed

    status N       what the last command ends with, else 0
    prints TEXT    is in what they print
    leaves FILE    is there afterwards, and was not before
    needs PROGRAM  is left out where that is not on the path
    types WORDS    each on a line of its own, to standard input
    until URL      runs on until this answers, and is interrupted then; what Java prints of an exception is wrong then

    docs.py [--wine|--long] [--all] STAGE PAGE...     --all: it is wrong, too, that a block is left out
    docs.py --printed-by SCRIPT PRINTED PAGE      PRINTED: a file with what it has printed

A page's blocks run one after the other in the folder "clone" of a copy of STAGE, which is there as long as the page is tried, and
each sees what those before it have exported. Status 1 when a page does not say what is so.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import typing
import urllib.request

MARK = re.compile(r"<!-- (run|run under Wine|run in the clone|run with --long|printed by the last run|printed by)(?:: (.*))? -->")
THROWN = re.compile(r"^(Exception in thread .*|\tat [\w.$/<>]+\(.*\))$", re.MULTILINE)
ROOT = pathlib.Path(__file__).parents[2]
SHOWN = ROOT / "tests/resources/pages/shown-output.json"
VARIES = [re.compile(kind) for kind in json.loads(SHOWN.read_text(encoding="utf-8"))["varies"].values()]
PATIENCE = 60  # seconds for a port that another program has
LIMIT = 300  # seconds for one block, of which none takes more than 20 on a machine that has time
IN_CLONE = ("run in the clone", "run with --long")
CLONE_LIMIT = 1800  # for one that builds, perhaps from nothing


class Wrong(Exception):
    pass


def blocks(text):
    """Yields (line number, kind, conditions, lines)."""
    above, inside = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if inside is None and line.startswith("```"):
            mark = MARK.fullmatch(above.strip())
            inside = (number, mark and mark[1], mark and mark[2], [])
        elif inside is not None and line.startswith("```"):
            yield inside
            inside = None
        elif inside is not None:
            inside[3].append(line)
        above = line


def conditions(text):
    found = {"status": ["0"], "prints": [], "leaves": [], "types": [], "until": [], "needs": []}
    for part in (text or "").split("; "):
        word, _, rest = part.partition(" ")
        if word not in found or not rest:
            raise Wrong(f"not understood: {part}")
        found[word] = [rest] if word == "status" else found[word] + [rest]
    return found


def line_pattern(line):
    """What a line looks like in another run."""
    pattern, at = "", 0
    while at < len(line):
        kind, found = next(((kind, found) for kind in VARIES if (found := kind.match(line, at))), (None, None))
        if line.startswith("...", at):
            pattern, at = pattern + ".*", at + 3
        elif found:
            pattern, at = pattern + kind.pattern, found.end()
        else:
            pattern, at = pattern + re.escape(line[at]), at + 1
    return re.compile(pattern)


def stripped(lines):
    return [line.strip() for line in lines if line.strip()]


def runs_of(shown):
    """The lines between those of three dots alone."""
    runs = [[]]
    for line in stripped(shown):
        if line == "...":
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def not_printed(shown, printed):
    """The first line that is shown, and was not printed there: one after the other, but where a line of three dots stands
    between them. None when all were. The same rule is in Java, in ShownOutput: both are tested with the cases of one file."""
    rest = stripped(printed)
    for run in runs_of(shown):
        patterns = [line_pattern(line) for line in run]
        begin, most = 0, 0
        while True:
            fit = next((i for i, pattern in enumerate(patterns)
                        if begin + i >= len(rest) or not pattern.fullmatch(rest[begin + i])), len(run))
            most = max(most, fit)
            if fit == len(run):
                break
            begin += 1
            if begin > len(rest):
                return run[most]
        rest = rest[begin + len(run):]
    return None


def compare(shown, printed):
    line = not_printed(shown, printed.splitlines())
    if line is not None:
        raise Wrong(f"was not printed, or not in this order, or lines above it are left out without three dots: {line}\n"
                    f"printed was:\n{printed}")


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def interrupt_when_it_answers(process, url):
    end = time.monotonic() + LIMIT
    while not answers(url):
        if process.poll() is not None:
            raise Wrong(f"ended with status {process.returncode} before {url} answered")
        if time.monotonic() > end:
            raise Wrong(f"{url} does not answer")
        time.sleep(0.2)  # nothing tells when a server has begun
    os.killpg(process.pid, signal.SIGINT)


def why_not(wanted):
    """Why a block cannot be run on this machine; empty when it can."""
    missing = [program for program in wanted["needs"] if not shutil.which(program)]
    if missing:
        return f"{missing[0]} is not here"
    return "another program has its port" if any(port_stays_taken(url) for url in wanted["until"]) else ""


def port_stays_taken(url):
    """Another try of the pages may have it, and give it back."""
    end = time.monotonic() + PATIENCE
    while port_is_taken(url):
        if time.monotonic() > end:
            return True
        time.sleep(0.2)  # nothing tells when a port becomes free
    return False


def port_is_taken(url):
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", int(re.search(r":(\d+)/", url)[1]))) == 0


def hear_interrupts():
    """What is started in the background of a shell that is no terminal's has them ignored, and so have its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(lines, wanted, folder, exported, limit=LIMIT):
    keep = f"export -p | grep -vE '^declare -x (OLD)?PWD=' >'{exported}'"
    script = f"[ ! -f '{exported}' ] || . '{exported}'\ntrap \"{keep}\" EXIT\nset -e\n" + "\n".join(lines) + "\n"
    process = subprocess.Popen(
        ["bash", "-c", script], cwd=folder, text=True, errors="replace", start_new_session=True, preexec_fn=hear_interrupts,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        if wanted["until"]:
            interrupt_when_it_answers(process, wanted["until"][0])
        typed = "".join(word + "\n" for words in wanted["types"] for word in words.split())
        printed, _ = process.communicate(typed, timeout=limit)
    except (subprocess.TimeoutExpired, Wrong) as problem:
        os.killpg(process.pid, signal.SIGKILL)
        printed, _ = process.communicate()
        raise Wrong(f"{problem}; it printed:\n{printed}") from problem
    return process.returncode, printed


def try_block(lines, wanted, folder, exported, limit=LIMIT):
    for name in wanted["leaves"]:
        if (folder / name).exists():
            raise Wrong(f"{name} was there before")
    status, printed = run(lines, wanted, folder, exported, limit)
    if not wanted["until"] and status != int(wanted["status"][0]):
        raise Wrong(f"ended with status {status} in place of {wanted['status'][0]}; it printed:\n{printed}")
    if wanted["until"] and THROWN.search(printed):
        raise Wrong(f"prints what was thrown:\n{printed}")
    for text in wanted["prints"]:
        if text not in printed:
            raise Wrong(f"did not print: {text}; it printed:\n{printed}")
    for name in wanted["leaves"]:
        if not (folder / name).exists():
            raise Wrong(f"has not left {name}; it printed:\n{printed}")
    return printed


class Tried(typing.NamedTuple):
    seconds: list  # that each block took which was run
    left_out: list  # where the others are, and why


def kinds_of(kind):
    """What is tried together."""
    return (kind, "run in the clone") if kind == "run" else (kind,)


def try_page(page, folder, kind, clone=ROOT):
    printed, tried = "", Tried([], [])
    for number, its, text, lines in blocks(page.read_text(encoding="utf-8")):
        started = time.monotonic()
        try:
            if its in kinds_of(kind):
                wanted = conditions(text)
                left_out = why_not(wanted)
                if left_out:
                    tried.left_out.append(f"docs/{page.name}:{number}: left out, {left_out}")
                    printed = None
                    continue
                place, limit = (clone, CLONE_LIMIT) if its in IN_CLONE else (folder, LIMIT)
                printed = try_block(lines, wanted, place, folder.parent / "exported.sh", limit)
                tried.seconds.append(time.monotonic() - started)
            elif its == "printed by the last run" and kind == "run" and printed is not None:
                compare(lines, printed)
        except Wrong as wrong:
            raise Wrong(f"docs/{page.name}:{number}: {wrong}") from wrong
    return tried


def printed_by(script, printed, page):
    """Compares what the page shows of this script: how many blocks it has."""
    count = 0
    for number, its, text, lines in blocks(page.read_text(encoding="utf-8")):
        if its == "printed by" and text == script:
            try:
                compare(lines, printed)
            except Wrong as wrong:
                raise Wrong(f"docs/{page.name}:{number}: {wrong}") from wrong
            count += 1
    if not count:
        raise Wrong(f"docs/{page.name} shows nothing that is printed by {script}")
    return count


def main(arguments):
    if arguments[0] == "--printed-by":
        script, printed, page = arguments[1], *map(pathlib.Path, arguments[2:])
        try:
            printed_by(script, printed.read_text(encoding="utf-8", errors="replace"), page)
        except Wrong as problem:
            print(problem)
            return 1
        return 0
    kind, needs_all = "run", False
    while arguments[0].startswith("--"):
        kind = {"--wine": "run under Wine", "--long": "run with --long"}.get(arguments[0], kind)
        needs_all |= arguments[0] == "--all"
        arguments = arguments[1:]
    template, pages = arguments[0], [pathlib.Path(name) for name in arguments[1:]]
    count, left_out, wrong = 0, 0, 0
    for page in pages:
        if not any(its in kinds_of(kind) for _, its, _, _ in blocks(page.read_text(encoding="utf-8"))):
            continue
        with tempfile.TemporaryDirectory() as stage:
            shutil.copytree(template, stage, symlinks=True, dirs_exist_ok=True)
            try:
                seconds, others = try_page(page, pathlib.Path(stage) / "clone", kind)
                count += len(seconds)
                left_out += len(others)
                print("\n".join([*others, f"{page.name}: " + ", ".join(f"{each:.0f} s" for each in seconds)]), flush=True)
            except Wrong as problem:
                wrong += 1
                print(problem, flush=True)
    print(f"{count} blocks of commands on the pages were run as written, {left_out} left out; {wrong} pages are wrong")
    return 0 if count and not wrong and not (needs_all and left_out) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
