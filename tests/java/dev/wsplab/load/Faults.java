package dev.wsplab.load;

import dev.wsplab.spi.MswsockFunction;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.timing.FaultPlan;
import java.util.Arrays;
import java.util.Set;

/** What fails in watched runs: one in ten calls of everything that may. */
final class Faults {
  private static final double SHARE = 0.1;

  /**
   * What cannot fail, and what carries the end of an operation to its client: it fails only when a
   * provider names a handle or a thread that is none, and then nobody is ever told.
   */
  private static final Set<WpuFunction> LEFT_OUT =
      Set.of(
          WpuFunction.WPU_FD_IS_SET,
          WpuFunction.WPU_QUEUE_APC,
          WpuFunction.WPU_COMPLETE_OVERLAPPED_REQUEST);

  private Faults() {}

  /** The plan of a run. */
  static FaultPlan of(long seed) {
    FaultPlan.Builder plan = FaultPlan.seeded(seed);
    for (WspFunction function : WspFunction.values()) {
      plan.failRandomly(function, SHARE);
    }
    Arrays.stream(MswsockFunction.values()).forEach(f -> plan.failRandomly(f, SHARE));
    plan.failStartupRandomly(SHARE);
    Arrays.stream(WpuFunction.values())
        .filter(function -> !LEFT_OUT.contains(function))
        .forEach(function -> plan.failRandomly(function, SHARE));
    return plan.build();
  }
}
