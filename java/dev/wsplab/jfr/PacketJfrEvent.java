package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A packet was taken from a port, or is about to be posted to one. */
@Name("dev.wsplab.Packet")
@Label("Completion Packet")
@Description("A packet that was taken from a completion port, or posted to one by the client")
@Category("Wsplab")
@StackTrace(false)
final class PacketJfrEvent extends jdk.jfr.Event {
  @Label("Posted")
  @Description("True: by PostQueuedCompletionStatus; false: taken from a port")
  boolean posted;

  @Label("Port")
  String port = "";

  @Label("Completion Key")
  @MemoryAddress
  long key;

  @Label("Structure")
  @MemoryAddress
  long overlapped;

  @Label("Error")
  String error = "";

  @Label("Bytes")
  long bytes;
}
