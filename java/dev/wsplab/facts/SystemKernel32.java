package dev.wsplab.facts;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import org.checkerframework.checker.nullness.qual.Nullable;

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
      @Nullable Pointer file, @Nullable Pointer existing, @Nullable Pointer key, int concurrency);

  static native boolean PostQueuedCompletionStatus(
      @Nullable Pointer port, int bytes, @Nullable Pointer key, @Nullable Pointer overlapped);

  static native boolean GetQueuedCompletionStatus(
      @Nullable Pointer port,
      @Nullable Pointer bytes,
      @Nullable Pointer key,
      @Nullable Pointer overlapped,
      int timeout);

  static native boolean GetQueuedCompletionStatusEx(
      @Nullable Pointer port,
      @Nullable Pointer entries,
      int count,
      @Nullable Pointer removed,
      int timeout,
      boolean alertable);

  static native boolean SetFileCompletionNotificationModes(@Nullable Pointer file, byte flags);

  static native Pointer CreateEventW(
      @Nullable Pointer attributes,
      boolean manualReset,
      boolean initialState,
      @Nullable Pointer name);

  static native boolean SetEvent(@Nullable Pointer event);

  static native int WaitForSingleObjectEx(@Nullable Pointer object, int timeout, boolean alertable);

  static native int SleepEx(int timeout, boolean alertable);

  static native boolean CloseHandle(@Nullable Pointer handle);

  static native Pointer GetCurrentProcess();

  static native Pointer GetCurrentThread();

  static native int GetCurrentThreadId();

  static native int GetCurrentProcessId();

  static native boolean DuplicateHandle(
      @Nullable Pointer fromProcess,
      @Nullable Pointer handle,
      @Nullable Pointer toProcess,
      @Nullable Pointer result,
      int access,
      boolean inherit,
      int options);

  static native int QueueUserAPC(
      @Nullable Callback function, @Nullable Pointer thread, @Nullable Pointer argument);

  static native boolean GetOverlappedResult(
      @Nullable Pointer file, @Nullable Pointer overlapped, @Nullable Pointer bytes, boolean wait);

  static native boolean GetOverlappedResultEx(
      @Nullable Pointer file,
      @Nullable Pointer overlapped,
      @Nullable Pointer bytes,
      int timeout,
      boolean alertable);

  static native boolean CancelIo(@Nullable Pointer file);

  static native boolean CancelIoEx(@Nullable Pointer file, @Nullable Pointer overlapped);

  static native boolean BindIoCompletionCallback(
      @Nullable Pointer file, @Nullable Callback function, int flags);
}
