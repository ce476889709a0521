package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.verifier.BorderOperation.End;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What is owed for pending operations when a socket is closed and when a provider ends. */
final class EndChecks {
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final BorderBook book;
  private final Findings findings;
  private final Duration grace;

  /**
   * Makes the checks.
   *
   * @param grace how long completions of closed sockets may be on their way when a provider is to
   *     end
   */
  EndChecks(BorderBook book, Findings findings, Duration grace) {
    this.book = book;
    this.findings = findings;
    this.grace = grace;
  }

  /**
   * A socket has been closed for good: by {@code WSPCloseSocket}, or, a system socket, with its
   * last name (WIN-23).
   */
  void socketClosed(Border border, long first) {
    for (BorderOperation operation : pending(border)) {
      if (operation.first() == first) {
        operation.socketClosed();
      }
    }
  }

  /**
   * The final {@code WSPCleanup} is about to be called. Completions of sockets that are closed may
   * still be on their way to the client (WSP-CLOSE-4); they are waited for.
   */
  void ending(Border border) {
    long end = System.nanoTime() + grace.toNanos();
    while (!owedByClose(border).isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
    owedByClose(border).forEach(this::notToldOfClose);
    pending(border).stream().filter(o -> !isReadable(o)).forEach(findings::freed);
  }

  /** The final {@code WSPCleanup} has returned. */
  void ended(Border border) {
    for (BorderOperation operation : pending(border)) {
      if (!operation.isSocketClosed()) {
        fieldsSayAborted(operation);
      }
    }
    book.forget(o -> o.border() == border && o.end() == End.NONE);
  }

  private List<BorderOperation> pending(Border border) {
    return book.all(o -> o.border() == border && o.isIndicated() && o.isOpen());
  }

  private List<BorderOperation> owedByClose(Border border) {
    return book.all(o -> o.border() == border && o.isIndicated() && o.isOpen() && isOwedByClose(o));
  }

  /** An APC that is queued is as good as told: its thread need never wait alertably again. */
  private static boolean isOwedByClose(BorderOperation o) {
    boolean told = o.hasRoutine() && (o.border().hasApcUnderWay() || !saysPending(o));
    return o.isSocketClosed() && isReadable(o) && !told;
  }

  private static boolean isReadable(BorderOperation o) {
    try {
      o.structure().internal();
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }

  private static boolean saysPending(BorderOperation o) {
    try {
      return o.structure().isPending();
    } catch (AccessViolationException e) {
      return false; // nobody is left who could be told
    }
  }

  /** WSP-CLOSE-3: what is pending at the close is completed, with its notification. */
  private void notToldOfClose(BorderOperation operation) {
    findings.add(
        OperationCheck.NOT_COMPLETED_AT_CLOSE,
        operation,
        "WSA_OPERATION_ABORTED by the notification that the client chose, when the socket is closed",
        "the socket was closed, and nothing was indicated" + findings.withoutACallBelow(operation));
  }

  /** WSP-CLEAN-3, DEC-13: what is pending at the cleanup is failed in its structure. */
  private void fieldsSayAborted(BorderOperation operation) {
    if (saysPending(operation)) {
      findings.add(
          OperationCheck.NOT_COMPLETED_AT_CLEANUP,
          operation,
          "the final WSPCleanup stores WSA_OPERATION_ABORTED in what is pending",
          "WSPCleanup has returned, and Internal still says pending");
    }
  }
}
