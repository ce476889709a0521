package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds out whether a filter looks at arguments that are not specified (FWX-99). What a filter
 * reads cannot be seen; what it does can: the same scenario is run several times, each time with
 * other values there, and a filter that goes another way was led by them.
 */
public final class UnspecifiedArguments {
  // Errors that filters know, counts that look like counts; 0 is the emulator's own choice.
  private static final List<Strict.Unspecified> TRIED =
      List.of(
          new Strict.Unspecified(38, 4096),
          new Strict.Unspecified(995, 1),
          new Strict.Unspecified(0x2FFF_FACE, 0x2FFF_FACE));

  private UnspecifiedArguments() {}

  /**
   * Runs a scenario with several values, each in a service of its own with a manual pump.
   *
   * @param builder makes a builder for each run; pump, strict mode and values are set here
   * @param scenario the filter's work, which must do the same each time, and end before it returns
   * @return a violation of FWX-99 for the first run that went another way; empty when all are alike
   */
  @SuppressWarnings("mustcall:type.argument") // closed by run, after the scenario
  public static List<Violation> compare(
      Supplier<FwxServiceBuilder> builder, Consumer<FwxService> scenario) {
    List<String> expected = run(builder.get(), Strict.Unspecified.ZERO, scenario);
    for (Strict.Unspecified values : TRIED) {
      List<String> seen = run(builder.get(), values, scenario);
      if (!seen.equals(expected)) {
        return List.of(violation(values, expected, seen));
      }
    }
    return List.of();
  }

  @SuppressWarnings("mustcall:type.argument") // closed by run, after the scenario
  private static List<String> run(
      FwxServiceBuilder builder, Strict.Unspecified values, Consumer<FwxService> scenario) {
    Path path = new Path();
    builder
        .manualPump()
        .verify(Verifier.Mode.OFF)
        .unspecified(values.error(), values.bytes())
        .listener(path);
    try (FwxService service = builder.build()) {
      scenario.accept(service);
      path.faults(service.faults().size());
    }
    return path.steps();
  }

  private static Violation violation(
      Strict.Unspecified values, List<String> expected, List<String> seen) {
    int at = 0;
    while (at < expected.size() && at < seen.size() && expected.get(at).equals(seen.get(at))) {
      at++;
    }
    ForefrontCheck check = ForefrontCheck.UNSPECIFIED_USED;
    return new Violation(
        check.rule(),
        "filter",
        check.what(),
        step(expected, at) + ", as with 0 in the arguments that are not specified",
        step(seen, at)
            + ", with error code "
            + values.error()
            + " on success and byte count "
            + values.bytes()
            + " on failure",
        check.remedy(),
        seen.subList(0, Math.min(seen.size(), at + 1)));
  }

  private static String step(List<String> steps, int at) {
    return at < steps.size() ? steps.get(at) : "nothing more";
  }

  /** What a filter has done: its I/O, with its position, and how it ended. */
  private static final class Path implements OperationListener {
    private final Queue<String> steps = new ConcurrentLinkedQueue<>();

    @Override
    public void onEvent(OperationEvent event) {
      String operation =
          event.operation().kind().functionName() + " #" + event.operation().ordinal();
      if (event.step() == OperationEvent.Step.STARTED) {
        steps.add(operation + " at " + position(event));
      } else if (event.step() == OperationEvent.Step.DEQUEUED) {
        steps.add(
            operation + " ends with error " + event.error() + ", " + event.bytes() + " bytes");
      }
    }

    private static String position(OperationEvent event) {
      try {
        return String.valueOf(
            Strict.positionIn(
                event.operation().overlapped().offset(),
                event.operation().overlapped().offsetHigh()));
      } catch (AccessViolationException e) {
        return "an address that cannot be read";
      }
    }

    void faults(int count) {
      steps.add(count + " exceptions");
    }

    List<String> steps() {
      return List.copyOf(steps);
    }
  }
}
