package dev.wsplab.provider.loopback;

/**
 * Which datagrams are lost, and which overtake others. Every decision is a function of the seed,
 * the port that the sender is bound to, and the number of datagrams that it has sent before: the
 * same seed gives the same decisions, whatever other senders do and in whatever threads.
 *
 * @param seed any
 * @param lost share of datagrams, 0 to 1
 * @param reordered share of datagrams, 0 to 1
 */
record DatagramFaults(long seed, double lost, double reordered) {
  static final DatagramFaults NONE = new DatagramFaults(0, 0, 0);

  private static final long LOST = 1;
  private static final long REORDERED = 2;

  DatagramFaults {
    requireShare("lost", lost);
    requireShare("reordered", reordered);
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + "=" + share + ": 0 to 1");
    }
  }

  boolean loses(int port, long ordinal) {
    return draw(LOST, port, ordinal) < lost;
  }

  boolean reorders(int port, long ordinal) {
    return draw(REORDERED, port, ordinal) < reordered;
  }

  /** Evenly from 0 up to, and without, 1. */
  private double draw(long kind, int port, long ordinal) {
    long mixed = mix(mix(mix(seed ^ kind) ^ port) ^ ordinal);
    return (mixed >>> 11) * 0x1.0p-53;
  }

  /** The finalizer of SplitMix64: every bit of the input changes half of the output. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
