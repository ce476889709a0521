package dev.wsplab.conformance;

/** How a client asks to be told of the end of its operation. */
enum Notification {
  /** An event object, and no port. */
  EVENT("event"),
  /** A completion port, and no event. */
  PORT("port"),
  /** Both: the event is set and a packet queued (IOCP-EVT-1). */
  BOTH("both"),
  /** A port, and an event with its low bit set: no packet (IOCP-EVT-3). */
  LOW_BIT("low-bit"),
  /** A completion routine. */
  ROUTINE("routine"),
  /** Nothing at all: the client looks at the structure. */
  POLL("poll");

  private final String label;

  Notification(String label) {
    this.label = label;
  }

  /** The name in lists and reports. */
  String label() {
    return label;
  }

  boolean hasPort() {
    return this == PORT || this == BOTH || this == LOW_BIT;
  }

  boolean hasEvent() {
    return this == EVENT || this == BOTH || this == LOW_BIT;
  }

  boolean hasPacket() {
    return this == PORT || this == BOTH;
  }
}
