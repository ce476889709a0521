package dev.wsplab.forefront;

import java.util.Random;

/** Data that is told apart from other data. */
final class Patterns {
  private Patterns() {}

  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
