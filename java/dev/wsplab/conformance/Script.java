package dev.wsplab.conformance;

/**
 * What the scripted provider does with the next overlapped operation that reaches it.
 *
 * @param how what the starting call answers
 * @param outcome how it ends; for {@code LATER} the scenario says so later
 * @param contents what comes up with it
 */
record Script(How how, Outcome outcome, Contents contents) {
  /** What a starting call can answer. */
  enum How {
    /** Success, indicated before the call returns. */
    AT_ONCE,
    /** Pending. */
    LATER,
    /** An error; nothing was started. */
    FAILS,
    /** Pending, but completed before the call returns. */
    BEFORE_RETURN
  }

  /**
   * How an operation ends.
   *
   * @param error Winsock error, 0 for success
   * @param bytes byte count
   */
  record Outcome(int error, int bytes) {}

  static Script of(How how, int error, Contents contents) {
    return new Script(how, new Outcome(error, contents.bytes()), contents);
  }
}
