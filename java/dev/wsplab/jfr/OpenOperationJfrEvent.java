package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * An operation whose client has not been told yet, when a recording ends or its environment closes.
 */
@Name("dev.wsplab.OpenOperation")
@Label("Overlapped Operation Not Ended")
@Description("An operation whose client was not told of its end before the recording ended")
@Category("Wsplab")
@Period("endChunk")
@StackTrace(false)
final class OpenOperationJfrEvent extends jdk.jfr.Event {
  @Label("Number")
  long number;

  @Label("Function")
  String function = "";

  @Label("Socket")
  String socket = "";

  @Label("Structure")
  @MemoryAddress
  long overlapped;

  @Label("Starting Thread")
  String startThread = "";

  @Label("Age")
  @Description("How long ago it was started")
  @Timespan(Timespan.NANOSECONDS)
  long age;
}
