package dev.wsplab.operation;

import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps completion routines of one socket from being nested: one that becomes runnable while
 * another of the same socket is on the thread's stack waits until that returns (DEC-7, WSP-IO-10).
 * For host and providers alike. Thread-safe.
 */
public final class RoutineNesting {
  // What is on this thread's stack: per socket, the routines that wait for it. Filled only while
  // routines run.
  private final ThreadLocal<@Nullable Map<SocketHandle, Deque<Runnable>>> onStack =
      new ThreadLocal<>();

  /**
   * Runs a routine now, or after the one of the same socket that is running on this thread.
   *
   * @param socket the socket whose operation the routine completes
   * @param routine what to run; runs exactly once
   * @throws RuntimeException what the first routine threw that did; those that waited for it have
   *     run
   */
  public void run(SocketHandle socket, Runnable routine) {
    Map<SocketHandle, Deque<Runnable>> running = onStack.get();
    if (running == null) {
      running = new HashMap<>();
      onStack.set(running);
    }
    Deque<Runnable> waiting = running.get(socket);
    if (waiting != null) {
      waiting.add(routine);
      return;
    }
    Deque<Runnable> later = new ArrayDeque<>();
    running.put(socket, later);
    RuntimeException first = null;
    for (Runnable next = routine; next != null; next = later.poll()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    running.remove(socket);
    if (running.isEmpty()) {
      onStack.remove();
    }
    if (first != null) {
      throw first;
    }
  }
}
