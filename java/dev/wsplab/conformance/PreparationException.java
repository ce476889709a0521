package dev.wsplab.conformance;

/** A call that prepares a scenario fails with an error that does not say "not supported". */
final class PreparationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Check check;

  PreparationException(Check check, String message) {
    super(message);
    this.check = check;
  }

  /** What is broken by it. */
  Check check() {
    return check;
  }
}
