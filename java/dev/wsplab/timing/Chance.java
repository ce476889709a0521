package dev.wsplab.timing;

/**
 * Numbers that look random and are a function of a seed and of what they are for, never of what
 * happened before. Immutable.
 *
 * @param seed of all its numbers
 */
record Chance(long seed) {
  /** The numbers of something of its own, which do not follow those of others. */
  Chance of(long what) {
    return new Chance(mix(seed) + what);
  }

  /** A number from 0 on, below a bound. */
  int number(long socket, long operation, int bound) {
    return (int) Math.floorMod(mixed(socket, operation), (long) bound);
  }

  /** A number from 0 on, below 1. */
  double share(long socket, long operation) {
    return (mixed(socket, operation) >>> 11) * 0x1.0p-53;
  }

  private long mixed(long socket, long operation) {
    return mix(mix(mix(seed) + socket) + operation);
  }

  // The finalizer of SplitMix64 (Steele, Lea, Flood, 2014).
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
