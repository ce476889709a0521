package dev.wsplab.wfp;

import java.util.function.Consumer;

/** Until when what a classifyFn is handed may be used: until it returns (WFP-7). Thread-safe. */
final class Lifetime {
  private final Consumer<String> late;
  private volatile boolean over;

  /**
   * Begins one.
   *
   * @param late is told what is used too late
   */
  Lifetime(Consumer<String> late) {
    this.late = late;
  }

  void end() {
    over = true;
  }

  /** Whether it may be used; a late use is reported (WFP-7). */
  boolean allows(String what) {
    if (over) {
      late.accept(what);
    }
    return !over;
  }
}
