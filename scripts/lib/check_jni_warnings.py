"""Judges what a run under -Xcheck:jni printed: each warning of the JVM is expected, or the run fails.

    check_jni_warnings.py OUTPUT                    status 0 when all warnings are expected, and there is one at all
    check_jni_warnings.py --all-refused OUTPUT      the check's own test: status 0 when every warning is refused

Expected are, each with its reason in docs/building.md:
  handler   the changed SIGSEGV and SIGBUS handlers: guarded memory needs them
  loading   JNA while it loads its own library
  dispatch  JNA while it turns the arguments of a call of ours into C (CallObjectMethod, which our C never calls there)
"""

import re
import sys

HEADER = re.compile(
    r"WARNING in native method: .*|FATAL ERROR in native method: .*|WARNING: JNI .*"
    r"|Warning: SIG\w+ handler .*|(?:OpenJDK|Java HotSpot\(TM\)) .*VM warning: .*")
FRAME = re.compile(r"^\s+(?:at (?P<method>[^\s(]+)\(|- (?:locked|waiting|parking|eliminated))")
HANDLER = re.compile(r"Warning: SIG(SEGV|BUS) handler modified")
JDK = ("java.", "jdk.", "sun.")


def warnings(lines):
    """Yields (header, methods of the stack, top first)."""
    header, stack = None, []
    for line in lines:
        found = HEADER.search(line)
        frame = FRAME.match(line)
        if found:
            if header:
                yield header, stack
            header, stack = found.group().strip(), []
        elif header and frame:
            if frame.group("method"):
                stack.append(frame.group("method"))
        elif header:
            yield header, stack
            header, stack = None, []
    if header:
        yield header, stack


def expected_as(header, stack):
    """The name of the expectation that the warning meets, or None."""
    if HANDLER.match(header):
        return "handler"
    ours = [method for method in stack if not method.startswith(JDK)]
    if not ours or not ours[0].startswith("com.sun.jna."):
        return None
    jna = []
    for method in ours:
        if not method.startswith("com.sun.jna."):
            break
        jna.append(method)
    if any(method.endswith(".<clinit>") for method in jna):
        return "loading"
    if re.match(r"com\.sun\.jna\.Native\.invoke\w+$", stack[0]) and header.endswith(" from CallObjectMethod"):
        return "dispatch"
    return None


def main(arguments):
    all_refused = arguments[:1] == ["--all-refused"]
    with open(arguments[-1], encoding="utf-8", errors="replace") as output:
        found = list(warnings(output))
    refused, expected = [], {}
    for header, stack in found:
        name = expected_as(header, stack)
        if name:
            expected[name] = expected.get(name, 0) + 1
        else:
            refused.append((header, stack))
    print("expected warnings: " + (", ".join(f"{n} {k}" for k, n in sorted(expected.items())) or "none"))
    if all_refused:
        print(f"refused: {len(refused)} of {len(found)}")
        return 0 if found and len(refused) == len(found) else 1
    for header, stack in refused:
        print("NOT EXPECTED " + header)
        for method in stack:
            print("    at " + method)
    if not found:
        print("no warning at all, though JNA alone causes some: the output was not captured, or -Xcheck:jni was off")
    return 0 if found and not refused else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
