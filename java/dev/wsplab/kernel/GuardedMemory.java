package dev.wsplab.kernel;

import java.util.Objects;

/**
 * The one door to memory that belongs to somebody else. An address that cannot be read or written
 * gives an {@link AccessViolationException}, and the JVM goes on. Memory that was freed but is
 * still mapped cannot be told from live memory. Thread-safe; nothing is ordered except where said.
 */
public final class GuardedMemory {
  GuardedMemory() {}

  /** Reads 32 bits, little-endian. */
  public int loadInt(long address) {
    return MemoryNatives.loadInt(address);
  }

  /** Reads 64 bits, little-endian. */
  public long loadLong(long address) {
    return MemoryNatives.loadLong(address);
  }

  /** Reads a pointer-sized, aligned word with acquire semantics. */
  public long loadWordAcquire(long address) {
    return MemoryNatives.loadWordAcquire(address);
  }

  /** Writes 32 bits. */
  public void storeInt(long address, int value) {
    MemoryNatives.storeInt(address, value);
  }

  /** Writes 64 bits. */
  public void storeLong(long address, long value) {
    MemoryNatives.storeLong(address, value);
  }

  /**
   * Publishes the result of an operation: {@code InternalHigh}, then {@code Internal} with release
   * semantics (WPU-COMPLETE-9).
   *
   * @param overlapped address of the structure, aligned to a pointer
   */
  public void publish(long overlapped, long internalHigh, int ntStatus) {
    MemoryNatives.publish(overlapped, internalHigh, ntStatus);
  }

  /** Copies memory to memory; the ranges must not overlap. */
  public void copy(long destination, long source, long length) {
    if (length < 0) {
      throw new IndexOutOfBoundsException("length=" + length);
    }
    MemoryNatives.copy(destination, source, length);
  }

  /** Copies memory to an array. */
  public void read(long source, byte[] destination, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, destination.length);
    MemoryNatives.read(source, destination, offset, length);
  }

  /** Copies an array to memory. */
  public void write(byte[] source, int offset, int length, long destination) {
    Objects.checkFromIndexSize(offset, length, source.length);
    MemoryNatives.write(source, offset, length, destination);
  }
}
