package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A thread was inside a call of the client's that may wait; its stack says which. */
@Name("dev.wsplab.Wait")
@Label("Waiting Call")
@Description("A call of the client's that may wait, from its beginning to its return")
@Category("Wsplab")
final class WaitJfrEvent extends jdk.jfr.Event {
  @Label("Handles")
  @Description("What the call was about: sockets, ports, events")
  String handles = "";
}
