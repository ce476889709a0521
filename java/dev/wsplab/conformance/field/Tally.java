package dev.wsplab.conformance.field;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.OperationListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what the overlapped operations of a client came to, to compare two runs. Thread-safe. */
final class Tally implements OperationListener {
  /** What one function came to. */
  private record Counts(int started, int atOnce, int failed, long bytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts with(OperationEvent event) {
      return switch (event.step()) {
        case STARTED -> new Counts(started + 1, atOnce, failed, bytes);
        case SUCCEEDED -> new Counts(started, atOnce + 1, failed, bytes);
        case FAILED -> new Counts(started, atOnce, failed + 1, bytes);
        case COMPLETED ->
            new Counts(
                started, atOnce, failed + (event.error() == 0 ? 0 : 1), bytes + event.bytes());
        default -> this;
      };
    }

    @Override
    public String toString() {
      return started
          + " started, "
          + atOnce
          + " done at once, "
          + failed
          + " failed, "
          + bytes
          + " bytes";
    }
  }

  private final Map<OperationKind, Counts> counts = new EnumMap<>(OperationKind.class);

  @Override
  public synchronized void onEvent(OperationEvent event) {
    Step step = event.step();
    if (step == Step.STARTED
        || step == Step.SUCCEEDED
        || step == Step.FAILED
        || step == Step.COMPLETED) {
      OperationKind kind = event.operation().kind();
      counts.put(kind, counts.getOrDefault(kind, Counts.NONE).with(event));
    }
  }

  /** All of it, a line for each function; {@link #add} reads them. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    counts()
        .forEach(
            (kind, c) ->
                lines.add(
                    kind
                        + " "
                        + c.started()
                        + " "
                        + c.atOnce()
                        + " "
                        + c.failed()
                        + " "
                        + c.bytes()));
    return lines;
  }

  /** Takes one of those lines over. */
  synchronized void add(String line) {
    String[] words = line.split(" ");
    counts.put(
        OperationKind.valueOf(words[0]),
        new Counts(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            Long.parseLong(words[4])));
  }

  private synchronized Map<OperationKind, Counts> counts() {
    return new EnumMap<>(counts);
  }

  /** What is otherwise than in another run, a line for each function. */
  List<String> differences(Tally bare) {
    Map<OperationKind, Counts> here = counts();
    Map<OperationKind, Counts> there = bare.counts();
    List<String> lines = new ArrayList<>();
    for (OperationKind kind : OperationKind.values()) {
      Counts now = here.getOrDefault(kind, Counts.NONE);
      Counts before = there.getOrDefault(kind, Counts.NONE);
      if (!now.equals(before)) {
        lines.add(kind.functionName() + ": " + now + " (bare: " + before + ")");
      }
    }
    return lines;
  }
}
