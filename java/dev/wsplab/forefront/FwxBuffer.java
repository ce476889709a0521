package dev.wsplab.forefront;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code IFWXIOBuffer}: native memory for socket I/O, with a count of the bytes in it. Counts its
 * references; what it stands for goes with the last. Thread-safe, except that its bytes are not
 * guarded: who has sent a buffer leaves them alone until its last reference is gone (page
 * ff827280).
 */
public final class FwxBuffer extends CountedObject {
  private final long address;
  private final int room;
  private final Runnable end;
  private final BufferWatch watch;
  private final long foreign;
  private final ReentrantLock lock = new ReentrantLock(); // of the count
  private volatile int dataSize;

  private FwxBuffer(
      Strict strict, long address, int room, int dataSize, long foreign, Runnable end) {
    super("IFWXIOBuffer", InterfaceIds.IO_BUFFER);
    this.watch = new BufferWatch(strict);
    this.address = address;
    this.room = room;
    this.dataSize = dataSize;
    this.foreign = foreign;
    this.end = end;
  }

  /** Empty, with memory of its own. */
  // The block goes with the last reference, which the checker cannot follow.
  @SuppressWarnings({"builder:required.method.not.called", "resourceleak"})
  static FwxBuffer allocate(Strict strict, int length) {
    NativeBlock block = NativeBlock.allocate(length);
    return strict.made(new FwxBuffer(strict, block.address(), length, 0, 0, block::close));
  }

  /** Full, with memory of somebody else's, which stays his. */
  static FwxBuffer constant(Strict strict, long address, int length) {
    return strict.made(new FwxBuffer(strict, address, length, length, 0, () -> {}));
  }

  /** Full, with a part of another one's memory, which it holds a reference on. */
  static FwxBuffer window(Strict strict, FwxBuffer original, int offset, int length) {
    original.addRef();
    return strict.made(
        new FwxBuffer(strict, original.address + offset, length, length, 0, original::release));
  }

  /** Stands for an object of a filter in C++ while a call uses it, with a reference on that. */
  static FwxBuffer foreign(
      Strict strict, NativeUnknown object, long address, int room, int dataSize) {
    object.addRef();
    return new FwxBuffer(strict, address, room, dataSize, object.address(), object::release);
  }

  /** {@return its room in bytes; with {@link #dataSize} what {@code GetBufferSizes} tells} */
  public int allocatedSize() {
    return room;
  }

  /**
   * {@code GetBufferAndSize}: the number of bytes of data.
   *
   * @return how many bytes of data are in it
   */
  public int dataSize() {
    return dataSize;
  }

  /**
   * {@code GetBufferAndSize}: where the data begin.
   *
   * @return the address of its first byte, which holds while the buffer lives
   */
  public long address() {
    requireAlive("GetBufferAndSize");
    return address;
  }

  /**
   * {@code SetDataSize}.
   *
   * @param size how many bytes of data it has from now on
   * @return {@code E_INVALIDARG} for less than 0 or more than its room (page ff827286)
   */
  public HResult setDataSize(int size) {
    requireAlive("SetDataSize");
    if (size < 0 || size > room) {
      return HResult.E_INVALIDARG;
    }
    changes("SetDataSize");
    return resize(size);
  }

  private HResult resize(int size) {
    lock.lock();
    try {
      dataSize = size;
    } finally {
      lock.unlock();
    }
    return foreign == 0
        ? HResult.S_OK
        : HResult.of(ForefrontNatives.bufferSetDataSize(foreign, size)).orElse(HResult.E_FAIL);
  }

  /**
   * {@code Append}: adds bytes after those in it.
   *
   * @param bytes what to add; copied
   * @return {@code FWX_E_BUFFERFULL} when not all fit; those that do were added (page ff827281)
   */
  public HResult append(byte[] bytes) {
    int added = add(bytes.length, (to, count) -> memory().write(bytes, 0, count, to));
    return added == bytes.length ? HResult.S_OK : HResult.FWX_E_BUFFERFULL;
  }

  /** {@code Append} of bytes at an address; returns how many were added. */
  int append(long from, int length) {
    return foreign != 0
        ? ForefrontNatives.bufferAppend(foreign, from, length)
        : add(length, (to, count) -> memory().copy(to, from, count));
  }

  /**
   * {@code SendToBuffer}: appends some of its data to another buffer, or as much as there is.
   *
   * @param destination receives them behind what is in it
   * @param offset where in its data, 0 or more
   * @param length how many bytes, 0 or more
   * @return {@code FWX_E_BUFFERFULL} when not all fit; those that do were added (page ff827285)
   * @throws IndexOutOfBoundsException for an offset beyond its data, or a negative length
   */
  public HResult sendToBuffer(FwxBuffer destination, int offset, int length) {
    int count = within("SendToBuffer", offset, length);
    return destination.append(address + offset, count) == count
        ? HResult.S_OK
        : HResult.FWX_E_BUFFERFULL;
  }

  /**
   * {@code ReadAt}: a copy of some of its data.
   *
   * @param offset where in its data
   * @param length how many bytes
   * @return the copy
   * @throws IndexOutOfBoundsException when that is not within its data
   */
  public byte[] readAt(int offset, int length) {
    requireAlive("ReadAt");
    Objects.checkFromIndexSize(offset, length, dataSize);
    byte[] bytes = new byte[length];
    memory().read(address + offset, bytes, 0, length);
    return bytes;
  }

  /** How many of the bytes from an offset are data. */
  int within(String call, int offset, int length) {
    requireAlive(call);
    int size = dataSize;
    if (offset < 0 || offset > size || length < 0) {
      throw new IndexOutOfBoundsException(
          "offset=" + offset + ", length=" + length + ": the data has " + size + " bytes");
    }
    return Math.min(length, size - offset);
  }

  /** Some of its memory, for Winsock. */
  WsaBuffers part(int offset, int length) {
    return WsaBuffers.of(new long[] {address + offset}, new int[] {length}, this);
  }

  /** Address of the object in C++ that it stands for; 0 when it is the service's own. */
  long foreign() {
    return foreign;
  }

  /** A send begins. */
  void sent() {
    watch.sent(this, address, dataSize);
  }

  /** It did not begin after all. */
  void refused() {
    watch.refused();
  }

  boolean isSent() {
    return watch.isSent();
  }

  /** The filter is going to change it. */
  void changes(String call) {
    watch.changes(call, this);
  }

  /** So many more bytes are in it. */
  void received(int bytes) {
    resize(dataSize + bytes);
  }

  /** Copies bytes. */
  @FunctionalInterface
  private interface Copy {
    /** Copies the first ones. */
    void run(long to, int count);
  }

  private int add(int length, Copy copy) {
    requireAlive("Append");
    changes("Append");
    lock.lock();
    try {
      int count = Math.min(length, room - dataSize);
      if (count > 0) {
        copy.run(address + dataSize, count);
        dataSize += count;
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private static GuardedMemory memory() {
    return Kernel.get().memory();
  }

  @Override
  protected void destroyed() {
    watch.ends(this, address, dataSize);
    end.run();
  }

  @Override
  public String toString() {
    return "IFWXIOBuffer of " + room + " bytes";
  }
}
