package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Native memory that lives as long as one call into a module, as a caller's stack does: what its
 * out parameters point to, and structures that it is lent. Belongs to one call.
 */
@MustCall("close")
final class CallFrame implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int ALIGNMENT = 8;

  // close() closes each; the checker follows fields, not what a list owns.
  @SuppressWarnings({"mustcall:type.argument", "mustcall:type.arguments.not.inferred"})
  private final List<NativeBlock> blocks = new ArrayList<>(1);

  private long next;
  private long left;
  private final long errno;

  CallFrame() {
    errno = room(Integer.BYTES);
  }

  /** Zeroed memory. */
  @SuppressWarnings("builder:required.method.not.called") // the list owns the block from here on
  long room(long bytes) {
    long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    if (rounded > left) {
      NativeBlock block = NativeBlock.allocate(Math.max(BLOCK, rounded));
      blocks.add(block);
      next = block.address();
      left = block.size();
    }
    long address = next;
    next += rounded;
    left -= rounded;
    return address;
  }

  /** Where {@code lpErrno} points to. */
  long errno() {
    return errno;
  }

  /** What the module has stored there. */
  int error() {
    return load(errno);
  }

  int load(long address) {
    return Kernel.get().memory().loadInt(address);
  }

  long loadPointer(long address) {
    return Native.POINTER_SIZE == Long.BYTES
        ? Kernel.get().memory().loadLong(address)
        : Integer.toUnsignedLong(load(address));
  }

  /** 32 bits with a value. */
  long number(int value) {
    long address = room(Integer.BYTES);
    Kernel.get().memory().storeInt(address, value);
    return address;
  }

  /** A copy of bytes; 0 for null. */
  long bytes(byte @Nullable [] bytes) {
    if (bytes == null) {
      return 0;
    }
    long address = room(Math.max(1, bytes.length));
    Kernel.get().memory().write(bytes, 0, bytes.length, address);
    return address;
  }

  /** A copy in Java of some of the memory. */
  byte[] copy(long address, int length) {
    byte[] bytes = new byte[length];
    Kernel.get().memory().read(address, bytes, 0, length);
    return bytes;
  }

  /** UTF-16 with a terminator; 0 for null. */
  long text(String text) {
    return bytes((text + '\0').getBytes(StandardCharsets.UTF_16LE));
  }

  /** Reads UTF-16 up to a terminator, at most so many characters. */
  String readText(long address, int capacity) {
    String all = new String(copy(address, capacity * Character.BYTES), StandardCharsets.UTF_16LE);
    int end = all.indexOf('\0');
    return end < 0 ? all : all.substring(0, end);
  }

  /** A {@code WSABUF} array: the caller's own where there is one, else one here. */
  long buffers(WsaBuffers buffers) {
    if (buffers.isTransient()) {
      return buffers.arrayAddress();
    }
    long array = room(Math.max(1, buffers.arraySize()));
    buffers.storeArray(array);
    return array;
  }

  /** The first {@code WSABUF}, or 0. */
  long buffer(@Nullable WsaBuffers buffers) {
    return buffers == null ? 0 : buffers(buffers);
  }

  /** {@code TRANSMIT_FILE_BUFFERS}: address and length, of what stands before a file and after. */
  long transmitBuffers(@Nullable WsaBuffers head, @Nullable WsaBuffers tail) {
    long address = room(4L * Native.POINTER_SIZE);
    storePart(address, head);
    storePart(address + 2L * Native.POINTER_SIZE, tail);
    return address;
  }

  private static void storePart(long at, @Nullable WsaBuffers part) {
    if (part != null) {
      storePointer(at, part.address(0));
      Kernel.get().memory().storeInt(at + Native.POINTER_SIZE, (int) part.length(0));
    }
  }

  /** A {@code WSABUF} that holds an address, or 0. */
  long addressBuffer(@Nullable Sockaddr address) {
    return address == null ? 0 : buffers(WsaBuffers.of(bytes(address.bytes()), address.length()));
  }

  long address(@Nullable Sockaddr address) {
    return address == null ? 0 : bytes(address.bytes());
  }

  long protocolInfo(@Nullable ProtocolInfo info) {
    return info == null ? 0 : bytes(ProtocolInfoLayout.toBytes(info));
  }

  /** {@code WSATHREADID}, or 0. */
  long threadId(@Nullable ThreadId thread) {
    if (thread == null) {
      return 0;
    }
    long address = room(2L * Native.POINTER_SIZE);
    storeThreadId(address, thread);
    return address;
  }

  static void storeThreadId(long address, ThreadId thread) {
    storePointer(address, thread.handle().value());
    storePointer(address + Native.POINTER_SIZE, thread.reserved());
  }

  /** {@code timeval}, or 0: two LONGs, which have 32 bits here as on Windows. */
  long time(@Nullable TimeVal time) {
    if (time == null) {
      return 0;
    }
    long address = room(2L * Integer.BYTES);
    Kernel.get().memory().storeInt(address, time.seconds());
    Kernel.get().memory().storeInt(address + Integer.BYTES, time.microseconds());
    return address;
  }

  static void storePointer(long address, long value) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      Kernel.get().memory().storeLong(address, value);
    } else {
      Kernel.get().memory().storeInt(address, (int) value);
    }
  }

  @Override
  public void close() {
    blocks.forEach(NativeBlock::close);
  }
}
