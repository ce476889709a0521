package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One mistake.
 *
 * @param by whom the report names
 * @param does the mistake
 */
record Bug(
    String name,
    FltCheck check,
    String by,
    FsScript script,
    UnaryOperator<FilterManagerSettings> settings,
    Consumer<FltBench> does) {
  static final String INITIATOR = "initiator at 300000";

  Bug(String name, FltCheck check, String by, FsScript script, Consumer<FltBench> does) {
    this(name, check, by, script, it -> it, does);
  }

  static Bug bug(String name, FltCheck check, Consumer<FltBench> does) {
    return new Bug(name, check, INITIATOR, FsScript.inline(), does);
  }

  static Bug late(String name, FltCheck check, Consumer<FltBench> does) {
    return new Bug(name, check, INITIATOR, FsScript.later(), does);
  }

  /** Of a filter below the initiator. */
  static Bug below(String name, FltCheck check, Consumer<FltBench> does) {
    return new Bug(name, check, "filter 200000 at 200000", FsScript.inline(), does);
  }

  /** Where nobody knows who calls: outside every callback, and about nobody's data. */
  static Bug outside(String name, FltCheck check, Consumer<FltBench> does) {
    return new Bug(name, check, "", FsScript.inline(), does);
  }

  static FltPreOperation returns(int status) {
    return (data, objects, context) -> status;
  }

  /** Sends a read of the initiator's, waits for it, and frees. */
  static void readThrough(FltBench bench) {
    FltCallbackData data = bench.read(0, 4);
    bench.perform(data);
    bench.manager.scheduler().runAll();
    bench.flt.fltFreeCallbackData(data);
  }

  @Override
  public String toString() {
    return name;
  }
}
