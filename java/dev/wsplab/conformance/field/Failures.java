package dev.wsplab.conformance.field;

import dev.wsplab.conformance.StateReport;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Tells of an exception what a person needs who has not thrown it. */
final class Failures {
  private static final int FRAMES = 30;

  private Failures() {}

  /** Returns its message, where it comes from, and what stands beside it. */
  static String text(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString()).append('\n');
    text.append(frames(failure.getStackTrace()));
    Throwable cause = failure.getCause();
    if (cause != null && cause != failure) {
      text.append("caused by: ").append(text(cause)).append('\n');
    }
    for (Throwable beside : failure.getSuppressed()) {
      text.append("also: ").append(beside).append('\n'); // its message tells what counts
    }
    return text.toString().stripTrailing();
  }

  /** Returns the innermost frames, a line each, without those of the test's framework. */
  static String frames(StackTraceElement[] stack) {
    String own = Failures.class.getPackageName() + ".";
    StackTraceElement[] outer =
        Arrays.stream(stack)
            .takeWhile(frame -> !frame.getClassName().startsWith(own + "DirectRunner"))
            .toArray(StackTraceElement[]::new);
    return StateReport.lines(outer)
        .lines()
        .limit(FRAMES)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
