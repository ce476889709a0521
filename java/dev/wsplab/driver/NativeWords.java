package dev.wsplab.driver;

import com.sun.jna.Native;
import dev.wsplab.kernel.Kernel;

/** Pointers in a module's memory; an address that is no memory throws. */
public final class NativeWords {
  private NativeWords() {}

  /**
   * Reads a pointer.
   *
   * @param at address of a word of the module's size
   * @return the pointer, 0 for NULL
   */
  public static long pointer(long at) {
    return Native.POINTER_SIZE == Long.BYTES
        ? Kernel.get().memory().loadLong(at)
        : Integer.toUnsignedLong(Kernel.get().memory().loadInt(at));
  }

  /**
   * Writes a pointer.
   *
   * @param at address of a word of the module's size
   * @param pointer the pointer, 0 for NULL
   */
  public static void store(long at, long pointer) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      Kernel.get().memory().storeLong(at, pointer);
    } else {
      Kernel.get().memory().storeInt(at, (int) pointer);
    }
  }
}
