package dev.wsplab.junit;

/** Something does not end; the message tells what went on. */
final class HangError extends AssertionError {
  private static final long serialVersionUID = 1;

  HangError(String what, String report) {
    super(what + "\n" + report);
  }
}
