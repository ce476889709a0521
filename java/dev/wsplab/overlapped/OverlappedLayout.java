package dev.wsplab.overlapped;

import com.sun.jna.Native;
import dev.wsplab.kernel.GuardedMemory;

/**
 * Where the members of {@code OVERLAPPED} and {@code WSAOVERLAPPED} lie (one layout, OVL-1).
 *
 * <pre>
 *  64 bit                                   32 bit
 *   0 +--------------------------------+     0 +---------------+
 *     | Internal        (ULONG_PTR)    |       | Internal      |
 *   8 +--------------------------------+     4 +---------------+
 *     | InternalHigh    (ULONG_PTR)    |       | InternalHigh  |
 *  16 +----------------+---------------+     8 +---------------+
 *     | Offset (DWORD) | OffsetHigh    |       | Offset        |
 *  24 +----------------+---------------+    12 +---------------+
 *     | hEvent          (HANDLE)       |       | OffsetHigh    |
 *  32 +--------------------------------+    16 +---------------+
 *                                              | hEvent        |
 *                                           20 +---------------+
 * </pre>
 *
 * @param internal offset of {@code Internal}, in bytes
 * @param internalHigh offset of {@code InternalHigh}, in bytes
 * @param offset offset of {@code Offset}, in bytes
 * @param offsetHigh offset of {@code OffsetHigh}, in bytes
 * @param hEvent offset of {@code hEvent}, in bytes
 * @param size size of the structure, in bytes
 * @param wordSize size of {@code ULONG_PTR} and of its alignment, in bytes
 */
public record OverlappedLayout(
    int internal,
    int internalHigh,
    int offset,
    int offsetHigh,
    int hEvent,
    int size,
    int wordSize) {

  /** The layout in a 64-bit process (sheet, 1.2). */
  public static final OverlappedLayout BITS_64 = new OverlappedLayout(0, 8, 16, 20, 24, 32, 8);

  /** The layout in a 32-bit process (sheet, 1.2). */
  public static final OverlappedLayout BITS_32 = new OverlappedLayout(0, 4, 8, 12, 16, 20, 4);

  /** {@return the layout of this process} */
  public static OverlappedLayout ofProcess() {
    return Native.POINTER_SIZE == 8 ? BITS_64 : BITS_32;
  }

  // ---- the members, read and written; each layout in any process, as far as addresses go

  long loadWord(GuardedMemory memory, long at) {
    return has64Bits() ? memory.loadLong(at) : Integer.toUnsignedLong(memory.loadInt(at));
  }

  void storeWord(GuardedMemory memory, long at, long value) {
    if (has64Bits()) {
      memory.storeLong(at, value);
    } else {
      memory.storeInt(at, (int) value);
    }
  }

  void storeOffsets(GuardedMemory memory, long structure, int low, int high) {
    if (has64Bits()) { // side by side, and aligned: one store
      memory.storeLong(
          structure + offset, Integer.toUnsignedLong(low) | (long) high << Integer.SIZE);
    } else {
      memory.storeInt(structure + offset, low);
      memory.storeInt(structure + offsetHigh, high);
    }
  }

  /** The status first, with acquire semantics: what it tells of is in the others then. */
  OverlappedWords loadAll(GuardedMemory memory, long structure) {
    if (has64Bits()) {
      return memory.loadOverlapped(structure, OverlappedWords::new);
    }
    int status = (int) memory.loadWordAcquire(structure + internal);
    return new OverlappedWords(
        Integer.toUnsignedLong(status),
        loadWord(memory, structure + internalHigh),
        memory.loadInt(structure + offset),
        memory.loadInt(structure + offsetHigh),
        loadWord(memory, structure + hEvent));
  }

  private boolean has64Bits() {
    return wordSize == Long.BYTES;
  }
}
