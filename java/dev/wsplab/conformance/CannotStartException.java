package dev.wsplab.conformance;

/**
 * A provider cannot be checked, since it cannot be made or its {@code WSPStartup} fails: nothing
 * was played. The message says what was wrong, what was expected and what to do.
 */
public final class CannotStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotStartException(String message) {
    super(message);
  }
}
