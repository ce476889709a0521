package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.verifier.BorderOperation.End;
import dev.wsplab.verifier.BorderOperation.Result;
import dev.wsplab.verifier.BorderOperation.Start;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What holds when a completion routine is entered. Comes in the routine's thread and before its own
 * code: until then the structure may be read.
 */
final class RoutineChecks {
  private static final String APC =
      "Call WPUQueueApc with the WSATHREADID that the starting function was given, and the routine"
          + " from the APC.";

  private final BorderBook book;
  private final BorderThreads threads;
  private final ResultChecks results;
  private final Findings findings;

  RoutineChecks(BorderBook book, BorderThreads threads, ResultChecks results, Findings findings) {
    this.book = book;
    this.threads = threads;
    this.results = results;
    this.findings = findings;
  }

  /** The client's routine, to be given to the provider in its place. */
  CompletionRoutine watched(BorderOperation operation, CompletionRoutine routine) {
    return (error, bytes, overlapped, flags) -> {
      if (!operation.isPassedDown()) {
        entered(operation, error, bytes, overlapped, flags);
      }
      threads.inRoutine(operation, () -> routine.completed(error, bytes, overlapped, flags));
    };
  }

  private void entered(
      BorderOperation operation, int error, int bytes, Overlapped overlapped, int flags) {
    runsWhereItMay(operation);
    notNested(operation);
    if (!isForThisOne(operation, overlapped)) {
      return;
    }
    Result said = operation.result();
    boolean once = once(operation);
    fieldsAreFinal(operation, overlapped, bytes);
    if (once) {
      sameAsCompleted(operation, said, error, bytes);
      results.ofProvider(operation, error, bytes, flags);
    }
  }

  /** WPU-COMPLETE-18, WIN-50: once, and not after a failed start. */
  private boolean once(BorderOperation operation) {
    End before = operation.told();
    if (before == End.NONE || before == End.COMPLETED) {
      book.ended(operation);
    }
    if (operation.start() == Start.FAILED) {
      findings.add(
          "WIN-50",
          operation,
          "routine called after an immediate failure",
          "no routine: the starting function has returned an error",
          "the routine was called",
          "Do not queue the APC of an operation whose starting function returned an error other"
              + " than WSA_IO_PENDING.");
      return false;
    }
    if (before == End.TOLD) {
      findings.add(
          "WPU-COMPLETE-18",
          operation,
          "completed twice",
          "one call of the routine for each operation",
          "the routine was called again",
          "Queue one APC for each operation.");
      return false;
    }
    if (operation.border().hasEnded()) {
      findings.add(
          "WSP-CLEAN-3",
          operation,
          "routine called after WSPCleanup",
          "no routine once the final WSPCleanup has returned",
          "the routine was called",
          "Forget the routines of pending operations in WSPCleanup.");
    }
    return true;
  }

  /** WIN-49, WPU-APC-3, WSP-IO-8: by an APC, in the thread that was named. */
  private void runsWhereItMay(BorderOperation operation) {
    if (threads.isStarting(operation)) {
      findings.add(
          "WIN-49",
          operation,
          "routine called inline",
          "an APC: the routine runs in the next alertable wait",
          "it was called inside " + operation.function(),
          APC);
    } else if (operation.routineThread() >= 0 && operation.routineThread() != threads.current()) {
      findings.add(
          "WSP-IO-8",
          operation,
          "routine called in the wrong thread",
          "the thread that lpThreadId names",
          "thread " + Thread.currentThread().getName(),
          APC);
    } else if (!threads.isRunningApc()) {
      findings.add(
          "WPU-APC-3",
          operation,
          "routine called outside an alertable wait",
          "an APC, which runs while the thread waits alertably",
          "it was called directly, in thread " + Thread.currentThread().getName(),
          APC);
    }
  }

  /** WSP-IO-10: routines of one socket are never nested. */
  private void notNested(BorderOperation operation) {
    BorderOperation running = threads.routineOfSameSocket(operation);
    if (running != null) {
      findings.add(
          "WSP-IO-10",
          operation,
          "routines of one socket are nested",
          "this routine after the other has returned",
          "the routine of " + running + " is still running in this thread",
          "Keep a list for each socket and thread: while a routine of the socket runs, put off the"
              + " next one until it returns.");
    }
  }

  /** WPU-COMPLETE-13, WIN-50: the same structure. */
  private boolean isForThisOne(BorderOperation operation, Overlapped overlapped) {
    if (overlapped.address() == operation.address()) {
      return true;
    }
    findings.add(
        "WPU-COMPLETE-13",
        operation,
        "the routine was given another structure",
        "the structure that the operation was started with",
        overlapped.toString(),
        "Pass the client's own lpOverlapped to its routine.");
    return false;
  }

  /** WPU-APC-8: error and count are final when the routine is entered. */
  private void fieldsAreFinal(BorderOperation operation, Overlapped overlapped, int bytes) {
    OverlappedWords words;
    try {
      words = overlapped.words();
    } catch (AccessViolationException e) {
      return; // the client has freed it, and its routine finds out
    }
    if (words.state() == OverlappedState.PENDING) {
      findings.add(
          "WPU-APC-8",
          operation,
          "Internal still said pending when the routine was entered",
          "a final status in Internal",
          words.toString(),
          "Store InternalHigh, then Internal, before the client's routine is called.");
    } else if ((int) words.internalHigh() != bytes) {
      findings.add(
          "WPU-APC-8",
          operation,
          "the byte count of routine and structure differ",
          "InternalHigh equal to the routine's cbTransferred",
          "the routine got " + Integer.toUnsignedString(bytes) + ", " + words,
          "Store the byte count in InternalHigh before the client's routine is called.");
    }
  }

  private void sameAsCompleted(
      BorderOperation operation, @Nullable Result said, int error, int bytes) {
    if (said == null || said.error() == error && (int) said.bytes() == bytes) {
      return;
    }
    findings.add(
        "WSP-IO-9",
        operation,
        "the routine was given another result than the completion",
        "error " + said.error() + ", " + said.bytes() + " bytes",
        "error " + error + ", " + Integer.toUnsignedString(bytes) + " bytes",
        "Pass the routine the error and the byte count that the operation was completed with.");
  }
}
