package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A call of the client's that has not returned when a recording ends or its environment closes. */
@Name("dev.wsplab.OpenWait")
@Label("Waiting Call Not Ended")
@Description("A call of the client's that may wait and had not returned when the recording ended")
@Category("Wsplab")
@Period("endChunk")
@StackTrace(false)
final class OpenWaitJfrEvent extends jdk.jfr.Event {
  @Label("Handles")
  @Description("What the call is about: sockets, ports, events")
  String handles = "";

  @Label("Waiting Thread")
  String waitingThread = "";

  @Label("Age")
  @Description("How long ago it was called")
  @Timespan(Timespan.NANOSECONDS)
  long age;
}
