package dev.wsplab.host;

import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.ClientWait;
import dev.wsplab.operation.ClientWait.End;
import dev.wsplab.spi.ErrnoResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The last waits of a client that took a millisecond or longer. Thread-safe. */
final class ClientWaits {
  private static final int KEPT = 1000;
  private static final long SHORTEST_NANOS = 1_000_000;
  private static final Pattern WAITING =
      Pattern.compile(
          "(wsaW|w)aitFor.*|getQueuedCompletionStatus.*|(wsaG|g)etOverlappedResult.*|sleepEx"
              + "|msgWaitFor.*|getMessage.*|select|wsaPoll");

  private final Deque<ClientWait> last = new ArrayDeque<>(); // guarded by this

  /** Keeps it if it was one; to be told inside the call, whose name the stack tells. */
  void ended(Waiter waiter, @Nullable Object result) {
    long now = System.nanoTime();
    if (now - waiter.sinceNanos() < SHORTEST_NANOS) {
      return;
    }
    End end = isTimeout(result) ? End.TIMED_OUT : End.RETURNED;
    StackTraceElement[] stack = new Throwable("where, and no error").getStackTrace();
    waitOf(waiter, stack, now, end).ifPresent(this::keep);
  }

  private synchronized void keep(ClientWait ended) {
    last.addLast(ended);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  /** {@return those that were kept, in the order of their ends} */
  synchronized List<ClientWait> kept() {
    return List.copyOf(last);
  }

  /** What somebody waits for who is inside a call now. */
  static Optional<ClientWait> now(Waiter waiter) {
    long now = System.nanoTime();
    return now - waiter.sinceNanos() < SHORTEST_NANOS
        ? Optional.empty()
        : waitOf(waiter, waiter.thread().getStackTrace(), now, End.WAITING);
  }

  private static Optional<ClientWait> waitOf(
      Waiter waiter, StackTraceElement[] stack, long now, End end) {
    String name = waiter.thread().getName();
    List<String> handles = waiter.handles().stream().map(ClientCall::named).toList();
    return ClientCall.in(stack)
        .filter(method -> WAITING.matcher(method).matches())
        .map(ClientCall::function)
        .map(f -> new ClientWait(name, f, handles, waiter.sinceNanos(), now, end));
  }

  private static boolean isTimeout(@Nullable Object result) {
    int timeout = Win32Error.WAIT_TIMEOUT.code();
    return result instanceof Ports.GetResult got && got.error() == timeout
        || result instanceof WaitResult wait && wait.returnValue() == WaitResult.WAIT_TIMEOUT
        || result instanceof ErrnoResult failed && failed.errno() == timeout
        || result instanceof Integer error && error == timeout;
  }
}
