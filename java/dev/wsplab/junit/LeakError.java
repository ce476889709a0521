package dev.wsplab.junit;

/** A test has left something behind. */
final class LeakError extends AssertionError {
  private static final long serialVersionUID = 1;

  LeakError(String report) {
    super(report);
  }
}
