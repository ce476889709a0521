package dev.wsplab.wfp.packet;

/**
 * The checksum of the Internet protocols (RFC 1071): the ones' complement of the ones' complement
 * sum of 16-bit words, the most significant byte first; an odd byte counts as if a 0 followed.
 */
final class InternetChecksum {
  private long sum;

  /** Adds bytes, which begin a word. */
  InternetChecksum add(byte[] bytes, int offset, int length) {
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? bytes[offset + i + 1] & 0xFF : 0;
      sum += (bytes[offset + i] & 0xFF) << 8 | low;
    }
    return this;
  }

  InternetChecksum add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  /** Adds a number as two words. */
  InternetChecksum add(int value) {
    sum += (value >>> 16) + (value & 0xFFFF);
    return this;
  }

  /** The checksum of what was added; 0 when the added bytes contain their right checksum. */
  int value() {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded >>> 16) + (folded & 0xFFFF);
    }
    return (int) ~folded & 0xFFFF;
  }
}
