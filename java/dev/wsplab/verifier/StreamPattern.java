package dev.wsplab.verifier;

import java.util.Arrays;
import java.util.Optional;

/**
 * Data that say where in a stream they belong. A test that sends them lets the verifier find bytes
 * that arrive out of order, twice or not at all: it recognises a stream by its first 16 bytes.
 *
 * <pre>
 *  position 0   "\u0001wsplab\u0002"
 *           8   seed, 64 bits, little-endian
 *          16   a function of seed and position
 * </pre>
 *
 * @param seed tells one stream from another; any number
 */
public record StreamPattern(long seed) {
  /** How many bytes the verifier needs to recognise a stream. */
  public static final int HEADER = 16;

  static final byte[] MAGIC = {1, 'w', 's', 'p', 'l', 'a', 'b', 2};

  /** Reads the header; empty when it is none. */
  static Optional<StreamPattern> ofHeader(byte[] header) {
    if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    long seed = 0;
    for (int i = HEADER - 1; i >= MAGIC.length; i--) {
      seed = seed << Byte.SIZE | header[i] & 0xFF;
    }
    return Optional.of(new StreamPattern(seed));
  }

  /**
   * {@return the byte at a position}
   *
   * @param position 0 or more
   */
  public byte at(long position) {
    if (position < MAGIC.length) {
      return MAGIC[(int) position];
    }
    long word = position < HEADER ? seed : mixed(seed + position / Long.BYTES * GOLDEN);
    return (byte) (word >>> Byte.SIZE * (position % Long.BYTES));
  }

  /**
   * {@return a part of the stream}
   *
   * @param position where it begins, 0 or more
   * @param length in bytes
   */
  public byte[] bytes(long position, int length) {
    byte[] part = new byte[length];
    for (int i = 0; i < length; i++) {
      part[i] = at(position + i);
    }
    return part;
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  // SplitMix64 (Steele, Lea, Flood 2014): neighbouring words have nothing in common.
  private static long mixed(long word) {
    long z = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
