package dev.wsplab.kernel;

import java.util.Objects;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * An array of {@code OVERLAPPED_ENTRY} in native memory, to be used again and again. Not
 * thread-safe: one thread takes packets into it and reads them.
 *
 * <pre>
 *   0 lpCompletionKey   8 lpOverlapped   16 Internal (the status)   24 dwNumberOfBytesTransferred, u32      size 32
 * </pre>
 */
@MustCall("close")
public final class CompletionEntries implements AutoCloseable {
  static final int SIZE = 32;

  private final @Owning NativeBlock block;
  private final int capacity;
  private int count;

  /**
   * Makes room for packets.
   *
   * @param capacity 1 or more
   * @throws KernelException 8
   */
  public CompletionEntries(int capacity) {
    Validate.isTrue(capacity >= 1, "capacity=%s: at least 1 entry is needed", capacity);
    this.capacity = capacity;
    this.block = NativeBlock.allocate((long) capacity * SIZE);
  }

  /** {@return how many packets it can take} */
  public int capacity() {
    return capacity;
  }

  /** {@return how many packets the last call took} */
  public int count() {
    return count;
  }

  /**
   * {@return the completion key of a packet}
   *
   * @param index which packet, 0 to {@link #count} - 1
   */
  public long key(int index) {
    return MemoryNatives.loadLong(at(index));
  }

  /**
   * {@return the address that a packet carries, verbatim}
   *
   * @param index which packet, 0 to {@link #count} - 1
   */
  public long overlapped(int index) {
    return MemoryNatives.loadLong(at(index) + 8);
  }

  /**
   * {@return the NTSTATUS that a packet was queued with}
   *
   * @param index which packet, 0 to {@link #count} - 1
   */
  public int status(int index) {
    return MemoryNatives.loadInt(at(index) + 16);
  }

  /**
   * {@return the byte count of a packet}
   *
   * @param index which packet, 0 to {@link #count} - 1
   */
  public int bytes(int index) {
    return MemoryNatives.loadInt(at(index) + 24);
  }

  long address() {
    return block.address();
  }

  void taken(int packets) {
    count = packets;
  }

  private long at(int index) {
    Objects.checkIndex(index, count);
    return block.address() + (long) index * SIZE;
  }

  /** Frees the memory. A second call does nothing. */
  @Override
  @EnsuresCalledMethods(value = "block", methods = "close")
  public void close() {
    block.close();
  }
}
