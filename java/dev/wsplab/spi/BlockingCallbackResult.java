package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code WPUQueryBlockingCallback} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param callback the hook, or null when none is installed (WPU-BLOCK-2)
 * @param context to be given to the hook
 */
public record BlockingCallbackResult(
    int returnValue, int errno, @Nullable BlockingCallback callback, long context)
    implements ErrnoResult {
  /** Success without a hook. */
  public static final BlockingCallbackResult NONE = new BlockingCallbackResult(0, 0, null, 0);

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static BlockingCallbackResult failed(WsaError error) {
    return new BlockingCallbackResult(Winsock2.SOCKET_ERROR, error.code(), null, 0);
  }

  /** {@code LPBLOCKINGCALLBACK}. */
  @FunctionalInterface
  public interface BlockingCallback {
    /**
     * {@return whether to go on waiting; false: the call was cancelled and fails with {@code
     * WSAEINTR}}
     *
     * @param context what {@code WPUQueryBlockingCallback} gave with the callback
     */
    boolean waiting(long context);
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "BlockingCallbackResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", callback="
        + callback
        + ", context="
        + context
        + "]";
  }
}
