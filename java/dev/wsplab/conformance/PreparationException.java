package dev.wsplab.conformance;

/** A call that prepares a scenario fails with an error that does not say "not supported". */
final class PreparationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PreparationException(String message) {
    super(message);
  }
}
