package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.GuardedMemory;
import java.util.Arrays;

/** Bytes in the order of their arrival; it grows as needed. Guarded by the lock of the network. */
final class ByteQueue {
  private static final int SMALLEST = 1024;

  private final GuardedMemory memory;
  private byte[] bytes = {};
  private int first;
  private int size;

  ByteQueue(GuardedMemory memory) {
    this.memory = memory;
  }

  int size() {
    return size;
  }

  /**
   * Appends bytes from an address.
   *
   * @throws dev.wsplab.kernel.AccessViolationException when they cannot be read; nothing was
   *     appended
   */
  void append(long address, int length) {
    reserve(size + length);
    int at = (first + size) % bytes.length;
    int untilEnd = Math.min(length, bytes.length - at);
    memory.read(address, bytes, at, untilEnd);
    if (untilEnd < length) {
      memory.read(address + untilEnd, bytes, 0, length - untilEnd);
    }
    size += length;
  }

  /** Appends one byte. */
  void append(byte value) {
    reserve(size + 1);
    bytes[(first + size) % bytes.length] = value;
    size++;
  }

  /**
   * Copies bytes to an address, which stay.
   *
   * @param skip how many of the oldest to pass over
   * @throws dev.wsplab.kernel.AccessViolationException when the address cannot be written
   */
  void peek(int skip, long address, int length) {
    int at = (first + skip) % bytes.length;
    int untilEnd = Math.min(length, bytes.length - at);
    memory.write(bytes, at, untilEnd, address);
    if (untilEnd < length) {
      memory.write(bytes, 0, length - untilEnd, address + untilEnd);
    }
  }

  /** Removes the oldest bytes. */
  void remove(int length) {
    size -= length;
    first = size == 0 ? 0 : (first + length) % bytes.length;
  }

  /** Keeps the oldest bytes only. */
  void truncate(int length) {
    size = length;
  }

  private void reserve(int wanted) {
    if (wanted <= bytes.length) {
      return;
    }
    int length = Math.max(SMALLEST, Math.max(wanted, 2 * bytes.length));
    byte[] larger = Arrays.copyOf(bytes, length);
    if (bytes.length > 0) {
      int untilEnd = Math.min(size, bytes.length - first);
      System.arraycopy(bytes, first, larger, 0, untilEnd);
      System.arraycopy(bytes, 0, larger, untilEnd, size - untilEnd);
    }
    bytes = larger;
    first = 0;
  }
}
