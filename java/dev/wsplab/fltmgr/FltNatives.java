package dev.wsplab.fltmgr;

import dev.wsplab.kernel.NativeRegistration;

/**
 * Natives of the shim for minifilters in C. Callbacks are addresses of functions of the module; the
 * array of words holds filter, volume, instance and file object.
 */
final class FltNatives {
  static {
    NativeRegistration.register(FltNatives.class, "wsplab_jni_fltmgr_bind");
  }

  private FltNatives() {}

  static native int filterUnload(long callback, int flags);

  static native int instanceSetup(
      long callback, long[] words, int flags, int deviceType, int fileSystemType);

  static native int queryTeardown(long callback, long[] words, int flags);

  static native void instanceTeardown(long callback, long[] words, int reason);

  /** The completion context comes back in the fifth word. */
  static native int preOperation(long callback, long data, long[] words);

  static native int postOperation(long callback, long data, long[] words, long context, int flags);

  static native void completed(long callback, long data, long context);

  static native void deferredWork(long callback, long item, long data, long context);

  static native void canceled(long callback, long data);
}
