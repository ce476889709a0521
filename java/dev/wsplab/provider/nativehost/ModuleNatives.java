package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.NativeRegistration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Natives of the shim for hosted modules. A negative result is an error number, negated. Addresses
 * of sets and modules come from here and go nowhere else.
 */
final class ModuleNatives {
  static {
    NativeRegistration.register(ModuleNatives.class, "wsplab_jni_bind_nativehost");
  }

  private ModuleNatives() {}

  /** The name of a function in {@code functions.h}, or null for a number beyond the last. */
  static native @Nullable String functionName(int number);

  /** A set of trampolines whose calls arrive at the gate. */
  static native long setAcquire(Object gate);

  /** The stack of each call that comes in is taken; before the first one. */
  static native void setTakeStacks(long set);

  /**
   * Refuses from now on, and waits so long at most for those who are on their way out; how many
   * calls and threads are still inside.
   */
  static native int setUnbind(long set, int patienceMillis);

  /** For another module; only when nothing was inside, and after the module was closed. */
  static native void setRelease(long set);

  /** Address of the trampoline of a function. */
  static native long setStub(long set, int function);

  /** How many sets this process has mapped. */
  static native int setCount();

  /** Instead of {@link #setRelease}: {@link Gate#refused} is told what is called from now on. */
  static native void setRetire(long set);

  /** Whether a function was called while the set was not bound any more. */
  static native boolean setHasRefused(long set, int function);

  /** Inside a call of a module: its thread's last error when it returns. */
  static native void tellLastError(int error);

  /** Opens a file; on failure the reason is in the array, UTF-8. */
  static native long moduleOpen(byte[] path, long set, byte[] why);

  /**
   * The libraries beside a file that it needs, where a copy of it needs them beside it: names of
   * files, UTF-8, each ended by a zero.
   *
   * @return how many bytes they take, possibly more than the array has
   */
  static native int moduleKin(byte[] path, byte[] names);

  /** Address of an exported function, or 0. */
  static native long moduleSymbol(long module, byte[] name);

  /** Whether an address lies in the module. */
  static native boolean moduleHolds(long module, long address);

  /** Closes it; false when the system keeps it. */
  static native boolean moduleClose(long module);

  /**
   * Calls a function.
   *
   * @param set whose module it is of
   * @throws ModuleEscapeException when it did not return
   */
  static native long invoke(
      long set,
      long function,
      int count,
      long a0,
      long a1,
      long a2,
      long a3,
      long a4,
      long a5,
      long a6,
      long a7,
      long a8,
      long a9,
      long a10);

  /**
   * Calls {@code WSPStartup} with the set's upcalls.
   *
   * @throws ModuleEscapeException when it did not return
   */
  static native int startup(long set, long function, int version, long data, long info, long table);
}
