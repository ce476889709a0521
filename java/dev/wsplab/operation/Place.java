package dev.wsplab.operation;

import java.util.List;

/**
 * A place in the caller's code, for reports: where an operation was started, where a handle was
 * made.
 *
 * @param frames the calls that led there, the innermost first, without those inside this library;
 *     at most {@value #DEPTH}
 */
public record Place(List<StackTraceElement> frames) {
  private static final int DEPTH = 8;
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Copies the frames. */
  public Place {
    frames = List.copyOf(frames);
  }

  /** Returns where this library was called by the calling thread. Takes microseconds. */
  public static Place here() {
    return WALKER.walk(
        stack ->
            new Place(
                stack
                    .dropWhile(frame -> isOurs(frame.getDeclaringClass()))
                    .takeWhile(frame -> !isBelowTheTest(frame.getClassName()))
                    .limit(DEPTH)
                    .map(StackWalker.StackFrame::toStackTraceElement)
                    .toList()));
  }

  // By where the class came from: a user's package may be named as one of ours is.
  private static boolean isOurs(Class<?> type) {
    return type.getProtectionDomain() == Place.class.getProtectionDomain();
  }

  /** Returns whether a frame of this class, and all further out, is about who called the test. */
  public static boolean isBelowTheTest(String className) {
    return className.startsWith("org.junit.")
        || className.startsWith("java.lang.reflect.")
        || className.startsWith("jdk.internal.reflect.");
  }

  /** Returns the innermost frame as a stack trace shows it, without "at". */
  @Override
  public String toString() {
    return frames.isEmpty() ? "inside wsplab" : frames.get(0).toString();
  }
}
