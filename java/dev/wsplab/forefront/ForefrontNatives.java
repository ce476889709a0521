package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeRegistration;

/**
 * Natives of the shim for files of the system's own and for filters in C++. A negative result of a
 * function that returns a handle is an error number, negated.
 */
final class ForefrontNatives {
  static {
    NativeRegistration.register(ForefrontNatives.class, "wsplab_jni_forefront_bind");
  }

  private ForefrontNatives() {}

  // ---- files of the system's own; elsewhere than on Windows all give 120

  static native boolean fileIsAvailable();

  /**
   * {@code CreateFile}.
   *
   * @param how {@code WSPLAB_FILE_*} of {@code forefront.h}, added up
   * @param existed whether the file was there before, where the disposition tells that
   */
  static native long fileOpen(String path, int how, int disposition, boolean[] existed);

  static native int fileRead(long file, long address, int length, long overlapped);

  static native int fileWrite(long file, long address, int length, long overlapped);

  static native int fileAssociate(long file, long port, long key);

  static native int fileSetModes(long file, int modes);

  static native int fileCancel(long file, long overlapped);

  static native int fileClose(long file);

  // ---- objects for filters in C++, and calls into these

  /** An object with methods that arrive at the peer; 0 when memory is short. */
  static native long objectNew(int kind, NativePeer peer);

  static native void objectFree(long object);

  static native int addRef(long object);

  static native int release(long object);

  /** The interface, or a negative HRESULT. */
  static native long queryInterface(long object, byte[] interfaceId);

  /** The object, or a negative HRESULT. */
  static native long createInstance(long getClassObject, byte[] classId, byte[] interfaceId);

  static native int filterInit(long filter, long firewall);

  static native int filterShutdown(long filter);

  static native int completeExternal(
      long completion, boolean success, int bytes, int error, long overlapped, long userData);

  static native int completeTask(long completion, long userData);

  /** The buffer is null, or an {@code IFWXIOBuffer}; the address a {@code sockaddr}, or null. */
  static native int completeIo(
      long completion,
      boolean success,
      int error,
      long buffer,
      long userData,
      long address,
      int addressLength);

  /** Sockets and addresses that there are none of are 0. */
  static native int completeAccept(
      long completion,
      boolean success,
      int error,
      long listening,
      long accepted,
      long remote,
      int remoteLength,
      long local,
      int localLength,
      long userData);

  // ---- IFWXIOBuffer of a filter in C++

  /**
   * {@code GetBufferSizes} and {@code GetBufferAndSize}; their HRESULT.
   *
   * @param out its address, its room and its data's size, in this order
   */
  static native int bufferLook(long buffer, long[] out);

  static native int bufferSetDataSize(long buffer, int size);

  /** {@code Append}; how many bytes were added. */
  static native int bufferAppend(long buffer, long from, int length);
}
