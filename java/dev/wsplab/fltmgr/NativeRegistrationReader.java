package dev.wsplab.fltmgr;

import com.sun.jna.Native;
import dev.wsplab.driver.NativeWords;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;

/** Reads {@code FLT_REGISTRATION} of a module in C. */
final class NativeRegistrationReader {
  private static final int POINTER = Native.POINTER_SIZE;
  // ---- FLT_REGISTRATION: two USHORT and a ULONG, then pointers
  private static final int OPERATIONS = 8 + POINTER;
  private static final int UNLOAD = 8 + 2 * POINTER;
  private static final int SETUP = 8 + 3 * POINTER;
  private static final int QUERY_TEARDOWN = 8 + 4 * POINTER;
  private static final int TEARDOWN_START = 8 + 5 * POINTER;
  private static final int TEARDOWN_COMPLETE = 8 + 6 * POINTER;
  // ---- FLT_OPERATION_REGISTRATION: a UCHAR, a ULONG at 4, then three pointers
  private static final int OPERATION_SIZE = 8 + 3 * POINTER;
  private static final int OPERATION_END = 0x80;
  private static final int MOST_OPERATIONS = 256;
  private static final int OLDEST = 0x0200;
  private static final int NEWEST = 0x0203;

  /** Addresses of functions, 0 for none. */
  record Callbacks(long unload, long setup, long queryTeardown, long start, long complete) {}

  private final GuardedMemory memory = Kernel.get().memory();
  private final long at;

  NativeRegistrationReader(long at) {
    this.at = at;
  }

  /** Whether it is of a version that there is. */
  boolean isKnown() {
    int version = memory.loadInt(at) >>> 16;
    return version >= OLDEST && version <= NEWEST;
  }

  Callbacks callbacks() {
    return new Callbacks(
        NativeWords.pointer(at + UNLOAD),
        NativeWords.pointer(at + SETUP),
        NativeWords.pointer(at + QUERY_TEARDOWN),
        NativeWords.pointer(at + TEARDOWN_START),
        NativeWords.pointer(at + TEARDOWN_COMPLETE));
  }

  /** Adds its operations; false when their list has no end. */
  boolean addTo(FltRegistration registration, NativeCallbacks callbacks) {
    long row = NativeWords.pointer(at + OPERATIONS);
    for (int i = 0; row != 0; i++, row += OPERATION_SIZE) {
      int major = memory.loadInt(row) & 0xFF;
      if (major == OPERATION_END) {
        return true;
      }
      if (i == MOST_OPERATIONS) {
        return false;
      }
      int flags = memory.loadInt(row + 4);
      registration.operation(
          major,
          callbacks.pre(NativeWords.pointer(row + 8), flags),
          callbacks.post(NativeWords.pointer(row + 8 + POINTER)));
    }
    return true;
  }
}
