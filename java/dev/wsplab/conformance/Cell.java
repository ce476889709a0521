package dev.wsplab.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * One combination of a function, the way its client is told, and the way it ends.
 *
 * @param notification how the client is told
 * @param function what it calls
 * @param ending how the operation ends
 */
record Cell(Notification notification, TestedFunction function, Ending ending) {
  /** Every combination, the impossible ones too, in a fixed order. */
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (TestedFunction function : TestedFunction.values()) {
      for (Ending ending : Ending.values()) {
        for (Notification notification : Notification.values()) {
          cells.add(new Cell(notification, function, ending));
        }
      }
    }
    return cells;
  }

  /** The name in lists and reports: {@code WSARecv/later/port}. */
  String name() {
    return function.winsockName() + "/" + ending.label() + "/" + notification.label();
  }
}
