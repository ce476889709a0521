package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The arguments of one call of a module, as words; each function knows what its words mean. The
 * addresses among them are the module's: what is read or written there goes through the guarded
 * door, and throws {@code AccessViolationException}. Belongs to one call.
 */
final class Arguments {
  private static final int MAX_SOCKADDR = 128;

  private final long[] words;

  Arguments(long... words) {
    this.words = words;
  }

  static GuardedMemory memory() {
    return Kernel.get().memory();
  }

  /** All words, for who knows what they mean. */
  long[] words() {
    return words;
  }

  /** A word: a handle, an address, a number of pointer size. */
  long word(int index) {
    return words[index];
  }

  /** The low half of a word; the rest is undefined for a 32-bit argument. */
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

  /** A {@code WSABUF} array and its count. */
  WsaBuffers buffers(int array, int count) {
    return WsaBuffers.at(words[array], number(count));
  }

  /** One {@code WSABUF}, or null. */
  @Nullable WsaBuffers buffer(int index) {
    return words[index] == 0 ? null : WsaBuffers.at(words[index], 1);
  }

  /**
   * A {@code sockaddr} and its length.
   *
   * @return null for a NULL address, and for a length that is out of range
   */
  @Nullable Sockaddr sockaddr(int address, int length) {
    int size = number(length);
    return words[address] == 0 || size < 0 || size > MAX_SOCKADDR
        ? null
        : Sockaddr.read(memory(), words[address], size);
  }

  /** Writes 32 bits where an argument points to; nothing for NULL. */
  void store(int index, int value) {
    if (words[index] != 0) {
      memory().storeInt(words[index], value);
    }
  }

  /** Reads 32 bits where an argument points to. */
  int load(int index) {
    return memory().loadInt(words[index]);
  }
}
