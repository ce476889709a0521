package dev.wsplab.kernel;

/**
 * Natives of the shim, one for each function of {@code wsplab.h}. A negative result is an error
 * number, negated. A viewer finds its own handles alone; 0 those of all.
 */
final class KernelNatives {
  private KernelNatives() {}

  static native int win32Of(int status);

  static native long ownerNew();

  static native int handleClose(long viewer, long handle, int kind);

  static native long handleDuplicate(long viewer, long handle, long owner);

  static native long handleCount(long owner);

  static native long handleCloseAll(long owner);

  static native long eventCreate(long owner, boolean manualReset, boolean initialState);

  static native int eventSet(long viewer, long event);

  static native int eventReset(long viewer, long event);

  static native long portCreate(long owner, int concurrency);

  static native int portPost(
      long viewer, long port, long key, long overlapped, int status, int bytes);

  static native int portGet(
      long viewer, long port, long packets, int count, int timeoutMillis, int flags);

  static native long portDepth(long viewer, long port);

  static native int portWaiters(long viewer, long port);

  static native long socketCreate(
      long owner, int flavour, int catalogEntry, long context, boolean overlapped);

  static native int socketQuery(long socket, long info);

  static native int socketSetEntry(long socket, int catalogEntry);

  static native int socketAssociate(long viewer, long socket, long port, long key);

  static native int socketSetModes(long socket, int modes);

  static native int socketReserve(long viewer, long socket);

  static native int socketRelease(long socket);

  static native int socketReset(long socket);

  static native int socketComplete(
      long socket,
      long overlapped,
      long internalHigh,
      int status,
      long event,
      int flags,
      int skipModes);

  static native long threadSelf();

  static native long threadOpen(long owner);

  static native int threadAlert(long thread);

  static native void threadClearAlert();

  static native int threadPostAtEnd(long port, long key);

  static native int apcQueue(long viewer, long thread, long ticket);

  static native long apcNext();

  static native long apcOrphan();

  static native int lastError();

  static native void setLastError(int error);

  static native int waitOne(long viewer, long handle, int timeoutMillis, int flags);

  static native int waitMany(long viewer, long[] handles, int timeoutMillis, int flags);

  static native int sleep(int timeoutMillis, int flags);
}
