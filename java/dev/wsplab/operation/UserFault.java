package dev.wsplab.operation;

/** What code that a user wrote has thrown, met on a thread of ours that must go on. */
public final class UserFault {
  private UserFault() {}

  /**
   * Gives it to the calling thread's handler of uncaught exceptions, as if the thread had ended by
   * it. What the handler itself throws is dropped, as the JVM does.
   *
   * @param thrown an exception or an error, a checked one too: code compiled elsewhere can throw it
   */
  public static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
    if (handler == null) {
      return;
    }
    try {
      handler.uncaughtException(thread, thrown);
    } catch (Throwable dropped) {
      // The thread goes on, and there is nobody else to tell.
      return;
    }
  }
}
