package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Threads;
import dev.wsplab.spi.ThreadId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Completion routines on their way to their threads. Routines of one socket are never nested: one
 * that becomes runnable while another of the same socket is on the thread's stack waits until that
 * returns (DEC-7, WSP-IO-10).
 */
final class RoutineQueue {
  private final Threads threads;
  private final long owner;
  // What is running on this thread: per socket, the routines that wait for it. Filled only while
  // routines run.
  private final ThreadLocal<Map<SocketHandle, Deque<Runnable>>> running =
      ThreadLocal.withInitial(HashMap::new);

  RoutineQueue(Threads threads, long owner) {
    this.threads = threads;
    this.owner = owner;
  }

  /** Queues a routine; 0, or the Win32 error when the thread is gone. */
  int queue(SocketHandle socket, ThreadId thread, Runnable routine) {
    return threads.queueApc(thread.handle(), owner, () -> run(socket, routine));
  }

  private void run(SocketHandle socket, Runnable routine) {
    Map<SocketHandle, Deque<Runnable>> onStack = running.get();
    Deque<Runnable> waiting = onStack.get(socket);
    if (waiting != null) {
      waiting.add(routine);
      return;
    }
    Deque<Runnable> later = new ArrayDeque<>();
    onStack.put(socket, later);
    try {
      for (Runnable next = routine; next != null; next = later.poll()) {
        next.run();
      }
    } finally {
      onStack.remove(socket);
      // One that threw must not take the others with it: they run as APCs of their own.
      later.forEach(rest -> threads.queueApc(threads.current(), owner, () -> run(socket, rest)));
      if (onStack.isEmpty()) {
        running.remove();
      }
    }
  }
}
