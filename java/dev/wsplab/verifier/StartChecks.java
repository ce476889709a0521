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
    boolean passedDown = before != null && isPassedDown(before, border);
    BorderOperation.Facts facts = facts(border, s, overlapped, routine, threadId, before);
    if (passedDown && before != null) {
      facts.startedBy = before.startedBy();
    }
    BorderOperation operation = new BorderOperation(border, function, s, overlapped, facts);
    if (before != null && passedDown) {
      before.passedDown(operation);
      ownStructureBelow(before, operation);
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
    facts.startedBy = threads.isClients(overlapped.address()) ? "" : threads.running();
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
    boolean packet = before.end() == BorderOperation.End.COMPLETED && result != null;
    return before.hasOlderPackets() || packet && result != null && result.packet();
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
  private void notWhilePending(BorderOperation before, BorderOperation operation) {
    if (!before.isOpen() || !before.isIndicated() || before.border().hasEnded()) {
      return;
    }
    boolean fieldsFinal = !isPending(before);
    if (before.hasRoutine() && fieldsFinal) {
      return; // its thread may have ended, and the routine with it (DEC-8)
    }
    findings.add(
        "OVL-6",
        operation.startedBy(),
        operation,
        "structure used again while its operation is pending",
        "another structure, or the completion of " + before + " first",
        operation.function() + " with the structure of an operation that has not ended",
        "Give each pending operation a WSAOVERLAPPED of its own; use one again only after its"
            + " event, packet or routine has come.");
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
          "WPU-CREATE-6",
          upper,
          "the client's structure was passed to the provider below on another handle",
          "a structure of the layer's own on the lower handle",
          lower.function() + " of " + lower.border().name() + " got the client's",
          "Start the operation below with a WSAOVERLAPPED of the layer, and complete the client's"
              + " from there by WPUCompleteOverlappedRequest.");
    }
  }

  /** WPU-IFS-4: a captured handle's operations pass untouched, and so does what they return. */
  private void saidAsBelow(BorderOperation upper, BorderOperation below, Returned returned) {
    boolean startedBelow = below.start() != BorderOperation.Start.FAILED;
    if (returned.failed() && startedBelow && upper.isIndicated()) {
      findings.add(
          "WPU-COMPLETE-18",
          upper,
          "the call failed, but the provider below has started the operation",
          "what the provider below returned",
          returned.toString(),
          "Return success or WSA_IO_PENDING as the lower function did; its completion is on its"
              + " way.");
    }
  }

  /** WPU-COMPLETE-18: never for a request that failed immediately. */
  private void notCompletedAndFailed(BorderOperation operation, Returned returned) {
    if (operation.end() == BorderOperation.End.COMPLETED
        || operation.end() == BorderOperation.End.TOLD) {
      findings.add(
          "WPU-COMPLETE-18",
          operation,
          "completed although the start failed",
          "a completion, or an immediate failure, but not both",
          "completed, then " + operation.function() + " returned " + returned,
          "Return WSA_IO_PENDING when the operation has been completed with an error, or do not"
              + " complete it.");
    }
    book.ended(operation);
  }

  /** WSP-IO-16, sheet 3.3: success says that the indication has been made already. */
  private void successIsIndicated(BorderOperation operation, Returned returned) {
    boolean queued =
        operation.hasRoutine() && operation.border().apcsQueued() > operation.apcsBefore();
    if (operation.end() == BorderOperation.End.NONE && !queued) {
      findings.add(
          "WSP-IO-16",
          operation,
          "success without an indication",
          operation.hasRoutine()
              ? "WPUQueueApc before the function returns 0"
              : "WPUCompleteOverlappedRequest before the function returns 0",
          operation.function() + " returned " + returned + " and nothing was indicated",
          "Call "
              + (operation.hasRoutine() ? "WPUQueueApc" : "WPUCompleteOverlappedRequest")
              + " before returning 0, or return WSA_IO_PENDING and complete later.");
    }
  }

  /** WSP-RECV-6, WSP-IO-14: on WSA_IO_PENDING neither count nor flags are written. */
  private void pendingTellsNothing(BorderOperation operation, Returned returned) {
    if (returned.flags() != 0) {
      findings.add(
          "WSP-RECV-6",
          operation,
          "flags written on WSA_IO_PENDING",
          "*lpFlags untouched",
          returned.toString(),
          "Leave *lpFlags alone when the operation is pending; put the flags into Offset at the"
              + " completion.");
    }
    if (returned.bytes() != 0) {
      findings.add(
          "WSP-IO-14",
          operation,
          "byte count written on WSA_IO_PENDING",
          "the byte count untouched",
          returned.toString(),
          "Leave the byte count alone when the operation is pending; it belongs to the completion.");
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
          "WSP-IO-5",
          operation,
          "event not reset at the start",
          "hEvent nonsignalled while the operation is pending",
          "hEvent was signalled before " + operation.function() + " and still is",
          "Call WPUResetEvent for hEvent (bit 0 masked) before the operation starts.");
    }
  }

  private boolean isAlone(BorderOperation operation) {
    return book.all(o -> o.event() == operation.event()).size() == 1;
  }
}
