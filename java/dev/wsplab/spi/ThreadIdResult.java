package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code WPUOpenCurrentThread} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param threadId the calling thread; null on failure
 */
public record ThreadIdResult(int returnValue, int errno, @Nullable ThreadId threadId)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param threadId the thread, as {@code WPUQueueApc} takes it
   * @return the result of a call that succeeded
   */
  public static ThreadIdResult of(ThreadId threadId) {
    return new ThreadIdResult(0, 0, threadId);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static ThreadIdResult failed(WsaError error) {
    return new ThreadIdResult(Winsock2.SOCKET_ERROR, error.code(), null);
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ThreadIdResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", threadId="
        + threadId
        + "]";
  }
}
