package dev.wsplab.kernel;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The one door to memory that belongs to somebody else. An address that cannot be read or written
 * gives an {@link AccessViolationException}, and the JVM goes on. Memory that was freed but is
 * still mapped cannot be told from live memory. Thread-safe; nothing is ordered except where said.
 */
public final class GuardedMemory {
  /**
   * Makes something of the words of an overlapped structure of 64 bits.
   *
   * @param <R> what the words become
   */
  @FunctionalInterface
  public interface OverlappedReader<R> {
    /**
     * {@return the words, as the structure has them: {@code Offset} and {@code OffsetHigh} are 32
     * bits each}
     *
     * @param internal the status; only the low 32 bits count (OVL-9)
     * @param internalHigh the byte count
     * @param offset the flags of a finished operation
     * @param offsetHigh the Winsock error of a finished operation
     * @param hEvent the event, its low bit included (OVL-8)
     */
    R of(long internal, long internalHigh, int offset, int offsetHigh, long hEvent);
  }

  private final Threads threads;

  GuardedMemory(Threads threads) {
    this.threads = threads;
  }

  /**
   * Reads 32 bits, little-endian.
   *
   * @param address of 4 bytes, aligned or not
   * @return the number
   * @throws AccessViolationException when it cannot be read
   */
  public int loadInt(long address) {
    return MemoryNatives.loadInt(address);
  }

  /**
   * Reads 64 bits, little-endian.
   *
   * @param address of 8 bytes, aligned or not
   * @return the number
   * @throws AccessViolationException when it cannot be read
   */
  public long loadLong(long address) {
    return MemoryNatives.loadLong(address);
  }

  /**
   * Reads a pointer-sized, aligned word with acquire semantics.
   *
   * @param address of a pointer, aligned
   * @return the word
   * @throws AccessViolationException when it cannot be read
   */
  public long loadWordAcquire(long address) {
    return MemoryNatives.loadWordAcquire(address);
  }

  /**
   * Writes 32 bits.
   *
   * @param address of 4 bytes, aligned or not
   * @param value stored little-endian
   * @throws AccessViolationException when it cannot be written
   */
  public void storeInt(long address, int value) {
    MemoryNatives.storeInt(address, value);
  }

  /**
   * Writes 64 bits.
   *
   * @param address of 8 bytes, aligned or not
   * @param value stored little-endian
   * @throws AccessViolationException when it cannot be written
   */
  public void storeLong(long address, long value) {
    MemoryNatives.storeLong(address, value);
  }

  /**
   * Publishes the result of an operation: {@code InternalHigh}, then {@code Internal} with release
   * semantics (WPU-COMPLETE-9).
   *
   * @param overlapped address of the structure, aligned to a pointer
   * @param internalHigh the byte count
   * @param ntStatus the final status, never 0x103
   * @throws AccessViolationException when it cannot be written
   */
  public void publish(long overlapped, long internalHigh, int ntStatus) {
    MemoryNatives.publish(overlapped, internalHigh, ntStatus);
  }

  /**
   * Reads an overlapped structure as it lies in a process of 64 bits: {@code Internal} first, with
   * acquire semantics, so who finds a final status there has the result that belongs to it.
   *
   * @param <R> what the words become
   * @param address of the structure, aligned to a pointer
   * @param as called with the words
   * @return what it made of them
   * @throws AccessViolationException when it cannot be read
   */
  public <R> R loadOverlapped(long address, OverlappedReader<R> as) {
    NativeThread self = threads.known();
    if (self == null) {
      return loadOneByOne(address, as);
    }
    MemoryNatives.loadOverlapped(address, self.scratchAddress());
    ByteBuffer words = self.scratch();
    return as.of(
        words.getLong(0), words.getLong(8), words.getInt(16), words.getInt(20), words.getLong(24));
  }

  private static <R> R loadOneByOne(long address, OverlappedReader<R> as) {
    long internal = MemoryNatives.loadWordAcquire(address);
    long offsets = MemoryNatives.loadLong(address + 16);
    return as.of(
        internal,
        MemoryNatives.loadLong(address + 8),
        (int) offsets,
        (int) (offsets >>> Integer.SIZE),
        MemoryNatives.loadLong(address + 24));
  }

  /**
   * Looks whether memory can be read, in each of its pages.
   *
   * @param address of the first byte
   * @param length 0 or more, at 0 nothing is looked at; below, the range ends before it begins
   * @throws AccessViolationException when it cannot be read
   */
  public void touch(long address, long length) {
    MemoryNatives.touch(address, length);
  }

  /**
   * Copies memory to memory; the ranges must not overlap.
   *
   * @param destination address of as many bytes
   * @param source address of the bytes
   * @param length 0 or more
   * @throws AccessViolationException when either cannot be used; a part may have been copied
   */
  public void copy(long destination, long source, long length) {
    if (length < 0) {
      throw new IndexOutOfBoundsException("length=" + length);
    }
    MemoryNatives.copy(destination, source, length);
  }

  /**
   * Copies memory to an array.
   *
   * @param source address of as many bytes
   * @param destination the array
   * @param offset in the array
   * @param length 0 or more
   * @throws AccessViolationException when it cannot be read
   */
  public void read(long source, byte[] destination, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, destination.length);
    MemoryNatives.read(source, destination, offset, length);
  }

  /**
   * Copies an array to memory.
   *
   * @param source the array
   * @param offset in the array
   * @param length 0 or more
   * @param destination address of as many bytes
   * @throws AccessViolationException when it cannot be written
   */
  public void write(byte[] source, int offset, int length, long destination) {
    Objects.checkFromIndexSize(offset, length, source.length);
    MemoryNatives.write(source, offset, length, destination);
  }
}
