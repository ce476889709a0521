package dev.wsplab.facade;

import com.sun.jna.Native;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One call of an application: its arguments as words, and what they mean. Memory is the
 * application's: reading and writing it throws {@code AccessViolationException} where it is bad.
 * Belongs to one call.
 */
final class NativeCall {
  static final int POINTER = Native.POINTER_SIZE;

  private static final int MAX_SOCKADDR = 128;
  private static final byte[] NO_ADDRESS = {2, 0};
  private static final int MAX_TEXT = 1024;

  private final long[] words;
  private final NativeFunctions.Pointers module;

  NativeCall(long[] words, NativeFunctions.Pointers module) {
    this.words = words;
    this.module = module;
  }

  static GuardedMemory memory() {
    return Kernel.get().memory();
  }

  NativeFunctions.Pointers module() {
    return module;
  }

  /** A word: a handle, an address, a number of pointer size. */
  long word(int index) {
    return words[index];
  }

  /** The low half of a word: the rest is undefined for a 32-bit argument. */
  int number(int index) {
    return (int) words[index];
  }

  SocketHandle socket(int index) {
    return new SocketHandle(words[index]);
  }

  EventHandle event(int index) {
    return new EventHandle(words[index]);
  }

  @Nullable Overlapped overlapped(int index) {
    return words[index] == 0 ? null : Overlapped.at(words[index]);
  }

  /** A completion routine of the application, or null. */
  @Nullable CompletionRoutine routine(int index) {
    long function = words[index];
    NativeFunctions.Pointers caller = module;
    return function == 0
        ? null
        : (error, bytes, overlapped, flags) ->
            caller.call(
                function,
                Integer.toUnsignedLong(error),
                Integer.toUnsignedLong(bytes),
                overlapped.address(),
                Integer.toUnsignedLong(flags));
  }

  /** A {@code WSABUF} array and its count. */
  WsaBuffers buffers(int array, int count) {
    return WsaBuffers.at(words[array], number(count));
  }

  /** One {@code WSABUF}, or null. */
  @Nullable WsaBuffers buffer(int index) {
    return words[index] == 0 ? null : WsaBuffers.at(words[index], 1);
  }

  /** Plain memory with its length. */
  WsaBuffers bytes(int address, int length) {
    return WsaBuffers.of(words[address], number(length));
  }

  /** A {@code sockaddr} and its length; null for NULL and for a length that is out of range. */
  @Nullable Sockaddr sockaddr(int address, int length) {
    int size = number(length);
    return words[address] == 0 || size < Short.BYTES || size > MAX_SOCKADDR
        ? null
        : Sockaddr.read(memory(), words[address], size);
  }

  /**
   * As {@link #sockaddr}, of a function that takes none as well: an address whose length is out of
   * range is one without room for its family, which providers refuse, and not none.
   */
  @Nullable Sockaddr destination(int address, int length) {
    Sockaddr given = sockaddr(address, length);
    return given == null && words[address] != 0 ? Sockaddr.ofBytes(NO_ADDRESS) : given;
  }

  /**
   * Writes an address and its length where there is room.
   *
   * @return false when there is too little
   */
  boolean store(int address, int length, @Nullable Sockaddr value) {
    if (value == null || words[address] == 0 || words[length] == 0) {
      return value == null;
    }
    if (load(length) < value.length()) {
      return false;
    }
    value.write(memory(), words[address]);
    store(length, value.length());
    return true;
  }

  /** A {@code WSAPROTOCOL_INFOW}, or null. */
  @Nullable ProtocolInfo protocolInfo(int index) {
    if (words[index] == 0) {
      return null;
    }
    byte[] bytes = new byte[ProtocolInfo.SIZE];
    memory().read(words[index], bytes, 0, bytes.length);
    return ProtocolInfoLayout.fromBytes(bytes);
  }

  /** Writes 32 bits where an argument points to; nothing for NULL. */
  void store(int index, int value) {
    if (words[index] != 0) {
      memory().storeInt(words[index], value);
    }
  }

  /** Writes a word where an argument points to; nothing for NULL. */
  void storeWord(int index, long value) {
    if (words[index] != 0) {
      storePointer(words[index], value);
    }
  }

  /** Reads 32 bits where an argument points to. */
  int load(int index) {
    return memory().loadInt(words[index]);
  }

  /** The same; 0 for NULL. */
  int loadOrZero(int index) {
    return words[index] == 0 ? 0 : load(index);
  }

  /** UTF-16 up to its end, or null. */
  @Nullable String text(int index) {
    if (words[index] == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    byte[] unit = new byte[Character.BYTES];
    for (long at = words[index]; text.length() < MAX_TEXT; at += Character.BYTES) {
      memory().read(at, unit, 0, unit.length);
      char next = (char) (Byte.toUnsignedInt(unit[0]) | unit[1] << Byte.SIZE);
      if (next == 0) {
        break;
      }
      text.append(next);
    }
    return text.toString();
  }

  /** 8-bit text up to its end, or null. */
  @Nullable String narrowText(int index) {
    if (words[index] == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    byte[] unit = new byte[1];
    for (long at = words[index]; text.length() < MAX_TEXT; at++) {
      memory().read(at, unit, 0, 1);
      if (unit[0] == 0) {
        break;
      }
      text.append((char) Byte.toUnsignedInt(unit[0]));
    }
    return text.toString();
  }

  static long loadPointer(long at) {
    return POINTER == Long.BYTES
        ? memory().loadLong(at)
        : Integer.toUnsignedLong(memory().loadInt(at));
  }

  static void storePointer(long at, long value) {
    if (POINTER == Long.BYTES) {
      memory().storeLong(at, value);
    } else {
      memory().storeInt(at, (int) value);
    }
  }
}
