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
  void add(
      String rule, BorderOperation of, String what, String expected, String seen, String remedy) {
    add(rule, of.border().name(), of, what, expected, seen, remedy);
  }

  /**
   * Reports what somebody broke.
   *
   * @param provider who, by its path in the catalog; empty for the client
   */
  void add(
      String rule,
      String provider,
      BorderOperation of,
      String what,
      String expected,
      String seen,
      String remedy) {
    violations.add(rule, provider, what, expected, seen + " (" + of + ")", remedy, history(of));
  }

  /** Reports that whoever started an operation has freed its structure too soon (OVL-6). */
  void freed(BorderOperation of) {
    add(
        "OVL-6",
        of.startedBy(),
        of,
        "structure freed while its operation is pending",
        "memory that lives until the completion",
        "memory that cannot be read",
        "Keep the WSAOVERLAPPED until the event, packet or routine has come; closing the socket"
            + " does not free you from that.");
  }

  /** Reports what concerns a structure that no operation is known of. */
  void addUnknown(
      String rule,
      String provider,
      long socket,
      long address,
      String what,
      String expected,
      String seen,
      String remedy) {
    violations.add(
        rule,
        provider,
        what,
        expected,
        seen + " (socket " + socket + " overlapped 0x" + Long.toHexString(address) + ")",
        remedy,
        event -> event.overlapped() == address || isOfSocket(event, socket));
  }

  private static Predicate<TraceEvent> history(BorderOperation of) {
    return event -> event.overlapped() == of.address() || isOfSocket(event, of.socket().value());
  }

  private static boolean isOfSocket(TraceEvent event, long socket) {
    return event.socket() == socket && event.overlapped() == 0;
  }
}
