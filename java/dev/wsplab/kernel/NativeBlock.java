package dev.wsplab.kernel;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * A block of native memory that its holder owns: zeroed, aligned to 16 bytes, at one address until
 * it is closed. Other threads may use the memory. An operation that was given the block holds it: a
 * {@link #close} meanwhile takes effect when the operation has ended.
 */
@MustCall("close")
public final class NativeBlock implements AutoCloseable {
  private final long start;
  private final AtomicLong address;
  private final long size;
  // Its owner counts as one, until it closes it.
  private final AtomicInteger users = new AtomicInteger(1);

  private NativeBlock(long address, long size) {
    this.start = address;
    this.address = new AtomicLong(address);
    this.size = size;
  }

  /**
   * Allocates zeroed memory.
   *
   * @param bytes 1 or more
   * @return the memory, which the caller closes
   * @throws KernelException with 8, {@code ERROR_NOT_ENOUGH_MEMORY}
   */
  public static NativeBlock allocate(long bytes) {
    Validate.isTrue(bytes >= 1, "bytes=%s: at least 1 byte is needed", bytes);
    Kernel.get();
    long address = MemoryNatives.allocate(bytes);
    if (address == 0) {
      throw new KernelException(
          "allocating " + bytes + " bytes", Win32Error.ERROR_NOT_ENOUGH_MEMORY.code());
    }
    return new NativeBlock(address, bytes);
  }

  /**
   * Allocates memory with these bytes in it, at least one.
   *
   * @param bytes what to copy, at least one byte
   * @return the memory, which the caller closes
   */
  public static NativeBlock copyOf(byte[] bytes) {
    NativeBlock block = allocate(bytes.length);
    MemoryNatives.write(bytes, 0, bytes.length, block.address());
    return block;
  }

  /**
   * {@return where it begins}
   *
   * @throws IllegalStateException when it is closed
   */
  public long address() {
    long at = address.get();
    if (at == 0) {
      throw closed();
    }
    return at;
  }

  /**
   * {@return where a part of it begins}
   *
   * @param offset bytes before the part, 0 or more
   * @param length bytes of the part, 0 or more
   * @throws IndexOutOfBoundsException when the part does not lie in the block
   * @throws IllegalStateException when the block is closed
   */
  public long address(long offset, long length) {
    return address() + Objects.checkFromIndexSize(offset, length, size);
  }

  /** {@return whether it was closed} */
  public boolean isClosed() {
    return address.get() == 0;
  }

  /** {@return its size in bytes} */
  public long size() {
    return size;
  }

  /** {@return its address for JNA; valid until it is closed} */
  public Pointer pointer() {
    return new Pointer(address());
  }

  /**
   * {@return a view of its first 2 GiB in the order of the machine; not to be used once it is
   * closed}
   */
  public ByteBuffer buffer() {
    int length = (int) Math.min(size, Integer.MAX_VALUE);
    return pointer().getByteBuffer(0, length).order(ByteOrder.nativeOrder());
  }

  /**
   * {@return a copy of some of its bytes}
   *
   * @param offset the first byte's, from 0
   * @param length how many bytes, all within the block
   */
  public byte[] bytes(int offset, int length) {
    Objects.checkFromIndexSize(offset, (long) length, size);
    byte[] copy = new byte[length];
    MemoryNatives.read(address() + offset, copy, 0, length);
    return copy;
  }

  /**
   * Keeps the memory although the block is closed, until {@link #release}; for whoever lends it to
   * an operation.
   *
   * @throws IllegalStateException when it is closed already
   */
  public void hold() {
    if (users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      throw closed();
    }
    if (isClosed()) {
      release();
      throw closed();
    }
  }

  /** Ends one {@link #hold}. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      MemoryNatives.free(start);
    }
  }

  /**
   * Gives the block up: its memory is freed when no operation that was given it is under way any
   * more, at once if there is none. A second call does nothing. An operation that is under way when
   * its environment ends, because its provider ends none, keeps it until the process ends.
   */
  @Override
  public void close() {
    if (address.getAndSet(0) != 0) {
      release();
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("The block is closed: its memory is no longer there.");
  }
}
