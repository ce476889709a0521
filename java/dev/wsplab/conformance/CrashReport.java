package dev.wsplab.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Why a process is no more, out of what it and the JVM left behind. */
final class CrashReport {
  private static final String RULE = "WSP-ERR-3";
  private static final int FRAMES = 5;

  private CrashReport() {}

  /**
   * A process that ended by itself.
   *
   * @param status its exit status
   * @param crash the JVM's own file about it, empty when there is none
   * @param calls the last calls into the provider and out of it
   */
  static Finding of(int status, List<String> crash, List<String> calls) {
    return of("the process ended while a scenario was played", status, crash, calls);
  }

  /** One that ended by itself when a scenario had ended, and before the next had begun. */
  static Finding after(int status, List<String> crash, List<String> calls) {
    List<String> known = new ArrayList<>(calls);
    known.add("what a thread does that is left of this scenario, or of one before it");
    return of(
        "the process ended after this scenario, before another had begun", status, crash, known);
  }

  /** One that ended by itself, or hung, before its first scenario had begun. */
  static Finding before(int status, List<String> crash, List<String> calls) {
    return of("the process ended before this scenario had begun", status, crash, calls);
  }

  /** What is known of one that ended while the provider was being started, in one line. */
  static String inStart(int status, List<String> crash, List<String> calls) {
    return of("", status, crash, calls).seen() + inside(calls);
  }

  private static Finding of(String what, int status, List<String> crash, List<String> calls) {
    List<String> history = new ArrayList<>(section(crash, "Native frames:"));
    history.addAll(section(crash, "Java frames:"));
    history.addAll(calls);
    String fault = fault(crash);
    return new Finding(
        RULE,
        what,
        "that whatever goes wrong in a provider is an error in errno",
        (fault.isEmpty() ? "no crash of the JVM, but an exit" : fault) + "; exit status " + status,
        fault.isEmpty()
            ? "look for exit, abort or TerminateProcess in the function that was called last"
            : "look at the frame named above and at the frames below: a bad pointer, or memory used after it was"
                + " freed",
        history);
  }

  /** A process that was ended because nothing came of it. */
  static Finding silent(List<String> calls, Duration waited) {
    return silent("the process hung while a scenario was played", calls, waited);
  }

  /** The same, when a scenario had ended and no other had begun. */
  static Finding silentAfter(List<String> calls, Duration waited) {
    return silent("the process hung after this scenario", calls, waited);
  }

  /** The same, when not even its first scenario had begun. */
  static Finding silentBefore(List<String> calls, Duration waited) {
    return silent("the process hung before this scenario had begun", calls, waited);
  }

  private static Finding silent(String what, List<String> calls, Duration waited) {
    return new Finding(
        "",
        what,
        "that every call returns",
        "nothing for " + waited.toSeconds() + " s, and nothing could interrupt it" + inside(calls),
        "look where the function that was called last can wait or loop",
        calls);
  }

  /** Which of the last calls have not returned: each names function and module. */
  private static String inside(List<String> calls) {
    return calls.stream()
        .filter(call -> !call.endsWith(LastCalls.OVER))
        .map(call -> "; " + call)
        .collect(Collectors.joining());
  }

  /** Which signal or exception, where, and the address that was touched. */
  private static String fault(List<String> crash) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < crash.size(); i++) {
      String line = crash.get(i);
      if (line.startsWith("#  ") && line.contains(" at pc=")) {
        parts.add(line.substring(1, line.indexOf(" at pc=")).strip());
      } else if (line.startsWith("# Problematic frame:") && i + 1 < crash.size()) {
        parts.add("in " + crash.get(i + 1).substring(1).strip().replaceAll(" +", " "));
      } else if (line.startsWith("siginfo:")) {
        parts.add(line);
      }
    }
    return String.join(", ", parts);
  }

  private static List<String> section(List<String> crash, String title) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < crash.size(); i++) {
      if (crash.get(i).startsWith(title)) {
        for (int j = i + 1;
            j < crash.size() && !crash.get(j).isBlank() && lines.size() < FRAMES;
            j++) {
          lines.add("at " + crash.get(j).strip().replaceAll(" +", " "));
        }
      }
    }
    return lines;
  }
}
