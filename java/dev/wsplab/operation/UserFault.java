package dev.wsplab.operation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What code that a user wrote has thrown, met on a thread of ours that must go on. */
public final class UserFault {
  private static final int FRAMES = 3;
  // Who throws for somebody else.
  private static final List<String> HELPERS =
      List.of("java.", "jdk.", "sun.", "org.assertj.", "org.junit.", "org.opentest4j.");

  private UserFault() {}

  /**
   * Says what was thrown, and where, in one line for a report: the innermost frames, without those
   * of the JDK and of assertion libraries.
   *
   * @param thrown what user code threw
   * @return one line without its end
   */
  public static String describe(Throwable thrown) {
    String where =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> HELPERS.stream().noneMatch(frame.getClassName()::startsWith))
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(", "));
    return where.isEmpty() ? thrown.toString() : thrown + " (at " + where + ")";
  }

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
