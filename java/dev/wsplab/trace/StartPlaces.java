package dev.wsplab.trace;

import dev.wsplab.operation.Operation;
import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where operations were started, for as long as somebody knows the operation. Thread-safe. */
final class StartPlaces {
  private static final int FRAMES = 6;

  private final StackWalker walker =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private final @Nullable CodeSource library =
      StartPlaces.class.getProtectionDomain().getCodeSource();
  private final Map<Operation, String> places = Collections.synchronizedMap(new WeakHashMap<>());

  /** Notes that an operation is being started in the calling thread; returns where. */
  String enter(Operation operation) {
    String place = here();
    places.put(operation, place);
    return place;
  }

  /** Where an operation was started; empty when that is not known. */
  String of(Operation operation) {
    return places.getOrDefault(operation, "");
  }

  /** The calling thread's frames outside this library; all of them when there are no others. */
  String here() {
    List<StackFrame> outside = frames(true);
    return (outside.isEmpty() ? frames(false) : outside)
        .stream().map(StartPlaces::text).collect(Collectors.joining(" < "));
  }

  private List<StackFrame> frames(boolean outside) {
    List<StackFrame> found = new ArrayList<>();
    walker.<Boolean>walk(
        stack -> {
          stack.dropWhile(frame -> outside && isOurs(frame)).limit(FRAMES).forEach(found::add);
          return true;
        });
    return found;
  }

  private boolean isOurs(StackFrame frame) {
    CodeSource source = frame.getDeclaringClass().getProtectionDomain().getCodeSource();
    return source != null
        && library != null
        && source.getLocation() != null
        && source.getLocation().equals(library.getLocation());
  }

  private static String text(StackFrame frame) {
    String type = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
    return type
        + '.'
        + frame.getMethodName()
        + '('
        + frame.getFileName()
        + ':'
        + frame.getLineNumber()
        + ')';
  }
}
