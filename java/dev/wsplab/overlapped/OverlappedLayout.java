package dev.wsplab.overlapped;

import com.sun.jna.Native;

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
}
