package dev.wsplab.provider.loopback;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.kernel.GuardedMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Memory for the bytes of a queue. A little is an array, which is made quickly; much lies outside
 * the heap, where bytes are moved to and from an address by one copy. Not thread-safe.
 */
abstract class Room {
  /** What a queue has before its first byte. */
  static final Room NONE = new InHeap(0);

  /** The most that is an array. */
  private static final int LARGEST_ARRAY = 4096;

  static Room of(int length) {
    return length <= LARGEST_ARRAY ? new InHeap(length) : new Outside(length);
  }

  abstract int length();

  abstract void put(int at, byte value);

  /**
   * From an address.
   *
   * @throws dev.wsplab.kernel.AccessViolationException when not all of it can be read; part of what
   *     lies from {@code at} to {@code at + length} may then be overwritten, and nothing else is
   */
  abstract void load(GuardedMemory memory, int at, long from, int length);

  /**
   * To an address.
   *
   * @throws dev.wsplab.kernel.AccessViolationException when not all of it can be written; part of
   *     it may then be overwritten
   */
  abstract void store(GuardedMemory memory, int at, long to, int length);

  /** To a room that is no smaller. */
  abstract void copy(GuardedMemory memory, int at, Room to, int toAt, int length);

  abstract void put(int at, byte[] from, int fromAt, int length);

  private static final class InHeap extends Room {
    private final byte[] bytes;

    InHeap(int length) {
      bytes = new byte[length];
    }

    @Override
    int length() {
      return bytes.length;
    }

    @Override
    void put(int at, byte value) {
      bytes[at] = value;
    }

    @Override
    void load(GuardedMemory memory, int at, long from, int length) {
      memory.read(from, bytes, at, length);
    }

    @Override
    void store(GuardedMemory memory, int at, long to, int length) {
      memory.write(bytes, at, length, to);
    }

    @Override
    void copy(GuardedMemory memory, int at, Room to, int toAt, int length) {
      to.put(toAt, bytes, at, length);
    }

    @Override
    void put(int at, byte[] from, int fromAt, int length) {
      System.arraycopy(from, fromAt, bytes, at, length);
    }
  }

  private static final class Outside extends Room {
    // Keeps the memory behind the address.
    private final ByteBuffer bytes;
    private final long address;

    Outside(int length) {
      bytes = ByteBuffer.allocateDirect(length);
      address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    @Override
    int length() {
      return bytes.capacity();
    }

    @Override
    void put(int at, byte value) {
      bytes.put(at, value);
    }

    @Override
    void load(GuardedMemory memory, int at, long from, int length) {
      try {
        memory.copy(address + at, from, length);
      } finally {
        Reference.reachabilityFence(bytes);
      }
    }

    @Override
    void store(GuardedMemory memory, int at, long to, int length) {
      try {
        memory.copy(to, address + at, length);
      } finally {
        Reference.reachabilityFence(bytes);
      }
    }

    @Override
    void copy(GuardedMemory memory, int at, Room to, int toAt, int length) {
      to.load(memory, toAt, address + at, length);
    }

    @Override
    void put(int at, byte[] from, int fromAt, int length) {
      bytes.put(at, from, fromAt, length);
    }
  }
}
