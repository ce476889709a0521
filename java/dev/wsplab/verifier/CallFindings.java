package dev.wsplab.verifier;

import dev.wsplab.trace.TraceEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Where checks of calls report; the same thing of the same provider is told once. Thread-safe. */
final class CallFindings {
  private record Told(Check check, String provider, String expected, String seen) {}

  private final Violations violations;
  private final Set<Told> told = ConcurrentHashMap.newKeySet();

  CallFindings(Violations violations) {
    this.violations = violations;
  }

  /** Reports with the history of a provider. */
  void report(Check check, String provider, String expected, String seen) {
    report(check, provider, expected, seen, event -> event.provider().equals(provider));
  }

  /** Reports with the history of a socket. */
  void report(Check check, String provider, String expected, String seen, long socket) {
    report(check, provider, expected, seen, event -> event.socket() == socket);
  }

  private void report(
      Check check, String provider, String expected, String seen, Predicate<TraceEvent> of) {
    if (told.add(new Told(check, provider, expected, seen))) {
      violations.add(check.rule(), provider, check.what(), expected, seen, check.remedy(), of);
    }
  }
}
