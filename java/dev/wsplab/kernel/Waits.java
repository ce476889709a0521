package dev.wsplab.kernel;

import java.util.List;

/**
 * Waits for events, threads and sockets. Refused on virtual threads. An interrupt of the waiting
 * thread ends the wait with {@link WaitInterruptedException}.
 */
public final class Waits {
  private static final int ALL = 0x1;
  private static final int ALERTABLE = 0x2;
  private static final int INTERRUPTIBLE = 0x4;
  private static final int MAX_OBJECTS = 64;

  private final Threads threads;
  private final long viewer;

  Waits(Threads threads, long viewer) {
    this.threads = threads;
    this.viewer = viewer;
  }

  /**
   * {@code WaitForSingleObjectEx}.
   *
   * @param object an event, a thread or a socket
   * @param timeoutMillis read as unsigned; -1 waits for ever
   * @param alertable whether pending APCs run instead (APC-9)
   * @return 0, 0xC0, 0x102, or -1 with 6 (APC-8)
   */
  public WaitResult waitForSingleObject(Handle object, int timeoutMillis, boolean alertable) {
    NativeThread self = threads.self();
    long handle = object.value();
    if (!alertable && !Thread.currentThread().isInterrupted()) {
      int result = KernelNatives.waitOne(viewer, handle, 0, 0);
      if (result != -WaitResult.WAIT_TIMEOUT || timeoutMillis == 0) {
        return finish(result);
      }
    }
    int flags = INTERRUPTIBLE | (alertable ? ALERTABLE : 0);
    return finish(
        self.interruptibly(
            "WaitForSingleObject",
            timeoutMillis,
            left -> KernelNatives.waitOne(viewer, handle, left, flags)));
  }

  /**
   * {@code WaitForMultipleObjectsEx}.
   *
   * @param objects 1 to 64, else 87
   * @param all whether all must be signalled at once
   * @param timeoutMillis read as unsigned; -1 waits for ever
   * @param alertable whether pending APCs run instead (APC-9)
   * @return the lowest index that is signalled, 0xC0, 0x102, or -1 with 87 or 6 (WAIT-2)
   */
  public WaitResult waitForMultipleObjects(
      List<? extends Handle> objects, boolean all, int timeoutMillis, boolean alertable) {
    NativeThread self = threads.self();
    if (objects.isEmpty() || objects.size() > MAX_OBJECTS) {
      return new WaitResult(WaitResult.WAIT_FAILED, Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    long[] handles = objects.stream().mapToLong(Handle::value).toArray();
    int flags = INTERRUPTIBLE | (all ? ALL : 0) | (alertable ? ALERTABLE : 0);
    return finish(
        self.interruptibly(
            "WaitForMultipleObjects",
            timeoutMillis,
            left -> KernelNatives.waitMany(viewer, handles, left, flags)));
  }

  /**
   * {@code SleepEx}.
   *
   * @param timeoutMillis read as unsigned; -1 sleeps for ever
   * @param alertable whether pending APCs run and end it (APC-6)
   * @return 0 when the time is over, 192 when APCs ran
   */
  public int sleepEx(int timeoutMillis, boolean alertable) {
    NativeThread self = threads.self();
    int flags = INTERRUPTIBLE | (alertable ? ALERTABLE : 0);
    int result =
        self.interruptibly("SleepEx", timeoutMillis, left -> -KernelNatives.sleep(left, flags));
    if (-result == Win32Error.WAIT_IO_COMPLETION.code()) {
      threads.runApcs();
      return WaitResult.WAIT_IO_COMPLETION;
    }
    return 0;
  }

  private WaitResult finish(int result) {
    if (result >= 0) {
      return new WaitResult(result, 0);
    }
    if (-result == WaitResult.WAIT_TIMEOUT) {
      return new WaitResult(WaitResult.WAIT_TIMEOUT, 0);
    }
    if (-result == Win32Error.WAIT_IO_COMPLETION.code()) {
      threads.runApcs();
      return new WaitResult(WaitResult.WAIT_IO_COMPLETION, 0);
    }
    return new WaitResult(WaitResult.WAIT_FAILED, -result);
  }
}
