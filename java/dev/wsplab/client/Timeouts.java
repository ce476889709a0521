package dev.wsplab.client;

import java.time.Duration;

/** Durations as the system takes them. */
final class Timeouts {
  // -1 means for ever, and what is negative would be read as unsigned.
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private Timeouts() {}

  /**
   * Milliseconds, at most 24 days; a part of one counts as a whole, so that no wait is shorter than
   * was asked for.
   *
   * @throws IllegalArgumentException when it is negative
   */
  static int millis(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout=" + timeout + ": 0 or more");
    }
    return timeout.compareTo(LONGEST) >= 0
        ? Integer.MAX_VALUE
        : (int) timeout.plusNanos(999_999).toMillis();
  }
}
