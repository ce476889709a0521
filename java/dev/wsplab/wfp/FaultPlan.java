package dev.wsplab.wfp;

import dev.wsplab.wfp.WfpFaults.Point;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts who asks at each point. Thread-safe. */
final class FaultPlan {
  private final WfpFaults faults;
  private final AtomicLongArray asked = new AtomicLongArray(Point.values().length);

  FaultPlan(WfpFaults faults) {
    this.faults = faults;
  }

  boolean fails(Point point) {
    return faults.fails(point, asked.getAndIncrement(point.ordinal()));
  }
}
