package dev.wsplab.bench;

import java.nio.ByteBuffer;

/**
 * What a message carries at both of its ends, so that one that is lost, old or moved is noticed.
 */
final class Stamp {
  private Stamp() {}

  /** Writes the stamp of a round. */
  static void put(ByteBuffer message, int size, int connection, int round) {
    byte stamp = of(connection, round);
    message.put(0, stamp);
    message.put(size - 1, stamp);
  }

  /** Throws when a message is not the one of this round. */
  static void require(ByteBuffer message, int size, int connection, int round) {
    byte stamp = of(connection, round);
    if (message.get(0) != stamp || message.get(size - 1) != stamp) {
      throw new IllegalStateException(
          "connection "
              + connection
              + ", round "
              + round
              + ": expected "
              + stamp
              + " at both ends, found "
              + message.get(0)
              + " and "
              + message.get(size - 1));
    }
  }

  private static byte of(int connection, int round) {
    return (byte) (31 * round + connection);
  }
}
