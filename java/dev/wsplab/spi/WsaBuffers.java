package dev.wsplab.spi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code LPWSABUF} and its count: the buffers of one call. Either a view of a {@code WSABUF} array
 * that a native caller owns, which is transient (WSP-IO-7), or addresses and lengths that Java
 * gave.
 *
 * <pre>
 *  WSABUF   64 bit: len u32 at 0, buf at 8, size 16      32 bit: len u32 at 0, buf at 4, size 8
 * </pre>
 *
 * <p>The data behind the addresses must stay valid until the operation's completion was delivered.
 * Java objects that own it and were given here are kept by the pending operation. A length is an
 * unsigned 32-bit number.
 */
public final class WsaBuffers {
  private static final int BUF = Native.POINTER_SIZE;
  private static final int SIZE = 2 * Native.POINTER_SIZE;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final long array;
  private final int count;
  private final long[] addresses;
  private final int[] lengths;
  private final @Nullable Object owner;

  private WsaBuffers(
      long array, int count, long[] addresses, int[] lengths, @Nullable Object owner) {
    this.array = array;
    this.count = count;
    this.addresses = addresses;
    this.lengths = lengths;
    this.owner = owner;
  }

  /**
   * Views a {@code WSABUF} array in memory.
   *
   * @param array address of the first {@code WSABUF}; looked at only by {@link #capture}
   * @param count {@code dwBufferCount}
   * @return the view; nothing is read yet
   */
  public static WsaBuffers at(long array, int count) {
    return new WsaBuffers(array, count, new long[0], new int[0], null);
  }

  /**
   * Views a {@code WSABUF} array in memory.
   *
   * @param array address of the first {@code WSABUF}; looked at only by {@link #capture}
   * @param count {@code dwBufferCount}
   * @param owner what must stay reachable while an operation uses the buffers, or null
   * @return the view; nothing is read yet
   */
  public static WsaBuffers at(long array, int count, @Nullable Object owner) {
    return new WsaBuffers(array, count, new long[0], new int[0], owner);
  }

  /**
   * One buffer at an address; nothing is kept alive.
   *
   * @param address any address, good or not
   * @param length in bytes, read as unsigned
   * @return one buffer
   */
  public static WsaBuffers of(long address, int length) {
    return of(address, length, null);
  }

  /**
   * One buffer in a block.
   *
   * @param block kept alive by the buffers
   * @return one buffer over all of it
   * @throws ArithmeticException when the block has 2 GiB or more
   */
  public static WsaBuffers of(NativeBlock block) {
    return of(block.address(), Math.toIntExact(block.size()), block);
  }

  /**
   * One buffer in a part of a block: from offset, length bytes.
   *
   * @param block kept alive by the buffers
   * @param offset in bytes
   * @param length in bytes
   * @return one buffer
   * @throws IndexOutOfBoundsException when the part is not within the block
   */
  public static WsaBuffers of(NativeBlock block, long offset, int length) {
    if (offset < 0 || length < 0 || offset > block.size() - length) {
      throw new IndexOutOfBoundsException(
          "offset="
              + offset
              + ", length="
              + length
              + ": the block has "
              + block.size()
              + (block.size() == 1 ? " byte" : " bytes"));
    }
    return of(block.address() + offset, length, block);
  }

  /**
   * One buffer at a JNA pointer; a {@link Memory} is kept alive.
   *
   * @param pointer where it begins
   * @param length in bytes, read as unsigned
   * @return one buffer
   */
  public static WsaBuffers of(Pointer pointer, int length) {
    return of(Pointer.nativeValue(pointer), length, pointer);
  }

  /**
   * One buffer: the remaining bytes of a direct buffer, whose position is not changed.
   *
   * @param direct kept alive by the buffers
   * @return one buffer
   * @throws IllegalArgumentException when it is not direct, since the collector may move its bytes
   */
  public static WsaBuffers of(ByteBuffer direct) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException(
          "direct=false: the buffer is not direct, and the bytes of a heap buffer move; use"
              + " ByteBuffer.allocateDirect");
    }
    long start = Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    return of(start + direct.position(), direct.remaining(), direct);
  }

  /**
   * Several buffers.
   *
   * @param addresses where they begin; copied
   * @param lengths in bytes, read as unsigned; copied
   * @param owner what must stay reachable while an operation uses them, or null
   * @return as many buffers
   * @throws IllegalArgumentException when there are more of one than of the other
   */
  public static WsaBuffers of(long[] addresses, int[] lengths, @Nullable Object owner) {
    Validate.isTrue(
        addresses.length == lengths.length,
        "addresses.length=%s, lengths.length=%s: each buffer needs an address and a length",
        addresses.length,
        lengths.length);
    return new WsaBuffers(0, addresses.length, addresses.clone(), lengths.clone(), owner);
  }

  private static WsaBuffers of(long address, int length, @Nullable Object owner) {
    return new WsaBuffers(0, 1, new long[] {address}, new int[] {length}, owner);
  }

  /**
   * {@code dwBufferCount}.
   *
   * @return as the caller gave it: a negative number, or one that is too large, too
   */
  public int count() {
    return count;
  }

  /** {@return whether this still looks at somebody's array} */
  public boolean isTransient() {
    return array != 0 || addresses.length != count;
  }

  /**
   * Address of the {@code WSABUF} array, or 0 when there is none.
   *
   * @return the address, good or not
   */
  public long arrayAddress() {
    return array;
  }

  /**
   * {@return buffers that no longer depend on the caller's array (WSP-IO-7)} A provider calls it
   * before it returns.
   *
   * @throws AccessViolationException when the array cannot be read
   * @throws IllegalArgumentException when the count is negative
   */
  public WsaBuffers capture() {
    if (!isTransient()) {
      return this;
    }
    Validate.isTrue(count >= 0, "count=%s: 0 or more", count);
    GuardedMemory memory = Kernel.get().memory();
    byte[] probe = new byte[1];
    if (count > 0) {
      memory.read(array + (long) count * SIZE - 1, probe, 0, 1);
    }
    long[] at = new long[count];
    int[] length = new int[count];
    for (int i = 0; i < count; i++) {
      long entry = array + (long) i * SIZE;
      length[i] = memory.loadInt(entry);
      at[i] =
          BUF == 8
              ? memory.loadLong(entry + BUF)
              : Integer.toUnsignedLong(memory.loadInt(entry + BUF));
    }
    return new WsaBuffers(0, count, at, length, owner);
  }

  /** {@return the room, in bytes, that these buffers need as a {@code WSABUF} array} */
  public long arraySize() {
    return (long) count * SIZE;
  }

  /**
   * Writes captured buffers as a {@code WSABUF} array.
   *
   * @param to address of {@link #arraySize} bytes
   * @throws AccessViolationException when they cannot be written
   */
  public void storeArray(long to) {
    GuardedMemory memory = Kernel.get().memory();
    for (int i = 0; i < addresses.length; i++) {
      long entry = to + (long) i * SIZE;
      memory.storeInt(entry, lengths[i]);
      if (BUF == 8) {
        memory.storeLong(entry + BUF, addresses[i]);
      } else {
        memory.storeInt(entry + BUF, (int) addresses[i]);
      }
    }
  }

  /**
   * Address of one captured buffer.
   *
   * @param index 0 to {@link #count} - 1
   * @return any address, good or not
   * @throws IndexOutOfBoundsException for another index, and for every index of buffers that are
   *     not captured: call {@link #capture} first
   */
  public long address(int index) {
    return addresses[Objects.checkIndex(index, addresses.length)];
  }

  /**
   * Length of one captured buffer, in bytes, 0 to 4,294,967,295.
   *
   * @param index 0 to {@link #count} - 1
   * @return in bytes
   * @throws IndexOutOfBoundsException for another index, and for every index of buffers that are
   *     not captured: call {@link #capture} first
   */
  public long length(int index) {
    return Integer.toUnsignedLong(lengths[Objects.checkIndex(index, lengths.length)]);
  }

  /**
   * Sum of the captured lengths, in bytes; 0 for buffers that are not captured.
   *
   * @return in bytes
   */
  public long totalLength() {
    long total = 0;
    for (int length : lengths) {
      total += Integer.toUnsignedLong(length);
    }
    return total;
  }

  /**
   * {@return a copy of all the bytes that the buffers hold, one after the other, captured or not}
   *
   * @throws AccessViolationException when the array or a buffer cannot be read
   * @throws IllegalArgumentException when the count is negative, or there are more than 2 GiB
   */
  public byte[] bytes() {
    long all = capture().totalLength();
    Validate.isTrue(all <= LARGEST_ARRAY, "totalLength=%s: at most 2147483639 bytes", all);
    return bytes((int) all);
  }

  /**
   * {@return a copy of the first bytes that the buffers hold, one after the other: what a receive
   * has put there, by its byte count} The buffers are captured or not.
   *
   * @param first how many, 0 to the sum of the lengths
   * @throws AccessViolationException when the array or a buffer cannot be read
   * @throws IllegalArgumentException when there are fewer, or the count is negative
   */
  public byte[] bytes(int first) {
    WsaBuffers captured = capture();
    captured.requireRoom("first", first);
    byte[] copy = new byte[first];
    captured.eachPart(
        first, (at, done, length) -> Kernel.get().memory().read(at, copy, done, length));
    return copy;
  }

  /**
   * Overwrites the first bytes that the buffers hold, one after the other; the rest stays. A layer
   * changes received data in this way, in its hook, before the client sees them.
   *
   * @param data what to write, at most the sum of the lengths
   * @throws AccessViolationException when the array cannot be read or a buffer cannot be written
   * @throws IllegalArgumentException when there is no room, or the count is negative
   */
  public void put(byte[] data) {
    WsaBuffers captured = capture();
    captured.requireRoom("data.length", data.length);
    captured.eachPart(
        data.length, (at, done, length) -> Kernel.get().memory().write(data, done, length, at));
  }

  @FunctionalInterface
  private interface Part {
    void at(long address, int done, int length);
  }

  private void requireRoom(String name, int bytes) {
    Validate.isTrue(
        bytes >= 0 && bytes <= totalLength(),
        "%s=%s: 0 to %s, which is what the buffers hold",
        name,
        bytes,
        totalLength());
  }

  private void eachPart(int bytes, Part part) {
    int done = 0;
    for (int i = 0; i < count && done < bytes; i++) {
      int length = (int) Math.min(length(i), bytes - done);
      if (length > 0) {
        part.at(addresses[i], done, length);
      }
      done += length;
    }
  }

  /** {@return the Java object that owns the memory, if one was given} */
  public @Nullable Object owner() {
    return owner;
  }
}
