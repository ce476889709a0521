package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The APC of a completion routine is about to run in its thread. */
@Name("dev.wsplab.Apc")
@Label("Completion Routine")
@Description("An APC: a completion routine is about to run, in an alertable wait of its thread")
@Category("Wsplab")
@StackTrace(false)
final class RoutineJfrEvent extends jdk.jfr.Event {
  @Label("Operation")
  long number;

  @Label("Function")
  String function = "";

  @Label("Structure")
  @MemoryAddress
  long overlapped;

  @Label("Error")
  String error = "";

  @Label("Bytes")
  long bytes;
}
