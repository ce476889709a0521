package dev.wsplab.conformance;

import java.util.EnumSet;
import java.util.Set;

/** The checks of a cell. */
final class CellChecks {
  private CellChecks() {}

  static Set<Check> of(Cell cell, Setting setting) {
    EnumSet<Check> checks = ofCell(cell);
    boolean succeeds =
        switch (cell.ending()) {
          case AT_ONCE, LATER, BEFORE_RETURN -> true;
          case FAILS_AT_ONCE, FAILS_LATER, CLOSED, CANCELLED -> false;
        };
    checks.addAll(
        setting.isScripted()
            ? ContentChecks.of(cell.function(), succeeds)
            : PairActs.contentChecks(cell));
    return checks;
  }

  private static EnumSet<Check> ofCell(Cell cell) {
    EnumSet<Check> checks = EnumSet.of(Check.STARTS, Check.ANSWERS);
    if (cell.ending() == Ending.FAILS_AT_ONCE) {
      checks.addAll(EnumSet.of(Check.SAME_ERROR, Check.NOT_LEFT_PENDING, Check.NOT_INDICATED));
      return checks;
    }
    checks.add(Check.FINAL_STATUS);
    checks.add(Check.QUERY_AGAIN);
    ofEnding(cell.ending(), checks);
    ofNotification(cell.notification(), checks);
    return checks;
  }

  private static void ofEnding(Ending ending, Set<Check> checks) {
    switch (ending) {
      case AT_ONCE ->
          checks.addAll(
              Set.of(Check.INDICATED_ON_SUCCESS, Check.BYTES_RETURNED, Check.QUERY_SUCCESS));
      case LATER -> checks.addAll(Set.of(Check.COMPLETED, Check.QUERY_SUCCESS));
      case FAILS_LATER -> checks.addAll(Set.of(Check.COMPLETED, Check.QUERY_ERROR));
      case BEFORE_RETURN -> checks.addAll(Set.of(Check.COMPLETED_EARLY, Check.QUERY_SUCCESS));
      case CLOSED -> checks.add(Check.CLOSED);
      case CANCELLED -> checks.addAll(Set.of(Check.CANCELLED, Check.NOT_CANCELLABLE));
      default -> {}
    }
    if (ending.isPendingForAWhile()) {
      checks.addAll(Set.of(Check.NO_EARLY_SUCCESS, Check.MARKED_PENDING, Check.QUERY_INCOMPLETE));
    }
    if (ending == Ending.AT_ONCE || ending == Ending.LATER) {
      checks.add(Check.BYTES);
    }
  }

  private static void ofNotification(Notification notification, Set<Check> checks) {
    switch (notification) {
      case EVENT -> checks.addAll(Set.of(Check.EVENT_SET, Check.EVENT_RESET, Check.ONCE));
      case PORT -> checks.addAll(Set.of(Check.PACKET_OF_CLIENT, Check.PACKET_ERROR, Check.ONCE));
      case BOTH ->
          checks.addAll(
              Set.of(
                  Check.EVENT_AND_PACKET,
                  Check.EVENT_RESET,
                  Check.PACKET_OF_CLIENT,
                  Check.PACKET_ERROR,
                  Check.ONCE));
      case LOW_BIT ->
          checks.addAll(Set.of(Check.NO_PACKET_BY_LOW_BIT, Check.EVENT_SET, Check.EVENT_RESET));
      case ROUTINE ->
          checks.addAll(
              Set.of(
                  Check.ROUTINE_IN_WAIT,
                  Check.ROUTINE_VALUES,
                  Check.ROUTINE_FINAL,
                  Check.ROUTINE_ALONE,
                  Check.ONCE));
      case POLL -> {}
    }
  }
}
