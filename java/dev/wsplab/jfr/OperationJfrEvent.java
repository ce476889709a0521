package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An operation, from its start until its client was told; written by the thread that is told. */
@Name("dev.wsplab.Operation")
@Label("Overlapped Operation")
@Description("From the start of an operation until its client was told of its end")
@Category("Wsplab")
@StackTrace(false)
final class OperationJfrEvent extends jdk.jfr.Event {
  @Label("Number")
  long number;

  @Label("Function")
  String function = "";

  @Label("Socket")
  String socket = "";

  @Label("Structure")
  @MemoryAddress
  long overlapped;

  @Label("Error")
  String error = "";

  @Label("Bytes")
  long bytes;

  @Label("Told By")
  @Description("The step that told the client: FAILED, NOTIFIED, DEQUEUED, ROUTINE, ROUTINE_LOST")
  String toldBy = "";

  @Label("Starting Thread")
  String startThread = "";
}
