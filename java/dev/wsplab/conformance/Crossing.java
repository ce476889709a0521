package dev.wsplab.conformance;

/** How two operations meet whose ends come in the other order. */
enum Crossing {
  /** Both on one socket. */
  OPERATIONS("two-operations", Check.OTHER_OPERATION),
  /** Each on a socket of its own. */
  SOCKETS("two-sockets", Check.OTHER_SOCKET);

  private final String label;
  private final Check mixedUp;

  Crossing(String label, Check mixedUp) {
    this.label = label;
    this.mixedUp = mixedUp;
  }

  /** The name in lists and reports. */
  String label() {
    return label;
  }

  /** What is broken when one is taken for the other. */
  Check mixedUp() {
    return mixedUp;
  }

  /** Whether two operations of a function can be pending so. */
  boolean isPossible(TestedFunction function) {
    return switch (function) {
      case CONNECT_EX, DISCONNECT_EX -> this == SOCKETS;
      default -> true;
    };
  }
}
