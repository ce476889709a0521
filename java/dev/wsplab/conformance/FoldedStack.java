package dev.wsplab.conformance;

import dev.wsplab.operation.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The stack of a thread that waits, for a person who looks for a fault in code of their own: of
 * this library, and of what it calls of the platform's, only the frame that was called is shown.
 */
final class FoldedStack {
  private static final String LAMBDA = "$$Lambda";

  private final StackTraceElement[] stack;
  private final boolean[] inside;

  private FoldedStack(StackTraceElement[] stack) {
    this.stack = stack;
    this.inside = new boolean[stack.length];
    for (int i = stack.length - 1; i >= 0; i--) {
      String name = ownerOf(stack[i].getClassName());
      boolean called = i + 1 < stack.length && inside[i + 1];
      inside[i] = Place.isOurs(name) || called && isOfThePlatform(name);
    }
  }

  /**
   * Folds a stack, which ends where the test's framework begins.
   *
   * @param stack the frames, the innermost first
   * @param text what a frame is written as
   * @return the frames that are shown, the innermost first
   */
  static List<String> of(StackTraceElement[] stack, Function<StackTraceElement, String> text) {
    StackTraceElement[] ofTheTest =
        Stream.of(stack)
            .takeWhile(frame -> !Place.isBelowTheTest(frame.getClassName()))
            .toArray(StackTraceElement[]::new);
    return new FoldedStack(ofTheTest).lines(text);
  }

  private List<String> lines(Function<StackTraceElement, String> text) {
    List<String> lines = new ArrayList<>();
    int folded = 0;
    for (int i = 0; i < stack.length; i++) {
      if (inside[i] && i + 1 < stack.length && inside[i + 1]) {
        folded++;
      } else {
        lines.add(
            text.apply(stack[shownFor(i)]) + (folded == 0 ? "" : " +" + folded + " inside wsplab"));
        folded = 0;
      }
    }
    return lines;
  }

  /** A lambda's class says nothing: the method that was written for it is just inside of it. */
  private int shownFor(int entrance) {
    boolean isLambda = stack[entrance].getClassName().contains(LAMBDA);
    return isLambda && entrance > 0 && inside[entrance - 1] ? entrance - 1 : entrance;
  }

  /** The class of a lambda has no name that could be looked up. */
  private static String ownerOf(String className) {
    int lambda = className.indexOf(LAMBDA);
    return lambda < 0 ? className : className.substring(0, lambda);
  }

  private static boolean isOfThePlatform(String className) {
    return Stream.of("java.", "jdk.", "sun.", "com.sun.").anyMatch(className::startsWith);
  }
}
