package dev.wsplab.kernel;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * A block of native memory that its holder owns: zeroed, aligned to 16 bytes, at one address until
 * it is closed. Other threads may use the memory; one of them closes it, when no operation uses it
 * any more.
 */
@MustCall("close")
public final class NativeBlock implements AutoCloseable {
  private final AtomicLong address;
  private final long size;

  private NativeBlock(long address, long size) {
    this.address = new AtomicLong(address);
    this.size = size;
  }

  /**
   * Allocates zeroed memory.
   *
   * @param bytes 1 or more
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

  /** Allocates memory with these bytes in it, at least one. */
  public static NativeBlock copyOf(byte[] bytes) {
    NativeBlock block = allocate(bytes.length);
    MemoryNatives.write(bytes, 0, bytes.length, block.address());
    return block;
  }

  /**
   * Returns where it begins.
   *
   * @throws IllegalStateException when it is closed
   */
  public long address() {
    long at = address.get();
    if (at == 0) {
      throw new IllegalStateException("The block is closed: its memory is no longer there.");
    }
    return at;
  }

  /** Returns whether it was closed. */
  public boolean isClosed() {
    return address.get() == 0;
  }

  /** Returns its size in bytes. */
  public long size() {
    return size;
  }

  /** Returns its address for JNA; valid until it is closed. */
  public Pointer pointer() {
    return new Pointer(address());
  }

  /**
   * Returns a view of its first 2 GiB in the order of the machine; not to be used once it is
   * closed.
   */
  public ByteBuffer buffer() {
    int length = (int) Math.min(size, Integer.MAX_VALUE);
    return pointer().getByteBuffer(0, length).order(ByteOrder.nativeOrder());
  }

  /** Returns a copy of some of its bytes. */
  public byte[] bytes(int offset, int length) {
    Objects.checkFromIndexSize(offset, (long) length, size);
    byte[] copy = new byte[length];
    MemoryNatives.read(address() + offset, copy, 0, length);
    return copy;
  }

  /** Frees the memory. A second call does nothing. */
  @Override
  public void close() {
    long at = address.getAndSet(0);
    if (at != 0) {
      MemoryNatives.free(at);
    }
  }
}
