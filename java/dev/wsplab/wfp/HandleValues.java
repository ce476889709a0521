package dev.wsplab.wfp;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the handles of one engine begin: their upper half is the engine's own, so that those of
 * another engine are not taken for them (WFP-62). Thread-safe.
 */
final class HandleValues {
  private final long upper =
      (long) ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE) << Integer.SIZE;

  /** One kind of handles. Thread-safe. */
  static final class Kind {
    private final long first;
    private final AtomicLong last;

    private Kind(long first) {
      this.first = first;
      this.last = new AtomicLong(first);
    }

    long next() {
      return last.incrementAndGet();
    }

    /** Whether it was given once. */
    boolean wasGiven(long value) {
      return value > first && value <= last.get();
    }
  }

  /**
   * Begins a kind.
   *
   * @param first where its lower halves begin, so that people tell kinds apart
   */
  Kind from(int first) {
    return new Kind(upper | Integer.toUnsignedLong(first));
  }
}
