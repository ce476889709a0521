package dev.wsplab.fuzz;

import dev.wsplab.Winsock;
import dev.wsplab.fuzz.FuzzCall.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the calls of a sequence to the emulator and to the model, and stops where they differ; then
 * makes the sequence smaller while they still do. Not thread-safe.
 */
final class Fuzzer {
  private static final int LENGTH = 200;

  private final Supplier<Winsock> environments;
  private final boolean ifs;
  private long calls;

  /**
   * Compares environments with the model.
   *
   * @param environments a new one each time; over the base in memory, without layers that complete
   *     later
   * @param ifs whether their sockets are system handles
   */
  Fuzzer(Supplier<Winsock> environments, boolean ifs) {
    this.environments = environments;
    this.ifs = ifs;
  }

  /**
   * Where emulator and model differ.
   *
   * @param seed of the sequence
   * @param calls what is left of it
   * @param expected what the model says of the last of them; or, in the end, of one that closes and
   *     takes what is left
   * @param found what the emulator says
   */
  record Difference(long seed, List<FuzzCall> calls, String expected, String found) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("seed " + seed + ", " + calls.size() + " calls:\n");
      calls.forEach(call -> text.append("  ").append(call).append('\n'));
      return text.append("expected: ")
          .append(expected)
          .append("\nfound:    ")
          .append(found)
          .toString();
    }
  }

  /** How many calls were made so far, without those that were left out. */
  long calls() {
    return calls;
  }

  /** Runs the sequence of a seed; null when emulator and model agree. */
  @Nullable Difference run(long seed) {
    List<FuzzCall> sequence = FuzzCall.sequence(seed, LENGTH);
    Difference difference = compare(seed, sequence);
    return difference == null ? null : smaller(difference);
  }

  /** The same with the calls as given, and then an end that leaves nothing open. */
  @Nullable Difference compare(long seed, List<FuzzCall> sequence) {
    List<FuzzCall> made = new ArrayList<>();
    ModelSystem model = new ModelSystem(ifs);
    try (RealSystem real = new RealSystem(environments.get())) {
      for (FuzzCall call : sequence) {
        Difference difference = compare(seed, made, model, real, call);
        if (difference != null) {
          return difference;
        }
      }
      for (FuzzCall call : end(model)) {
        Difference difference = compare(seed, new ArrayList<>(), model, real, call);
        if (difference != null) {
          return new Difference(
              seed, made, "in the end " + difference.expected(), difference.found());
        }
      }
      return nothing().equals(real.owed())
          ? null
          : new Difference(seed, made, "in the end " + nothing(), real.owed());
    }
  }

  private static String nothing() {
    return "pending 0, undelivered 0";
  }

  private @Nullable Difference compare(
      long seed, List<FuzzCall> made, ModelSystem model, RealSystem real, FuzzCall call) {
    String expected = model.perform(call);
    if (expected.equals(FuzzSystem.SKIPPED)) {
      return null;
    }
    made.add(call);
    calls++;
    String found;
    try {
      found = real.perform(call);
    } catch (RuntimeException e) {
      found = e.toString();
    }
    return expected.equals(found) ? null : new Difference(seed, List.copyOf(made), expected, found);
  }

  /**
   * Closes what has nothing to receive, which ends all that is pending; then receives what has come
   * and closes the others; takes everything that is told.
   */
  private static List<FuzzCall> end(ModelSystem model) {
    List<FuzzCall> calls = new ArrayList<>();
    closeAll(calls);
    for (int i = 0; i < FuzzCall.SOCKETS; i++) {
      int waiting = model.waiting(i);
      for (int taken = 0; taken < waiting; taken += FuzzCall.LARGEST) {
        calls.add(new FuzzCall(Kind.RECEIVE, i, i, FuzzCall.LARGEST, 0));
        takeAll(calls);
      }
    }
    closeAll(calls);
    return calls;
  }

  private static void closeAll(List<FuzzCall> calls) {
    for (int i = 0; i < FuzzCall.SOCKETS; i++) {
      calls.add(new FuzzCall(Kind.CLOSE_SOCKET, i, 0, 0, 0));
    }
    takeAll(calls);
  }

  private static void takeAll(List<FuzzCall> calls) {
    for (int port = 0; port < FuzzCall.PORTS; port++) {
      calls.add(new FuzzCall(Kind.DEQUEUE_SOME, port, LENGTH, 0, 0));
    }
    calls.add(new FuzzCall(Kind.SLEEP, 0, 0, 0, 0));
  }

  /** Leaves out ever smaller parts, as long as what is left differs, too. */
  private Difference smaller(Difference found) {
    Difference least = found;
    for (int size = Math.max(1, least.calls().size() / 2); size >= 1; ) {
      Difference without = withoutOnePart(least, size);
      if (without != null) {
        least = without;
      } else {
        size = size / 2;
      }
    }
    return least;
  }

  private @Nullable Difference withoutOnePart(Difference found, int size) {
    List<FuzzCall> calls = found.calls();
    for (int from = 0; from < calls.size(); from += size) {
      List<FuzzCall> rest = new ArrayList<>(calls.subList(0, from));
      rest.addAll(calls.subList(Math.min(calls.size(), from + size), calls.size()));
      Difference still = compare(found.seed(), rest);
      if (still != null && still.calls().size() < calls.size()) {
        return still;
      }
    }
    return null;
  }
}
