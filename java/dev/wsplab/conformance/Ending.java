package dev.wsplab.conformance;

/** How an operation comes to its end. */
enum Ending {
  /** What it asks for is there when it starts. */
  AT_ONCE("at-once"),
  /** It is pending for a while and then succeeds. */
  LATER("later"),
  /** The starting call fails. */
  FAILS_AT_ONCE("fails-at-once"),
  /** It is pending for a while and then fails. */
  FAILS_LATER("fails-later"),
  /** The client closes the socket while it is pending. */
  CLOSED("closed"),
  /** The client cancels it while it is pending. */
  CANCELLED("cancelled"),
  /** It is completed while its starting call, which says pending, is still running. */
  BEFORE_RETURN("before-return");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  /** The name in lists and reports. */
  String label() {
    return label;
  }

  /** Whether the client does something while the operation is pending. */
  boolean isPendingForAWhile() {
    return this == LATER || this == FAILS_LATER || this == CLOSED || this == CANCELLED;
  }
}
