package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.verifier.BorderOperation.End;
import dev.wsplab.verifier.BorderOperation.Result;
import dev.wsplab.verifier.BorderOperation.Start;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a provider owes when it says that an operation has ended, by {@code
 * WPUCompleteOverlappedRequest} or through the I/O manager. Comes before the result is published:
 * until then the structure may be read.
 */
final class CompletionChecks {
  private static final String COMPLETE = "WPUCompleteOverlappedRequest";

  private final BorderBook book;
  private final BorderThreads threads;
  private final Findings findings;

  CompletionChecks(BorderBook book, BorderThreads threads, Findings findings) {
    this.book = book;
    this.threads = threads;
    this.findings = findings;
  }

  /** The provider calls {@code WPUCompleteOverlappedRequest}. */
  void completing(
      Border border, SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    if (overlapped == null) {
      return; // the call itself refuses it (WPU-COMPLETE-20)
    }
    BorderOperation operation = own(border, s, overlapped.address());
    if (operation == null) {
      return;
    }
    boolean packet = hasPacket(operation, s, SocketObjects.MODE_SKIP_PORT);
    long count = Integer.toUnsignedLong(bytes);
    OverlappedWords words = null;
    if (once(operation, s, error, count)) {
      words = words(operation, overlapped);
      operation.completed(
          new Result(
              error,
              count,
              WsaStatus.statusOf(error),
              words == null ? 0 : words.offset(),
              words == null ? 0 : words.offset(),
              words == null ? 0 : words.offsetHigh(),
              words != null,
              packet));
    }
    if (operation.hasRoutine()) {
      routineGoesByApc(operation);
    }
    notInAnApc(operation);
    if (words != null && !changedByOthers(operation, words)) {
      stillPending(operation, words);
      errorIsStored(operation, words, error);
    }
  }

  /** The provider of a system handle says that an operation has ended. */
  void completing(Border border, SystemCompletion c) {
    BorderOperation operation = own(border, c.socket(), c.overlapped().address());
    if (operation == null) {
      return;
    }
    int skip = c.returnedSuccess() ? SocketObjects.MODE_SKIP_PORT : 0;
    boolean packet = hasPacket(operation, c.socket(), skip);
    OverlappedWords words = null;
    if (once(operation, c.socket(), WsaStatus.errorOf(c.ntStatus()), c.bytes())) {
      words = words(operation, c.overlapped());
      operation.completed(
          new Result(
              WsaStatus.errorOf(c.ntStatus()),
              c.bytes(),
              c.ntStatus(),
              WsaStatus.flagsOf(c.ntStatus()),
              words == null ? 0 : words.offset(),
              words == null ? 0 : words.offsetHigh(),
              words != null,
              packet));
    }
    if (operation.hasRoutine() && c.routine() == null) {
      routineGoesByApc(operation);
    }
    if (words != null && !changedByOthers(operation, words)) {
      stillPending(operation, words);
    }
  }

  /** The operation that the provider means; null when it has none there. */
  private @Nullable BorderOperation own(Border border, SocketHandle s, long address) {
    if (border.hasEnded()) {
      afterTheEnd(border, s, address);
      return null;
    }
    BorderOperation newest = book.find(address);
    if (newest == null) {
      neverStarted(border, s, address);
      return null;
    }
    BorderOperation operation = newest.endedOn(s);
    if (operation.border() != border) {
      notItsOwn(border, s, operation);
      return null;
    }
    return operation;
  }

  /** WSP-CLEAN-3, WSP-CLEAN-5: after the final cleanup nothing is told any more. */
  private void afterTheEnd(Border border, SocketHandle s, long address) {
    findings.addUnknown(
        OperationCheck.COMPLETED_AFTER_CLEANUP,
        border.name(),
        s.value(),
        address,
        "no completion once the final WSPCleanup has returned",
        "a completion");
  }

  /** WPU-COMPLETE-18: only what was started, and only once. */
  private void neverStarted(Border border, SocketHandle s, long address) {
    findings.addUnknown(
        OperationCheck.NEVER_STARTED,
        border.name(),
        s.value(),
        address,
        "the structure of an operation that was started at this provider",
        "a structure that no operation was started with");
  }

  /** WPU-COMPLETE-13: the very pointer that the operation was started with. */
  private void notItsOwn(Border border, SocketHandle s, BorderOperation other) {
    if (other.isPassedDownBy(border)) {
      return; // to another handle: that has been reported
    }
    findings.add(
        OperationCheck.OWN_STRUCTURE_COMPLETED,
        border.name(),
        other,
        "the lpOverlapped that the provider was given",
        "on socket "
            + s.value()
            + " the structure of an operation that the provider started itself, at "
            + other.border().name());
  }

  /** Whether this is the one completion that the operation may have. */
  private boolean once(BorderOperation operation, SocketHandle s, int error, long bytes) {
    Border border = operation.border();
    End before = operation.completing();
    if (operation.start() == Start.FAILED && operation.isIndicated()) {
      findings.add(
          OperationCheck.INDICATED_AFTER_FAILURE,
          operation,
          "no completion: the starting function has returned an error",
          "a completion with " + outcome(error, bytes));
      return false;
    }
    if (before != End.NONE) {
      findings.add(
          OperationCheck.COMPLETED_TWICE,
          operation,
          "one completion for each operation",
          "another completion, with " + outcome(error, bytes));
      return false;
    }
    book.ended(operation);
    onItsSocket(operation, s);
    if (border.isHandleClosed(s)) {
      onOpenHandle(operation);
    }
    if (threads.isCleaning(border)) {
      silentlyAtTheEnd(operation, error, bytes);
    }
    return true;
  }

  private static String outcome(int error, long bytes) {
    return (error == 0 ? "success" : WsaError.describe(error)) + ", " + bytes + " bytes";
  }

  /** WPU-CREATE-5: the port belongs to the handle that the operation was started on. */
  private void onItsSocket(BorderOperation operation, SocketHandle s) {
    if (operation.isOn(s)) {
      return;
    }
    findings.add(
        OperationCheck.WRONG_SOCKET,
        operation,
        "socket " + operation.socket().value(),
        "socket " + s.value());
  }

  /** WPU-CLOSE-3: what is pending is finished before the handle is closed. */
  private void onOpenHandle(BorderOperation operation) {
    findings.add(
        OperationCheck.ON_A_CLOSED_SOCKET,
        operation,
        "the completion before WPUCloseSocketHandle",
        "the provider had closed the handle already, so that nobody is told");
  }

  /** WSP-CLEAN-3: at the end nobody is told. */
  private void silentlyAtTheEnd(BorderOperation operation, int error, long bytes) {
    if (operation.isIndicated() && error == WsaError.WSA_OPERATION_ABORTED.code()) {
      findings.add(
          OperationCheck.CLEANUP_INDICATED,
          operation,
          "its fields say WSA_OPERATION_ABORTED, and neither event, packet nor routine comes",
          "a completion with " + outcome(error, bytes) + " inside WSPCleanup");
    }
  }

  /** WPU-COMPLETE-3, WPU-APC-9: a routine is told by APC and by nothing else. */
  private void routineGoesByApc(BorderOperation operation) {
    findings.add(
        OperationCheck.ROUTINE_BY_EVENT,
        operation,
        "WPUQueueApc to the thread that started it",
        COMPLETE);
  }

  /**
   * WPU-COMPLETE-3: who did not ask for a routine may never wait alertably, and its operation must
   * not depend on that.
   */
  private void notInAnApc(BorderOperation operation) {
    if (!operation.hasRoutine()
        && threads.isApcOf(operation.border())
        && threads.current() == operation.starter()) {
      findings.add(
          OperationCheck.EVENT_BY_APC,
          operation,
          COMPLETE + " from a thread of the provider",
          "it is completed only when the thread that started it waits alertably");
    }
  }

  /** OVL-6: freed while pending; the words, or null. */
  private @Nullable OverlappedWords words(BorderOperation operation, Overlapped overlapped) {
    try {
      return overlapped.words();
    } catch (AccessViolationException e) {
      findings.freed(operation);
      return null;
    }
  }

  /**
   * OVL-6: {@code hEvent} is the client's, and nobody changes it while the operation is pending.
   */
  private boolean changedByOthers(BorderOperation operation, OverlappedWords words) {
    if (words.hEvent() == operation.hEvent()) {
      return false;
    }
    findings.add(
        OperationCheck.STRUCTURE_CHANGED,
        operation.startedBy(),
        operation,
        "hEvent 0x" + Long.toHexString(operation.hEvent()) + ", as at the start",
        words.toString());
    return true;
  }

  /** WPU-COMPLETE-9: who sees another status than 0x103 is promised the final count. */
  private void stillPending(BorderOperation operation, OverlappedWords words) {
    if (operation.isIndicated() && words.state() != OverlappedState.PENDING) {
      findings.add(
          OperationCheck.PUBLISHED_TOO_SOON,
          operation,
          "Internal=00000103 until " + COMPLETE + " stores the result",
          words.toString());
    }
  }

  /** WPU-COMPLETE-11: error in OffsetHigh, flags in Offset, before the call. */
  private void errorIsStored(BorderOperation operation, OverlappedWords words, int error) {
    if (words.offsetHigh() == error) {
      return;
    }
    String expected =
        "OffsetHigh=" + Integer.toHexString(error) + " (" + WsaError.describe(error) + ")";
    if (words.offset() != error) {
      findings.add(OperationCheck.ERROR_NOT_STORED, operation, expected, words.toString());
    } else if (operation.border().isHosted()) {
      // Only its own result query reads them (OVL-3): what that says is checked there.
      findings.note(OperationCheck.OFFSETS_SWAPPED, operation, expected, words.toString());
    } else {
      findings.add(OperationCheck.OFFSETS_SWAPPED, operation, expected, words.toString());
    }
  }

  private static boolean hasPacket(BorderOperation operation, SocketHandle s, int skip) {
    if (operation.hasRoutine() || operation.hasLowBit()) {
      return false;
    }
    SocketInfo info = operation.border().kernel().sockets().query(s);
    return info != null && info.associated() && (info.modes() & skip) == 0;
  }
}
