package dev.wsplab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A rule was broken. */
@Name("dev.wsplab.Violation")
@Label("Broken Rule")
@Description("A rule that the verifier found broken")
@Category("Wsplab")
final class ViolationJfrEvent extends jdk.jfr.Event {
  @Label("Rule")
  String rule = "";

  @Label("Provider")
  String provider = "";

  @Label("What")
  String what = "";

  @Label("Expected")
  String expected = "";

  @Label("Seen")
  String seen = "";

  @Label("Remedy")
  String remedy = "";

  @Label("Operation")
  long operation;

  @Label("Socket")
  String socket = "";
}
