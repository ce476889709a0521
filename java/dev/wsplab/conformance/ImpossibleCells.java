package dev.wsplab.conformance;

import java.util.Optional;

/** Which cells cannot be, and why. */
final class ImpossibleCells {
  private ImpossibleCells() {}

  /** Why no provider can be asked this. */
  static Optional<String> anywhere(Cell cell) {
    if (cell.notification() == Notification.ROUTINE && !cell.function().takesRoutine()) {
      return Optional.of(cell.function().winsockName() + " takes no completion routine");
    }
    return Optional.empty();
  }

  /**
   * Why this cannot be brought about between two sockets of a base provider, where nobody decides
   * when an operation ends; over the scripted provider all of it can.
   */
  static Optional<String> ofConnectedPair(Cell cell) {
    return switch (cell.ending()) {
      case BEFORE_RETURN ->
          Optional.of("when a base provider completes is its own choice, the kit cannot force it");
      case AT_ONCE ->
          cell.function() == TestedFunction.CONNECT_EX
              ? Optional.of("no connection is there before it is asked for")
              : Optional.empty();
      case FAILS_AT_ONCE -> Optional.empty();
      case LATER, FAILS_LATER, CLOSED, CANCELLED -> pendingOnPair(cell);
    };
  }

  private static Optional<String> pendingOnPair(Cell cell) {
    return switch (cell.function()) {
      case SEND_TO -> Optional.of("a datagram is taken at once");
      case IOCTL -> Optional.of("no control is bound to pend with every base provider");
      case DISCONNECT_EX ->
          Optional.of("when a disconnect ends is the provider's choice: at-once covers it");
      case CONNECT_EX ->
          cell.ending() == Ending.CLOSED || cell.ending() == Ending.CANCELLED
              ? Optional.of("no address is known that never answers")
              : Optional.empty();
      case SEND, RECV, RECV_FROM, ACCEPT_EX, RECV_MSG, READ_FILE, WRITE_FILE -> Optional.empty();
    };
  }
}
