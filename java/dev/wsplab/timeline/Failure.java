package dev.wsplab.timeline;

import java.util.stream.Stream;

/**
 * Why the test failed whose recording is shown.
 *
 * @param text the first line that says something, with the kind of the error
 * @param where the line of the test that it came from; empty when it is not known
 * @param nanos when, by {@link System#nanoTime}
 */
record Failure(String text, String where, long nanos) {
  static Failure of(Throwable thrown, String testClass, long nanos) {
    return new Failure(textOf(thrown), whereOf(thrown, testClass), nanos);
  }

  /**
   * Messages of assertions often begin with an empty line, and say in several what was expected.
   */
  private static String textOf(Throwable thrown) {
    String kind = thrown.getClass().getName();
    String message = thrown.getMessage();
    String said =
        message == null
            ? ""
            : String.join(
                " ", message.lines().map(String::strip).filter(l -> !l.isEmpty()).toList());
    return said.isEmpty()
        ? kind
        : kind + ": " + (said.length() > 300 ? said.substring(0, 300) + " …" : said);
  }

  /** The innermost frame of the test's class, or of one inside it. */
  private static String whereOf(Throwable thrown, String testClass) {
    return Stream.of(thrown.getStackTrace())
        .filter(frame -> isOf(frame.getClassName(), testClass))
        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
        .findFirst()
        .orElse("");
  }

  private static boolean isOf(String className, String testClass) {
    return className.equals(testClass) || className.startsWith(testClass + "$");
  }
}
