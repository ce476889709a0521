package dev.wsplab.forefront;

import com.sun.jna.Native;
import dev.wsplab.kernel.Kernel;

/** Out parameters of native callers that are pointers. */
final class NativePointers {
  private NativePointers() {}

  /** Stores a pointer; an address that cannot be written throws. */
  static void store(long at, long pointer) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      Kernel.get().memory().storeLong(at, pointer);
    } else {
      Kernel.get().memory().storeInt(at, (int) pointer);
    }
  }
}
