package dev.wsplab.wfp;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/** Writes a structure of C member by member, each at the next address that it may have. */
final class NativeStruct {
  private final ByteBuffer memory;
  private int at;

  /**
   * Begins one.
   *
   * @param memory in the order of the machine
   * @param offset where it begins, a multiple of 8
   */
  NativeStruct(ByteBuffer memory, int offset) {
    this.memory = memory;
    this.at = offset;
  }

  private int next(int size) {
    at = (at + size - 1) / size * size;
    int place = at;
    at += size;
    return place;
  }

  NativeStruct uint16(int value) {
    memory.putShort(next(Short.BYTES), (short) value);
    return this;
  }

  NativeStruct uint32(int value) {
    memory.putInt(next(Integer.BYTES), value);
    return this;
  }

  NativeStruct uint64(long value) {
    memory.putLong(next(Long.BYTES), value);
    return this;
  }

  NativeStruct pointer(long value) {
    int place = next(Native.POINTER_SIZE);
    if (Native.POINTER_SIZE == Long.BYTES) {
      memory.putLong(place, value);
    } else {
      memory.putInt(place, (int) value);
    }
    return this;
  }

  /** A union whose widest member is a pointer: a number stands in its first bytes. */
  NativeStruct pointerSized(int number) {
    int place = next(Native.POINTER_SIZE);
    memory.putInt(place, number);
    return this;
  }

  /** Bytes, aligned as if they were numbers of 64 bits; where they begin. */
  int bytes(byte[] bytes) {
    at = (at + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    int place = at;
    memory.put(place, bytes);
    at += bytes.length;
    return place;
  }

  /** Where the next structure may begin. */
  int end() {
    return (at + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }
}
