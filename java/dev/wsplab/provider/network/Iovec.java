package dev.wsplab.provider.network;

import dev.wsplab.spi.WsaBuffers;

/**
 * The buffers of one operation and how far it has come in them. Belongs to the operation. It keeps
 * the buffers' Java owner reachable.
 */
public final class Iovec {
  private final WsaBuffers buffers;
  private int index;
  private long offset;

  /** Begins at the first byte of captured buffers. */
  Iovec(WsaBuffers buffers) {
    this.buffers = buffers;
    skipEmpty();
  }

  /** {@return whether no byte is left} */
  public boolean isFinished() {
    return index == buffers.count();
  }

  /** Whether so many entries are all that is left. */
  boolean isWithin(int limit) {
    return buffers.count() - index <= limit;
  }

  /**
   * Tells where the bytes lie that are left.
   *
   * @param limit how many entries at most, 1 or more
   * @return where each part begins that is left, in order
   */
  public long[] addresses(int limit) {
    long[] left = new long[entries(limit)];
    for (int i = 0; i < left.length; i++) {
      left[i] = buffers.address(index + i) + (i == 0 ? offset : 0);
    }
    return left;
  }

  /**
   * Tells how many bytes are left at each place.
   *
   * @param limit how many entries at most, 1 or more
   * @return how many bytes each part has that is left, in the order of {@link #addresses}
   */
  public long[] lengths(int limit) {
    long[] left = new long[entries(limit)];
    for (int i = 0; i < left.length; i++) {
      left[i] = buffers.length(index + i) - (i == 0 ? offset : 0);
    }
    return left;
  }

  private int entries(int limit) {
    return Math.min(limit, buffers.count() - index);
  }

  /** Goes on by so many bytes, no more than are left. */
  void advance(long bytes) {
    offset += bytes;
    while (index < buffers.count() && offset >= buffers.length(index)) {
      offset -= buffers.length(index);
      index++;
    }
  }

  private void skipEmpty() {
    advance(0);
  }
}
