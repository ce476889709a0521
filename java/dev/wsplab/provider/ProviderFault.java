package dev.wsplab.provider;

/** An exception out of code that a user wrote, met on a thread of ours that must go on. */
public final class ProviderFault {
  private ProviderFault() {}

  /**
   * Gives it to the calling thread's handler of uncaught exceptions, as if the thread had ended by
   * it.
   */
  public static void report(RuntimeException exception) {
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
    if (handler != null) {
      handler.uncaughtException(thread, exception);
    }
  }
}
