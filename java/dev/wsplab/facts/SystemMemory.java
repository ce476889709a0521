package dev.wsplab.facts;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.facts.WindowsApi.Started;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Values and structures as the system's functions want them, and what they return. */
final class SystemMemory {
  static final int WORD = Native.POINTER_SIZE;
  static final int SOCKADDR_IN = 16;

  private SystemMemory() {}

  /** A value as C would pass it. */
  static Pointer pointer(long value) {
    return new Pointer(value);
  }

  static @Nullable Pointer pointerOrNull(long address) {
    return address == 0 ? null : pointer(address);
  }

  /** Reads a {@code ULONG_PTR}. */
  static long word(Pointer memory, long at) {
    return WORD == 8 ? memory.getLong(at) : Integer.toUnsignedLong(memory.getInt(at));
  }

  /** One {@code WSABUF}. */
  static Pointer buffers(long data, int length) {
    Pointer buffer = new Block(2 * WORD).pointer();
    buffer.setInt(0, length);
    buffer.setPointer(WORD, pointer(data));
    return buffer;
  }

  /** A {@code sockaddr_in}. */
  static Pointer loopback(int port) {
    Pointer name = new Block(SOCKADDR_IN).pointer();
    name.setShort(0, (short) 2);
    name.setShort(2, Short.reverseBytes((short) port));
    name.write(4, new byte[] {127, 0, 0, 1}, 0, 4);
    return name;
  }

  /** What a call returned, with its byte count. */
  static Started started(int returned, Pointer bytes) {
    return new Started(returned, returned == 0 ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  /** Fails when a call failed that no fact is about. */
  static void check(String call, int result) {
    if (result != 0) {
      throw new AssertionError(call + ": " + Native.getLastError());
    }
  }
}
