package dev.wsplab.fltmgr;

import com.sun.jna.Native;
import dev.wsplab.kernel.NativeBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The memory of one {@code FLT_CALLBACK_DATA} with its parameter block behind it, at one address
 * until its Filter Manager closes; what is freed is filled with a pattern and used again much
 * later.
 */
final class CallbackDataMemory {
  /** Of the structure and its parameter block. */
  static final int SIZE = FltLayout.DATA_SIZE + FltLayout.IOPB_SIZE;

  private static final byte FREED = (byte) 0xDD;
  private static final long NOWHERE = 0xDDDD_DDDD_DDDDL;

  private final @Nullable NativeBlock block;
  private final ByteBuffer bytes;

  CallbackDataMemory(NativeBlock block) {
    this.block = block;
    this.bytes = block.buffer();
  }

  private CallbackDataMemory() {
    this.block = null;
    this.bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    fill();
  }

  /** What is seen in place of freed data; writes to it are lost. */
  static CallbackDataMemory pattern() {
    return new CallbackDataMemory();
  }

  long address() {
    NativeBlock memory = block;
    return memory == null ? NOWHERE : memory.address();
  }

  /** Zeroed, with its parameter block in place. */
  void clear() {
    bytes.put(0, new byte[SIZE]);
    pointer(FltLayout.IOPB, address() + FltLayout.DATA_SIZE);
  }

  void fill() {
    byte[] pattern = new byte[SIZE];
    Arrays.fill(pattern, FREED);
    bytes.put(0, pattern);
  }

  void close() {
    NativeBlock memory = block;
    if (memory != null) {
      memory.close();
    }
  }

  int int32(int offset) {
    return bytes.getInt(offset);
  }

  void int32(int offset, int value) {
    bytes.putInt(offset, value);
  }

  int int8(int offset) {
    return Byte.toUnsignedInt(bytes.get(offset));
  }

  void int8(int offset, int value) {
    bytes.put(offset, (byte) value);
  }

  long int64(int offset) {
    return bytes.getLong(offset);
  }

  void int64(int offset, long value) {
    bytes.putLong(offset, value);
  }

  long pointer(int offset) {
    return Native.POINTER_SIZE == 8
        ? bytes.getLong(offset)
        : Integer.toUnsignedLong(bytes.getInt(offset));
  }

  void pointer(int offset, long value) {
    if (Native.POINTER_SIZE == 8) {
      bytes.putLong(offset, value);
    } else {
      bytes.putInt(offset, (int) value);
    }
  }

  /** Copies the parameter block out. */
  byte[] parameterBlock() {
    byte[] copy = new byte[FltLayout.IOPB_SIZE];
    bytes.get(FltLayout.DATA_SIZE, copy);
    return copy;
  }

  /** Copies the parameter block in. */
  void parameterBlock(byte[] copy) {
    bytes.put(FltLayout.DATA_SIZE, copy);
  }
}
