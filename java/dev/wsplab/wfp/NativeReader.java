package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.driver.CallArguments;
import dev.wsplab.driver.NativeWords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a structure of C member by member; memory that is none throws. */
final class NativeReader {
  private static final int GUID = 16;
  private long at;

  /** Begins one at an address. */
  NativeReader(long address) {
    this.at = address;
  }

  private long next(int size, int alignment) {
    at = (at + alignment - 1) / alignment * alignment;
    long place = at;
    at += size;
    return place;
  }

  static int uint8(long address) {
    return bytes(address, 1)[0] & 0xFF;
  }

  static byte[] bytes(long address, int count) {
    byte[] bytes = new byte[count];
    CallArguments.memory().read(address, bytes, 0, count);
    return bytes;
  }

  int uint16() {
    byte[] two = bytes(next(Short.BYTES, Short.BYTES), Short.BYTES);
    return ByteBuffer.wrap(two).order(ByteOrder.nativeOrder()).getShort() & 0xFFFF;
  }

  int uint32() {
    return CallArguments.memory().loadInt(next(Integer.BYTES, Integer.BYTES));
  }

  long uint64() {
    return CallArguments.memory().loadLong(next(Long.BYTES, Long.BYTES));
  }

  long pointer() {
    return NativeWords.pointer(next(Native.POINTER_SIZE, Native.POINTER_SIZE));
  }

  String guid() {
    return Guids.read(next(GUID, Integer.BYTES));
  }

  /** A blob: a size and a pointer; passed over. */
  NativeReader skipBlob() {
    uint32();
    pointer();
    return this;
  }

  /** A value: its type, and where its union lies. */
  Value value() {
    int type = CallArguments.memory().loadInt(next(Integer.BYTES, Native.POINTER_SIZE));
    return new Value(type, next(Native.POINTER_SIZE, Native.POINTER_SIZE));
  }

  /** Where the next member lies that is aligned as numbers of 64 bits are. */
  long here64() {
    return next(GUID, Long.BYTES);
  }

  /**
   * {@code FWP_VALUE0} or {@code FWP_CONDITION_VALUE0}.
   *
   * @param type {@code FWP_DATA_TYPE}
   * @param union address of what it holds
   */
  record Value(int type, long union) {
    int number() {
      byte[] bytes = bytes(union, Integer.BYTES);
      int all = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
      return switch (type) {
        case 1 -> uint8(union);
        case 2 -> all & 0xFFFF;
        default -> all;
      };
    }

    long pointer() {
      return NativeWords.pointer(union);
    }
  }
}
