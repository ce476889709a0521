package dev.wsplab.kernel;

/** Natives of the shim for the stacks of hosted modules; see {@code stack.h}. */
final class StackNatives {
  static final int CODE_OF_NOBODY = 0;
  static final int CODE_OF_MODULE = 1;
  static final int CODE_OF_SHIM = 2;

  static {
    NativeRegistration.register(StackNatives.class, "wsplab_jni_bind_stack");
  }

  private StackNatives() {}

  /**
   * The return addresses of the call of a module that this thread serves, the shim's own first.
   *
   * @return how many there are; 0 outside such a call, and for a set that takes none
   */
  static native int frames(long[] addresses);

  /** Whether there are some that nobody has taken before. */
  static native boolean take();

  /**
   * Whose code lies at an address.
   *
   * @param places of a module, where it begins in memory and where the exported function that holds
   *     the address begins; 0 when none is known
   * @param path gets its file, UTF-8, ended by a zero
   * @param symbol gets that function's name, likewise
   */
  static native int code(long address, long[] places, byte[] path, byte[] symbol);
}
