package dev.wsplab.operation;

import java.util.Arrays;
import java.util.List;

/**
 * A place in the caller's code, for reports: where an operation was started, where a handle was
 * made. Immutable.
 */
public final class Place {
  private static final int DEPTH = 8;

  // Filling one in takes a third of the time of a StackWalker, which makes an object of each frame.
  // Which frames are of interest is made out when somebody asks: most places are in no report.
  private final Throwable stack;

  Place(Throwable stack) {
    this.stack = stack;
  }

  /** {@return where this library was called by the calling thread} Takes microseconds. */
  public static Place here() {
    return new Place(new Throwable("a place, and no error"));
  }

  /**
   * {@return the calls that led there, the innermost first, without those inside this library; at
   * most {@value #DEPTH}}
   */
  public List<StackTraceElement> frames() {
    return Arrays.stream(stack.getStackTrace())
        .dropWhile(frame -> isOurs(frame.getClassName()))
        .takeWhile(frame -> !isBelowTheTest(frame.getClassName()))
        .limit(DEPTH)
        .toList();
  }

  /**
   * {@return whether a frame of this class is inside this library} By where the class came from: a
   * user's package may be named as one of ours is.
   *
   * @param className full name of the frame's class
   */
  public static boolean isOurs(String className) {
    try {
      Class<?> type = Class.forName(className, false, Place.class.getClassLoader());
      return type.getProtectionDomain() == Place.class.getProtectionDomain();
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // a loader of the user's own has it, and ours has not
    }
  }

  /**
   * {@return whether a frame of this class, and all further out, is about who called the test}
   *
   * @param className full name of the frame's class
   */
  public static boolean isBelowTheTest(String className) {
    return className.startsWith("org.junit.")
        || className.startsWith("java.lang.reflect.")
        || className.startsWith("jdk.internal.reflect.");
  }

  /** Returns the innermost frame as a stack trace shows it, without "at". */
  @Override
  public String toString() {
    List<StackTraceElement> frames = frames();
    return frames.isEmpty() ? "inside wsplab" : frames.get(0).toString();
  }
}
