package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Threads;
import dev.wsplab.operation.RoutineNesting;
import dev.wsplab.spi.ThreadId;

/** Completion routines of system handles on their way to their threads. */
final class RoutineQueue {
  private final Threads threads;
  private final long owner;
  private final RoutineNesting nesting = new RoutineNesting();

  RoutineQueue(Threads threads, long owner) {
    this.threads = threads;
    this.owner = owner;
  }

  /** Queues a routine; 0, or the Win32 error when the thread is gone. */
  int queue(SocketHandle socket, ThreadId thread, Runnable routine) {
    return threads.queueApc(thread.handle(), owner, () -> nesting.run(socket, routine));
  }
}
