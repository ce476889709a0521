package dev.wsplab.conformance;

/**
 * Every choice that a run makes: a function of the seed, the socket and the number of the operation
 * on it, never of what happened before. Immutable.
 *
 * @param seed the run's
 */
record Decisions(long seed) {
  /** Those of one scenario: each has the same few sockets and operations. */
  Decisions of(String scenario) {
    return new Decisions(mix(seed) + scenario.hashCode());
  }

  /** A number from 0 on, below a bound. */
  int number(int socket, int operation, String what, int bound) {
    long mixed = mix(mix(mix(seed) + socket) + operation) + what.hashCode();
    return (int) Math.floorMod(mix(mixed), (long) bound);
  }

  /** How many bytes an operation carries: 1 to 64. */
  int bytes(int socket, int operation) {
    return 1 + number(socket, operation, "bytes", 64);
  }

  /** Whether the completion comes from a thread of the provider's, not from one that calls it. */
  boolean fromOtherThread(int socket, int operation) {
    return number(socket, operation, "thread", 2) == 1;
  }

  // The finalizer of SplitMix64 (Steele, Lea, Flood, 2014).
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
