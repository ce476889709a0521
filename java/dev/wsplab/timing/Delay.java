package dev.wsplab.timing;

import java.util.concurrent.TimeUnit;

/**
 * How long a result is put off.
 *
 * @param entries until the client has entered the environment so many times; 0: not at all
 * @param nanos or until so much time has passed, whichever comes first
 */
record Delay(int entries, long nanos) {
  private static final Delay NONE = new Delay(0, 0);
  private static final int MOST_ENTRIES = 6;
  private static final int SHORTEST_MICROS = 200;
  private static final int LONGEST_MICROS = 3000;
  private static final long WHETHER = 1;
  private static final long ENTRIES = 2;
  private static final long TIME = 3;

  /** One in four comes at once, so that neither order is the rule. */
  static Delay of(Chance chance, long socket, long operation) {
    if (chance.of(WHETHER).number(socket, operation, 4) == 0) {
      return NONE;
    }
    int entries = 1 + chance.of(ENTRIES).number(socket, operation, MOST_ENTRIES);
    int span = LONGEST_MICROS - SHORTEST_MICROS + 1;
    int micros = SHORTEST_MICROS + chance.of(TIME).number(socket, operation, span);
    return new Delay(entries, TimeUnit.MICROSECONDS.toNanos(micros));
  }

  boolean isNone() {
    return entries == 0;
  }
}
