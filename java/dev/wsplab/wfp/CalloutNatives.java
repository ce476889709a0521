package dev.wsplab.wfp;

import dev.wsplab.kernel.NativeRegistration;

/** Natives of the shim for callouts in C. Callbacks are addresses of functions of the module. */
final class CalloutNatives {
  static {
    NativeRegistration.register(CalloutNatives.class, "wsplab_jni_wfp_bind");
  }

  private CalloutNatives() {}

  /** The words are the seven arguments of classifyFn, in their order. */
  static native void classify(long callback, long[] words);

  static native int told(long callback, int type, long filterKey, long filter);

  static native void flowDeleted(long callback, int layer, int callout, long flowContext);

  static native void injected(long callback, long context, long list, boolean dispatchLevel);
}
