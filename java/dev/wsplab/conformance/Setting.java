package dev.wsplab.conformance;

/** What a scenario plays on. */
enum Setting {
  /** A layer over the scripted provider with handles of its own. */
  OVER_OWN("over non-IFS"),
  /** A layer over the scripted provider with system handles. */
  OVER_IFS("over IFS"),
  /** Connected sockets: of the base provider itself, or of a layer over the one in memory. */
  PAIR("connected");

  private final String label;

  Setting(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  boolean isScripted() {
    return this != PAIR;
  }
}
