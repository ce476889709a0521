package dev.wsplab.kernel;

/**
 * Natives of the guarded door. Those that touch an address throw {@link AccessViolationException}.
 */
final class MemoryNatives {
  private MemoryNatives() {}

  static native int loadInt(long address);

  static native long loadLong(long address);

  static native long loadWordAcquire(long address);

  static native void storeInt(long address, int value);

  static native void storeLong(long address, long value);

  static native void publish(long overlapped, long internalHigh, int status);

  static native void loadOverlapped(long address, long to);

  static native void touch(long address, long length);

  static native void copy(long destination, long source, long length);

  static native void read(long source, byte[] destination, int offset, int length);

  static native void write(byte[] source, int offset, int length, long destination);

  /** Zeroed memory, or 0. */
  static native long allocate(long bytes);

  static native void free(long address);
}
