package dev.wsplab.cli;

/** A command cannot begin: the message says what was wrong, what was expected and what to do. */
final class SetUpException extends Exception {
  private static final long serialVersionUID = 1L;

  SetUpException(String message) {
    super(message);
  }
}
