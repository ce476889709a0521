package dev.wsplab.facts;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;

/**
 * The real {@code kernel32.dll}, mapped directly. The last error stands in {@link
 * com.sun.jna.Native#getLastError} after each call.
 */
final class SystemKernel32 {
  static {
    SystemLibraries.register(SystemKernel32.class, "kernel32");
  }

  private SystemKernel32() {}

  /** {@code PAPCFUNC}. */
  interface ApcFunction extends StdCallCallback {
    void run(Pointer argument);
  }

  static native Pointer CreateIoCompletionPort(
      Pointer file, Pointer existing, Pointer key, int concurrency);

  static native boolean PostQueuedCompletionStatus(
      Pointer port, int bytes, Pointer key, Pointer overlapped);

  static native boolean GetQueuedCompletionStatus(
      Pointer port, Pointer bytes, Pointer key, Pointer overlapped, int timeout);

  static native boolean GetQueuedCompletionStatusEx(
      Pointer port, Pointer entries, int count, Pointer removed, int timeout, boolean alertable);

  static native boolean SetFileCompletionNotificationModes(Pointer file, byte flags);

  static native Pointer CreateEventW(
      Pointer attributes, boolean manualReset, boolean initialState, Pointer name);

  static native boolean SetEvent(Pointer event);

  static native int WaitForSingleObjectEx(Pointer object, int timeout, boolean alertable);

  static native int SleepEx(int timeout, boolean alertable);

  static native boolean CloseHandle(Pointer handle);

  static native Pointer GetCurrentProcess();

  static native Pointer GetCurrentThread();

  static native int GetCurrentThreadId();

  static native int GetCurrentProcessId();

  static native boolean DuplicateHandle(
      Pointer fromProcess,
      Pointer handle,
      Pointer toProcess,
      Pointer result,
      int access,
      boolean inherit,
      int options);

  static native int QueueUserAPC(Callback function, Pointer thread, Pointer argument);

  static native boolean GetOverlappedResult(
      Pointer file, Pointer overlapped, Pointer bytes, boolean wait);

  static native boolean GetOverlappedResultEx(
      Pointer file, Pointer overlapped, Pointer bytes, int timeout, boolean alertable);

  static native boolean CancelIo(Pointer file);

  static native boolean CancelIoEx(Pointer file, Pointer overlapped);

  static native boolean BindIoCompletionCallback(Pointer file, Callback function, int flags);
}
