package dev.wsplab.driver;

import dev.wsplab.kernel.NativeRegistration;

/** Natives of the shim for drivers in C. Routines are addresses of functions of the module. */
final class DriverNatives {
  static {
    NativeRegistration.register(DriverNatives.class, "wsplab_jni_driver_bind");
  }

  private DriverNatives() {}

  /**
   * Lets a module's calls go to an object.
   *
   * @param variable address of the module's {@code wsplab_km_this_module}
   * @return what {@link #release} takes; 0 when memory is short
   */
  static native long bind(long variable, DriverCalls target);

  /** Only when the module is gone. */
  static native void release(long bound);

  static native int driverEntry(long entry, long driver, String registryPath);

  static native void driverUnload(long routine, long driver);

  static native void workItem(long routine, long device, long context);
}
