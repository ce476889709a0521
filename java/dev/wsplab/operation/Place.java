package dev.wsplab.operation;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A place in the caller's code, for reports: where an operation was started, where a handle was
 * made. Immutable.
 */
public final class Place {
  private static final int DEPTH = 8;
  // How many frames a walk looks at, mostly: ours, and then the caller's.
  private static final int WALKED = 40;
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), WALKED);

  // By where the class came from: a user's package may be named as one of ours is.
  private static final ClassValue<Boolean> IS_OURS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.getProtectionDomain() == Place.class.getProtectionDomain();
        }
      };

  private static final ClassValue<Boolean> IS_BELOW_THE_TEST =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isBelowTheTest(type.getName());
        }
      };

  // Each finds its line when it is asked for: most places are in no report.
  private final List<StackFrame> walked;

  Place(List<StackFrame> walked) {
    this.walked = List.copyOf(walked);
  }

  /** {@return where this library was called by the calling thread} Takes microseconds. */
  public static Place here() {
    return WALKER.walk(stack -> of(stack.iterator()));
  }

  private static Place of(Iterator<? extends StackFrame> frames) {
    List<StackFrame> kept = new ArrayList<>(DEPTH);
    while (kept.size() < DEPTH && frames.hasNext()) {
      StackFrame frame = frames.next();
      Class<?> type = frame.getDeclaringClass();
      if (kept.isEmpty() && IS_OURS.get(type)) {
        continue;
      }
      if (IS_BELOW_THE_TEST.get(type)) {
        break;
      }
      kept.add(frame);
    }
    return new Place(kept);
  }

  /**
   * {@return the calls that led there, the innermost first, without those inside this library; at
   * most {@value #DEPTH}}
   */
  public List<StackTraceElement> frames() {
    return walked.stream().map(StackFrame::toStackTraceElement).toList();
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
    return walked.isEmpty() ? "inside wsplab" : walked.get(0).toString();
  }
}
