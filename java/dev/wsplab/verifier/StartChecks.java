package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a provider owes when an operation is started: the calls and what they return. */
final class StartChecks {
  private final BorderBook book;
  private final BorderThreads threads;
  private final Findings findings;
  private final Kernel kernel = Kernel.get();

  StartChecks(BorderBook book, BorderThreads threads, Findings findings) {
    this.book = book;
    this.threads = threads;
    this.findings = findings;
  }

  /**
   * What a starting call returned.
   *
   * @param bytes the count that was told
   * @param flags the flags that were told
   */
  record Returned(boolean succeeded, boolean pending, int errno, int bytes, int flags) {
    boolean failed() {
      return !succeeded && !pending;
    }

    @Override
    public String toString() {
      String outcome = succeeded ? "success" : WsaError.describe(errno);
      return outcome + " with " + Integer.toUnsignedString(bytes) + " bytes, flags " + flags;
    }
  }

  /** The starting call is about to reach the provider. */
  BorderOperation begin(
      Border border,
      String function,
      SocketHandle s,
      Overlapped overlapped,
      boolean routine,
      @Nullable ThreadId threadId) {
    BorderOperation before = book.find(overlapped.address());
    boolean clients = threads.isClients(overlapped.address());
    BorderOperation above =
        before != null && !clients && isPassedDown(before, border) ? before : null;
    BorderOperation.Facts facts = facts(border, s, overlapped, routine, threadId, before);
    facts.startedBy = above != null ? above.startedBy() : clients ? "" : threads.running();
    BorderOperation operation = new BorderOperation(border, function, s, overlapped, facts);
    if (above != null) {
      above.passedDown(operation);
      operation.sharesAs(above);
      ownStructureBelow(above, operation);
    } else if (before != null) {
      notWhilePending(before, operation);
    }
    book.enter(operation);
    return operation;
  }

  private BorderOperation.Facts facts(
      Border border,
      SocketHandle s,
      Overlapped overlapped,
      boolean routine,
      @Nullable ThreadId threadId,
      @Nullable BorderOperation before) {
    BorderOperation.Facts facts = new BorderOperation.Facts();
    facts.first = border.firstName(s);
    facts.routine = routine;
    facts.indicated = border.isOverlapped(s);
    facts.starter = threads.current();
    facts.routineThread = routine ? threads.numberOf(threadId) : -1;
    facts.apcsBefore = border.apcsQueued();
    facts.olderPackets = before != null && mayStillBring(before);
    try {
      facts.hEvent = overlapped.hEvent();
    } catch (AccessViolationException e) {
      facts.hEvent = 0; // the provider finds the same, and says so
    }
    facts.eventWasSet = !routine && isSet(facts.hEvent & ~1L);
    return facts;
  }

  /** A layer that has captured a handle hands the structure itself to the provider below. */
  private static boolean isPassedDown(BorderOperation before, Border below) {
    return before.border() != below && before.isOpen();
  }

  private static boolean mayStillBring(BorderOperation before) {
    BorderOperation.Result result = before.result();
    boolean notTaken = before.end() == BorderOperation.End.COMPLETED;
    return before.hasOlderPackets() || notTaken && result != null && result.packet();
  }

  /**
   * Whether an event is set. An auto-reset one, which the look resets, is set again: it is about to
   * be reset by the start anyway.
   */
  private boolean isSet(long event) {
    if (event == 0
        || kernel.threads().isCurrentVirtual()
        || Thread.currentThread().isInterrupted()) {
      return false;
    }
    EventHandle handle = new EventHandle(event);
    boolean set =
        kernel.waits().waitForSingleObject(handle, 0, false).returnValue()
            == WaitResult.WAIT_OBJECT_0;
    if (set) {
      kernel.events().set(handle);
    }
    return set;
  }

  /** The starting call threw: it has started nothing. */
  void threw(BorderOperation operation) {
    operation.started(BorderOperation.Start.FAILED);
    book.ended(operation);
  }

  /** The starting call has returned. */
  void returned(BorderOperation operation, Returned returned) {
    operation.started(
        returned.succeeded()
            ? BorderOperation.Start.SUCCEEDED
            : returned.pending() ? BorderOperation.Start.PENDING : BorderOperation.Start.FAILED);
    BorderOperation below = operation.inner();
    if (below != null) {
      saidAsBelow(operation, below, returned);
      return;
    }
    if (!operation.isIndicated()) {
      operation.endedSilently(); // WIN-56
      book.ended(operation);
    } else if (returned.failed()) {
      notCompletedAndFailed(operation, returned);
    } else if (returned.succeeded()) {
      successIsIndicated(operation, returned);
    } else {
      pendingTellsNothing(operation, returned);
      eventIsReset(operation);
    }
  }

  /** OVL-6: the structure belongs to one operation until that has ended. */
  private void notWhilePending(BorderOperation newest, BorderOperation operation) {
    BorderOperation before = newest.stillOpen();
    if (before == null || !before.isIndicated() || before.border().hasEnded()) {
      return;
    }
    boolean fieldsFinal = !isPending(before);
    if (before.hasRoutine() && fieldsFinal) {
      return; // its thread may have ended, and the routine with it (DEC-8)
    }
    operation.shares(before);
    findings.add(
        OperationCheck.STRUCTURE_REUSED,
        operation.startedBy(),
        operation,
        "another structure, or the completion of " + before + " first",
        operation.function() + " with the structure of an operation that has not ended");
  }

  private static boolean isPending(BorderOperation operation) {
    try {
      return operation.structure().isPending();
    } catch (AccessViolationException e) {
      return false;
    }
  }

  /** WPU-CREATE-6: the client's port is not associated with the lower handle. */
  private void ownStructureBelow(BorderOperation upper, BorderOperation lower) {
    if (upper.first() != lower.first() && upper.isIndicated()) {
      findings.add(
          OperationCheck.STRUCTURE_PASSED_DOWN,
          upper,
          "a structure of the layer's own on the lower handle",
          lower.function() + " of " + lower.border().name() + " got the client's");
    }
  }

  /** WPU-IFS-4: a captured handle's operations pass untouched, and so does what they return. */
  private void saidAsBelow(BorderOperation upper, BorderOperation below, Returned returned) {
    boolean startedBelow = below.start() != BorderOperation.Start.FAILED;
    if (returned.failed() && startedBelow && upper.isIndicated()) {
      findings.add(
          OperationCheck.FAILED_BUT_STARTED_BELOW,
          upper,
          "what the provider below returned",
          returned.toString());
    }
  }

  /** WPU-COMPLETE-18: never for a request that failed immediately. */
  private void notCompletedAndFailed(BorderOperation operation, Returned returned) {
    if (operation.end() == BorderOperation.End.COMPLETED
        || operation.end() == BorderOperation.End.TOLD) {
      findings.add(
          OperationCheck.COMPLETED_AND_FAILED,
          operation,
          "a completion, or an immediate failure, but not both",
          "completed, then " + operation.function() + " returned " + returned);
    }
    book.ended(operation);
  }

  /** WSP-IO-16, sheet 3.3: success says that the indication has been made already. */
  private void successIsIndicated(BorderOperation operation, Returned returned) {
    boolean queued =
        operation.hasRoutine() && operation.border().apcsQueued() > operation.apcsBefore();
    if (operation.end() == BorderOperation.End.NONE && !queued) {
      findings.add(
          operation.hasRoutine()
              ? OperationCheck.SUCCESS_WITHOUT_APC
              : OperationCheck.SUCCESS_WITHOUT_INDICATION,
          operation,
          operation.hasRoutine()
              ? "WPUQueueApc before the function returns 0"
              : "WPUCompleteOverlappedRequest before the function returns 0",
          operation.function() + " returned " + returned + " and nothing was indicated");
    }
  }

  /** WSP-RECV-6, WSP-IO-14: on WSA_IO_PENDING neither count nor flags are written. */
  private void pendingTellsNothing(BorderOperation operation, Returned returned) {
    if (returned.flags() != 0) {
      findings.add(
          OperationCheck.FLAGS_WHEN_PENDING, operation, "*lpFlags untouched", returned.toString());
    }
    if (returned.bytes() != 0) {
      findings.add(
          OperationCheck.COUNT_WHEN_PENDING,
          operation,
          "the byte count untouched",
          returned.toString());
    }
  }

  /** WSP-IO-5: a start that pends resets the event. */
  private void eventIsReset(BorderOperation operation) {
    if (operation.eventWasSet()
        && operation.end() == BorderOperation.End.NONE
        && isAlone(operation)
        && isSet(operation.event())
        && operation.end() == BorderOperation.End.NONE) {
      findings.add(
          OperationCheck.EVENT_NOT_RESET,
          operation,
          "hEvent nonsignalled while the operation is pending",
          "hEvent was signalled before " + operation.function() + " and still is");
    }
  }

  private boolean isAlone(BorderOperation operation) {
    return book.all(o -> o.event() == operation.event()).size() == 1;
  }
}
