package dev.wsplab.conformance;

import dev.wsplab.Winsock;
import dev.wsplab.host.ClientCall;
import dev.wsplab.host.OpenHandle;
import dev.wsplab.host.Waiter;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Place;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.trace.OwedCompletion;
import dev.wsplab.trace.TraceEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What goes on in an environment, told to a person who looks for the reason of a hang: threads
 * inside a call, pending operations with their places, open handles, the last events. An
 * environment that was built with {@code watchClient()} and {@code record(n)} or {@code
 * verify(mode)} tells all of it.
 */
public final class StateReport {
  private static final int EVENTS = 50;
  private static final int FRAMES = 40;

  private final Winsock winsock;
  private final StringBuilder text = new StringBuilder();

  private StateReport(Winsock winsock) {
    this.winsock = winsock;
  }

  /**
   * Looks now, from any thread.
   *
   * @param winsock the environment to look at
   * @return several lines of text
   */
  public static String of(Winsock winsock) {
    StateReport report = new StateReport(winsock);
    List<Operation> pending = winsock.pendingOperations();
    report.waiters(pending);
    report.pending(pending);
    report.operations("untaken completion", winsock.undeliveredOperations(), operation -> "");
    report.handles();
    report.cleanups();
    report.events();
    return report.text.toString();
  }

  /**
   * Says what there is of a kind.
   *
   * @param count how many
   * @param what the kind in the singular
   * @return text such as {@code 2 open handles}
   */
  public static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /**
   * Names a handle by its kind and value.
   *
   * @param handle a handle of any kind; it need not be open
   * @return its kind and value: {@code port 1234}
   */
  public static String named(Handle handle) {
    return ClientCall.named(handle);
  }

  private void waiters(List<Operation> pending) {
    List<Waiter> waiters = winsock.waiters();
    text.append(count(waiters.size(), "thread")).append(" inside a call:\n");
    for (Waiter waiter : waiters) {
      StackTraceElement[] stack = waiter.thread().getStackTrace();
      text.append("  \"").append(waiter.thread().getName()).append("\" in ").append(call(stack));
      waiter.handles().forEach(h -> text.append(", ").append(told(h, pending)));
      long millis = (System.nanoTime() - waiter.sinceNanos()) / 1_000_000;
      text.append(", for ").append(millis).append(" ms\n");
      FoldedStack.of(stack, StateReport::text).stream()
          .limit(FRAMES)
          .forEach(frame -> text.append("      at ").append(frame).append('\n'));
      waiter.nativeStack().forEach(frame -> text.append("      at ").append(frame).append('\n'));
    }
  }

  private static String call(StackTraceElement[] stack) {
    return ClientCall.in(stack).orElse("a call that has just returned");
  }

  /**
   * {@return the lines of a stack, without what lies below the test}
   *
   * @param stack the frames, the innermost first
   */
  public static String lines(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .takeWhile(frame -> !Place.isBelowTheTest(frame.getClassName()))
        .limit(FRAMES)
        .map(frame -> "      at " + text(frame) + "\n")
        .collect(Collectors.joining());
  }

  /** Without the class loader, which tells nothing here. */
  private static String text(StackTraceElement frame) {
    String place = frame.getFileName() + ":" + frame.getLineNumber();
    String at = frame.isNativeMethod() ? "native" : place;
    return frame.getClassName() + "." + frame.getMethodName() + "(" + at + ")";
  }

  private static String told(Handle handle, List<Operation> pending) {
    String name = named(handle);
    if (handle instanceof EventHandle) {
      for (Operation operation : pending) {
        if (handle.equals(eventOf(operation))) {
          return name + " (hEvent of #" + operation.ordinal() + ")";
        }
      }
    }
    return name;
  }

  private static @Nullable EventHandle eventOf(Operation operation) {
    try {
      return operation.overlapped().event();
    } catch (AccessViolationException e) {
      return null; // the client has freed the structure
    }
  }

  private void pending(List<Operation> operations) {
    List<TraceEvent> events = operations.isEmpty() ? List.of() : winsock.recorder().events();
    operations(
        "pending operation",
        operations,
        operation ->
            OwedCompletion.of(events, operation.ordinal())
                .map(owed -> "      owed by " + owed + "\n")
                .orElse(""));
  }

  private void operations(
      String what, List<Operation> operations, Function<Operation, String> more) {
    text.append(count(operations.size(), what)).append(operations.isEmpty() ? "\n" : ":\n");
    for (Operation operation : operations) {
      text.append("  ").append(operation).append('\n');
      text.append(more.apply(operation));
      text.append(startedAt(operation.place()));
    }
  }

  /**
   * {@return the lines that tell where something was started or made}
   *
   * @param place where that was; null when places are not kept, which gives no line
   */
  public static String startedAt(@Nullable Place place) {
    if (place == null) {
      return "";
    }
    return place.frames().stream()
        .map(frame -> "      at " + frame + "\n")
        .collect(Collectors.joining());
  }

  private void handles() {
    List<OpenHandle> open = winsock.unclosedHandles();
    text.append(count(open.size(), "open handle")).append(open.isEmpty() ? "\n" : ":\n");
    for (OpenHandle handle : open) {
      text.append("  ").append(named(handle.handle())).append(" of ").append(handle.function());
      text.append(" at ").append(handle.place()).append('\n');
    }
  }

  /** WSP-CLEAN-2: an end that waits for something keeps the client's end waiting. */
  private void cleanups() {
    Map<String, Integer> inside = new LinkedHashMap<>();
    for (TraceEvent event :
        winsock.recorder().events(event -> event.function().equals("WSPCleanup"))) {
      inside.merge(
          event.provider(), event.step().equals(Step.CALLED.name()) ? 1 : -1, Integer::sum);
    }
    inside.forEach(
        (provider, calls) -> {
          if (calls > 0) {
            text.append("WSPCleanup of ").append(provider);
            text.append(" has not returned (WSP-CLEAN-2)\n");
          }
        });
  }

  private void events() {
    List<TraceEvent> all = winsock.recorder().events();
    List<TraceEvent> last = all.subList(Math.max(0, all.size() - EVENTS), all.size());
    text.append("the last ").append(count(last.size(), "event"));
    text.append(last.isEmpty() ? "" : ":");
    long start = last.isEmpty() ? 0 : last.get(0).nanos();
    last.forEach(event -> event.lines(start).forEach(line -> text.append("\n  ").append(line)));
  }
}
