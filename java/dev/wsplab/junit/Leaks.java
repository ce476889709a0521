package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.host.OpenHandle;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Violation;
import dev.wsplab.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a test leaves behind. Judges what nothing can mend any more at once, and gives the rest some
 * time: what is pending on a closed socket is completed after the call that closed it
 * (WSP-CLOSE-4).
 */
final class Leaks {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Winsock winsock;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private Leaks(Winsock winsock) {
    this.winsock = winsock;
  }

  /** Looks for leaks; the environment must still be open. */
  static Optional<LeakError> of(Winsock winsock) {
    Leaks leaks = new Leaks(winsock);
    leaks.awaitLateCompletions();
    return leaks.report();
  }

  // ---- what may still end

  private void awaitLateCompletions() {
    if (!mayEnd()) {
      return;
    }
    winsock.addListener(event -> look());
    long left = GRACE.toNanos();
    lock.lock();
    try {
      while (left > 0 && mayEnd()) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the rest of the test's end hears of it; judged as it is
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean mayEnd() {
    return !winsock.undeliveredOperations().isEmpty()
        || winsock.pendingOperations().stream().anyMatch(Predicate.not(this::isOnOpenSocket));
  }

  private boolean isOnOpenSocket(Operation operation) {
    return openValues().contains(operation.socket().value());
  }

  private Set<Long> openValues() {
    return winsock.unclosedHandles().stream()
        .map(open -> open.handle().value())
        .collect(Collectors.toCollection(HashSet::new));
  }

  // ---- the report

  private Optional<LeakError> report() {
    List<OpenHandle> handles = winsock.unclosedHandles();
    List<Operation> pending = winsock.pendingOperations();
    List<Operation> undelivered = winsock.undeliveredOperations();
    List<String> parts = new ArrayList<>();
    add(parts, handles.size(), "open handle");
    add(parts, pending.size(), "pending operation");
    add(parts, undelivered.size(), "untaken completion");
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("left behind: ").append(String.join(", ", parts));
    pending.forEach(o -> tell(text, o, "is pending", remedyOfPending(o)));
    undelivered.forEach(o -> tell(text, o, "has finished unseen", remedyOfUndelivered(o)));
    handles.forEach(handle -> tell(text, handle));
    return Optional.of(new LeakError(text.toString()));
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(StateReport.count(count, what));
    }
  }

  private String remedyOfPending(Operation operation) {
    return isOnOpenSocket(operation)
        ? "wait for its completion, or cancel it, or close its socket"
        : "its socket is closed, so its provider owes the completion: it answered WSA_IO_PENDING and"
            + " must call WPUCompleteOverlappedRequest once, at the latest with"
            + " WSA_OPERATION_ABORTED when the socket closes (WPU-COMPLETE-18, WSP-CLOSE-3)";
  }

  private static String remedyOfUndelivered(Operation operation) {
    return operation.hasRoutine()
        ? "its routine has not run: the thread that started it must wait alertably (APC-1)"
        : "take its packet from the port before the structure is freed";
  }

  private void tell(StringBuilder text, Operation operation, String what, String remedy) {
    text.append("\n").append(operation).append(' ').append(what);
    text.append("\n  started:\n").append(StateReport.startedAt(operation.place()));
    text.append("  remedy:  ").append(remedy);
    long address = operation.overlapped().address();
    Optional<String> rule = toldWith(address);
    if (rule.isPresent()) {
      text.append("\n  history: with ").append(rule.get()).append(", which is reported, too");
      return;
    }
    text.append("\n  history:");
    Predicate<TraceEvent> its =
        event -> event.operation() == operation.ordinal() || event.overlapped() == address;
    winsock.recorder().lines(its).forEach(line -> text.append("\n    ").append(line));
  }

  /** The broken rule whose report shows what has happened to this structure. */
  private Optional<String> toldWith(long overlapped) {
    Pattern its = Pattern.compile("overlapped 0x" + Long.toHexString(overlapped) + "\\b");
    return winsock.violations().stream()
        .filter(violation -> violation.history().stream().anyMatch(its.asPredicate()))
        .map(Violation::rule)
        .findFirst();
  }

  private static void tell(StringBuilder text, OpenHandle open) {
    text.append("\n").append(StateReport.named(open.handle())).append(" is open");
    text.append("\n  made by ").append(open.function()).append(":\n");
    text.append(StateReport.startedAt(open.place()));
    text.append("  remedy:  close it, best by try-with-resources");
  }
}
