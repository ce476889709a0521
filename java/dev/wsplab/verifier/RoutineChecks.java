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
    if (once(operation)) { // afterwards the structure is the client's
      fieldsAreFinal(operation, overlapped, bytes);
      sameAsCompleted(operation, said, error, bytes);
      results.ofProvider(operation, error, bytes, flags);
    }
  }

  /** WPU-COMPLETE-18, WIN-50: once, and not after a failed start. */
  private boolean once(BorderOperation operation) {
    End before = operation.told();
    if (before == End.NONE) {
      book.ended(operation); // a completion before it has said so already
    }
    if (operation.start() == Start.FAILED) {
      findings.add(
          OperationCheck.ROUTINE_AFTER_FAILURE,
          operation,
          "no routine: the starting function has returned an error",
          "the routine was called");
      return false;
    }
    if (before == End.TOLD) {
      findings.add(
          OperationCheck.ROUTINE_TWICE,
          operation,
          "one call of the routine for each operation",
          "the routine was called again");
      return false;
    }
    if (operation.border().hasEnded()) {
      findings.add(
          OperationCheck.ROUTINE_AFTER_CLEANUP,
          operation,
          "no routine once the final WSPCleanup has returned",
          "the routine was called");
    }
    return true;
  }

  /** WIN-49, WPU-APC-3, WSP-IO-8: by an APC, in the thread that was named. */
  private void runsWhereItMay(BorderOperation operation) {
    if (threads.isStarting(operation)) {
      findings.add(
          OperationCheck.ROUTINE_INLINE,
          operation,
          "an APC: the routine runs in the next alertable wait",
          "it was called inside " + operation.function());
    } else if (operation.routineThread() >= 0 && operation.routineThread() != threads.current()) {
      findings.add(
          OperationCheck.ROUTINE_IN_WRONG_THREAD,
          operation,
          "the thread that lpThreadId names",
          "thread " + Thread.currentThread().getName());
    } else if (!threads.isRunningApc()) {
      findings.add(
          OperationCheck.ROUTINE_OUTSIDE_WAIT,
          operation,
          "an APC, which runs while the thread waits alertably",
          "it was called directly, in thread " + Thread.currentThread().getName());
    }
  }

  /** WSP-IO-10: routines of one socket are never nested. */
  private void notNested(BorderOperation operation) {
    BorderOperation running = threads.routineOfSameSocket(operation);
    if (running != null) {
      findings.add(
          OperationCheck.ROUTINES_NESTED,
          operation,
          "this routine after the other has returned",
          "the routine of " + running + " is still running in this thread");
    }
  }

  /** WPU-COMPLETE-13, WIN-50: the same structure. */
  private boolean isForThisOne(BorderOperation operation, Overlapped overlapped) {
    if (overlapped.address() == operation.address()) {
      return true;
    }
    findings.add(
        OperationCheck.ROUTINE_GETS_OTHER_STRUCTURE,
        operation,
        "the structure that the operation was started with",
        overlapped.toString());
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
          OperationCheck.PENDING_IN_ROUTINE,
          operation,
          "a final status in Internal",
          words.toString());
    } else if ((int) words.internalHigh() != bytes) {
      findings.add(
          OperationCheck.ROUTINE_AND_STRUCTURE_DIFFER,
          operation,
          "InternalHigh equal to the routine's cbTransferred",
          "the routine got " + Integer.toUnsignedString(bytes) + ", " + words);
    }
  }

  private void sameAsCompleted(
      BorderOperation operation, @Nullable Result said, int error, int bytes) {
    if (said == null || said.error() == error && (int) said.bytes() == bytes) {
      return;
    }
    findings.add(
        OperationCheck.ROUTINE_AND_COMPLETION_DIFFER,
        operation,
        "error " + said.error() + ", " + said.bytes() + " bytes",
        "error " + error + ", " + Integer.toUnsignedString(bytes) + " bytes");
  }
}
