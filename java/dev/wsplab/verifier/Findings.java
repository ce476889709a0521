package dev.wsplab.verifier;

import dev.wsplab.trace.TraceEvent;
import java.util.function.Predicate;

/** Reports what operations break, with the history of each. Thread-safe. */
final class Findings {
  private final Violations violations;

  Findings(Violations violations) {
    this.violations = violations;
  }

  /** Reports what the provider of an operation broke. */
  void add(OperationCheck check, BorderOperation of, String expected, String seen) {
    add(check, of.border().name(), of, expected, seen);
  }

  /**
   * Reports what somebody broke; nothing of a provider that was given a structure for two
   * operations at a time, for who did that has been reported (OVL-6).
   *
   * @param provider who, by its path in the catalog; empty for the client
   */
  void add(
      OperationCheck check, String provider, BorderOperation of, String expected, String seen) {
    if (of.isShared() && !provider.equals(of.startedBy())) {
      return;
    }
    violations.add(
        check.rule(),
        provider,
        check.what(),
        expected,
        seen + " (" + of + ")",
        check.remedy(),
        history(of));
  }

  /** Half a sentence about a layer that has called nobody below, and so owes all by itself. */
  String withoutACallBelow(BorderOperation of) {
    return violations.calledNoneBelow(of.border().name(), of.address())
        ? "; in the call that answered WSA_IO_PENDING it had called no provider below"
        : "";
  }

  /** Tells what the provider of an operation does otherwise than others, and may do. */
  void note(OperationCheck check, BorderOperation of, String expected, String seen) {
    violations.note(
        check.rule(),
        of.border().name(),
        check.what(),
        expected,
        seen + " (" + of + ")",
        check.remedy(),
        history(of));
  }

  /** Reports that whoever started an operation has freed its structure too soon (OVL-6). */
  void freed(BorderOperation of) {
    add(
        OperationCheck.STRUCTURE_FREED,
        of.startedBy(),
        of,
        "memory that lives until the completion",
        "memory that cannot be read");
  }

  /** Reports what concerns a structure that no operation is known of. */
  void addUnknown(
      OperationCheck check,
      String provider,
      long socket,
      long address,
      String expected,
      String seen) {
    violations.add(
        check.rule(),
        provider,
        check.what(),
        expected,
        seen + " (socket " + socket + " overlapped 0x" + Long.toHexString(address) + ")",
        check.remedy(),
        event -> event.overlapped() == address || isOfSocket(event, socket));
  }

  private static Predicate<TraceEvent> history(BorderOperation of) {
    return event -> event.overlapped() == of.address() || isOfSocket(event, of.socket().value());
  }

  private static boolean isOfSocket(TraceEvent event, long socket) {
    return event.socket() == socket && event.overlapped() == 0;
  }
}
