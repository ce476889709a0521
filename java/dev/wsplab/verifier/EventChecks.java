package dev.wsplab.verifier;

import dev.wsplab.kernel.EventHandle;
import java.util.List;

/** What a provider may do with the events of its operations. */
final class EventChecks {
  private final BorderBook book;
  private final BorderThreads threads;
  private final Findings findings;

  EventChecks(BorderBook book, BorderThreads threads, Findings findings) {
    this.book = book;
    this.threads = threads;
    this.findings = findings;
  }

  /** The provider resets an event: that of the operation that it starts, perhaps. */
  void reset(Border border, EventHandle event) {
    BorderOperation starting = threads.starting(border);
    if (starting != null && starting.event() == (event.value() & ~1L)) {
      starting.eventReset();
    }
  }

  /** The provider sets an event itself. */
  void set(Border border, EventHandle event) {
    long value = event.value() & ~1L;
    if (value == 0 || border.isForNetworkEvents(value)) {
      return;
    }
    List<BorderOperation> users =
        book.all(o -> o.border() == border && o.isIndicated() && (o.hEvent() & ~1L) == value);
    for (BorderOperation operation : users) {
      if (operation.isOpen() && operation.hasRoutine()) {
        notWithRoutine(operation);
      } else if (users.size() == 1 && operation.isOpen()) {
        notEarly(operation);
      }
    }
  }

  /** WSP-IO-4, OVL-5: with a routine, hEvent is the client's own data. */
  private void notWithRoutine(BorderOperation operation) {
    findings.add(
        OperationCheck.EVENT_OF_A_ROUTINE,
        operation,
        "hEvent untouched: it is the client's own data",
        "WPUSetEvent for it");
  }

  /** WPU-COMPLETE-12: first the fields, then the event. */
  private void notEarly(BorderOperation operation) {
    findings.add(
        OperationCheck.EVENT_SET_EARLY,
        operation,
        "WPUCompleteOverlappedRequest, which signals it after the fields are final",
        "WPUSetEvent for the event of a pending operation");
  }
}
