package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.GuardedMemory;

/** Bytes in the order of their arrival; it grows as needed. Guarded by the lock of the network. */
final class ByteQueue {
  private static final int SMALLEST = 1024;

  private final GuardedMemory memory;
  private Room room = Room.NONE;
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
    int at = (first + size) % room.length();
    int untilEnd = Math.min(length, room.length() - at);
    room.load(memory, at, address, untilEnd);
    if (untilEnd < length) {
      room.load(memory, 0, address + untilEnd, length - untilEnd);
    }
    size += length;
  }

  /** Appends one byte. */
  void append(byte value) {
    reserve(size + 1);
    room.put((first + size) % room.length(), value);
    size++;
  }

  /**
   * Copies bytes to an address, which stay.
   *
   * @param skip how many of the oldest to pass over
   * @throws dev.wsplab.kernel.AccessViolationException when the address cannot be written
   */
  void peek(int skip, long address, int length) {
    int at = (first + skip) % room.length();
    int untilEnd = Math.min(length, room.length() - at);
    room.store(memory, at, address, untilEnd);
    if (untilEnd < length) {
      room.store(memory, 0, address + untilEnd, length - untilEnd);
    }
  }

  /** Removes the oldest bytes. */
  void remove(int length) {
    size -= length;
    first = size == 0 ? 0 : (first + length) % room.length();
  }

  /** Keeps the oldest bytes only. */
  void truncate(int length) {
    size = length;
  }

  private void reserve(int wanted) {
    int before = room.length();
    if (wanted <= before) {
      return;
    }
    Room larger = Room.of(Math.max(SMALLEST, Math.max(wanted, 2 * before)));
    int untilEnd = Math.min(size, before - first);
    if (untilEnd > 0) {
      room.copy(memory, first, larger, 0, untilEnd);
    }
    if (untilEnd < size) {
      room.copy(memory, 0, larger, untilEnd, size - untilEnd);
    }
    room = larger;
    first = 0;
  }
}
