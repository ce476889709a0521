package dev.wsplab.facts;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Zeroed native memory that is never freed: an operation that a test leaves pending may still write
 * to it.
 */
final class Block {
  private final Pointer memory;

  Block(int bytes) {
    memory = new Pointer(Native.malloc(bytes));
    memory.clear(bytes);
  }

  /** Memory with these bytes in it. */
  static Block of(byte... bytes) {
    Block block = new Block(bytes.length);
    block.memory.write(0, bytes, 0, bytes.length);
    return block;
  }

  long address() {
    return Pointer.nativeValue(memory);
  }

  Pointer pointer() {
    return memory;
  }

  byte[] bytes(int offset, int length) {
    return memory.getByteArray(offset, length);
  }
}
