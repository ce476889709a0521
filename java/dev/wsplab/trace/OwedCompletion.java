package dev.wsplab.trace;

import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who owes the completion of a pending operation, by what was recorded: of the providers that its
 * start went through, the lowest from which no completion has come (WPU-COMPLETE-18). What a
 * provider calls in another thread than the one of the start is not taken into account.
 */
public final class OwedCompletion {
  private final List<TraceEvent> events;
  private final int start;
  private final String thread;
  private final List<Call> calls = new ArrayList<>();

  /** A call of a provider that the start of the operation went through; the outermost first. */
  private static final class Call {
    private final TraceEvent called;
    private boolean returned;
    private int error;

    private Call(TraceEvent called) {
      this.called = called;
    }
  }

  private OwedCompletion(List<TraceEvent> events, int start, String thread) {
    this.events = events;
    this.start = start;
    this.thread = thread;
  }

  /**
   * Says who owes an operation's completion, and why.
   *
   * @param events what was recorded, the oldest first
   * @param operation the ordinal of the operation, which is pending
   * @return half a sentence that begins with the provider's name; empty when its start is no longer
   *     among the events, or when no provider has answered that it is pending
   */
  public static Optional<String> of(List<TraceEvent> events, long operation) {
    for (int i = events.size() - 1; i >= 0; i--) {
      TraceEvent event = events.get(i);
      if (event.operation() == operation && event.step().equals("STARTED")) {
        return new OwedCompletion(events, i, event.thread()).told();
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a layer's call for an operation has returned without a call of a provider below it.
   *
   * @param events what was recorded, the oldest first
   * @param provider the layer, by its path in the catalog
   * @param overlapped address of the structure that it was given for the operation
   * @return also false when that is not known any more, or when it is no layer as far as is known
   */
  public static boolean calledNoneBelow(List<TraceEvent> events, String provider, long overlapped) {
    for (int i = events.size() - 1; i >= 0; i--) {
      TraceEvent event = events.get(i);
      if (event.overlapped() == overlapped
          && event.provider().equals(provider)
          && event.step().equals(Step.CALLED.name())) {
        OwedCompletion owed = new OwedCompletion(events, i - 1, event.thread());
        owed.follow();
        return owed.calls.size() == 1
            && owed.calls.get(0).returned
            && owed.layers().contains(provider);
      }
    }
    return false;
  }

  private Optional<String> told() {
    follow();
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      String who = call.called.provider() + ": its " + call.called.function();
      if (!call.returned) {
        return Optional.of(who + " has not returned");
      }
      if (call.error == WsaError.WSA_IO_PENDING.code() && !isCompleted(call)) {
        return Optional.of(who + " answered WSA_IO_PENDING, and nothing was completed" + why(i));
      }
    }
    return Optional.empty();
  }

  /** The calls inside the start, as far as they were recorded. */
  private void follow() {
    Deque<Call> inside = new ArrayDeque<>();
    for (TraceEvent event : events.subList(start + 1, events.size())) {
      if (event.provider().isEmpty() || event.overlapped() == 0 || !event.thread().equals(thread)) {
        continue;
      }
      if (event.step().equals(Step.CALLED.name())) {
        Call call = new Call(event);
        inside.push(call);
        calls.add(call);
      } else if (event.step().equals(Step.RETURNED.name()) && !inside.isEmpty()) {
        Call call = inside.pop();
        call.returned = true;
        call.error = event.error();
        if (inside.isEmpty()) {
          return;
        }
      }
    }
  }

  /** A layer may hand down the structure, which is completed for it then. */
  private boolean isCompleted(Call call) {
    return events.subList(start, events.size()).stream()
        .anyMatch(e -> e.overlapped() == call.called.overlapped() && isCompletion(e.step()));
  }

  private static boolean isCompletion(String step) {
    return step.equals(Step.FIELDS_WRITTEN.name()) || step.equals(Step.ROUTINE.name());
  }

  private String why(int level) {
    String provider = calls.get(level).called.provider();
    if (level + 1 < calls.size()) {
      return "; the provider below has completed its part";
    }
    if (layers().contains(provider)) {
      return "; inside that call it has called no provider below";
    }
    return switch (calls.get(level).called.function()) {
      case "WSPRecv", "WSPRecvFrom", "WSARecvMsg" ->
          "; a receive ends when something arrives: has the other end sent it?";
      case "AcceptEx" -> "; it ends when somebody connects: has anybody?";
      default -> "";
    };
  }

  /** Those inside whose calls another provider was called: what is known of them. */
  private Set<String> layers() {
    Set<String> found = new HashSet<>();
    Deque<String> inside = new ArrayDeque<>();
    for (TraceEvent event : events) {
      if (event.provider().isEmpty() || !event.thread().equals(thread)) {
        continue;
      }
      if (event.step().equals(Step.CALLED.name())) {
        String above = inside.peek();
        if (above != null && !above.equals(event.provider())) {
          found.add(above);
        }
        inside.push(event.provider());
      } else if (event.step().equals(Step.RETURNED.name()) && !inside.isEmpty()) {
        inside.pop();
      }
    }
    return found;
  }
}
