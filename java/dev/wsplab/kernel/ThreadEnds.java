package dev.wsplab.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells when threads end that asked for it. The shim queues a packet to a port of ours when such a
 * thread ends; one daemon thread takes it and tells the listeners, soon after the end. That thread
 * starts with the first request and stays until Java ends. Thread-safe.
 */
public final class ThreadEnds {
  private static final int INFINITE = -1;
  // The key of the packet that ends our thread: no thread has this number.
  private static final long JAVA_ENDS = 0;

  private final Threads threads;
  private final Ports ports;
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private @Nullable PortHandle port;

  ThreadEnds(Threads threads, Ports ports) {
    this.threads = threads;
    this.ports = ports;
  }

  /**
   * Adds a listener: it gets the number ({@link Threads#currentNumber}) of every thread that ends
   * after it called {@link #watchCurrent}. It must not throw.
   *
   * @param listener runs in the thread that ends
   */
  public void addListener(LongConsumer listener) {
    listeners.add(listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener one that was added; another one changes nothing
   */
  public void removeListener(LongConsumer listener) {
    listeners.remove(listener);
  }

  /**
   * Asks for the end of the calling thread to be told; a virtual thread has none that matters.
   *
   * @return 0; 8 or 1816 when it cannot be
   */
  public int watchCurrent() {
    if (threads.isCurrentVirtual()) {
      return 0;
    }
    NativeThread self = threads.self();
    return self.isEndWatched() ? 0 : watch(self);
  }

  private int watch(NativeThread self) {
    PortHandle ends;
    try {
      ends = start();
    } catch (KernelException e) {
      return e.error();
    }
    int error = KernelNatives.threadPostAtEnd(ends.value(), self.number());
    if (error == 0) {
      self.endIsWatched();
    }
    return error;
  }

  private synchronized PortHandle start() {
    PortHandle made = port;
    if (made == null) {
      made = ports.create(KernelNatives.ownerNew(), 1);
      PortHandle ends = made;
      Thread thread = new Thread(() -> tell(ends), "wsplab ends of threads");
      thread.setDaemon(true);
      thread.start();
      endWithJava(ends);
      port = made;
    }
    return made;
  }

  /** A thread that waits in native code would keep a JVM that exits for 300 ms. */
  private void endWithJava(PortHandle ends) {
    try {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> ports.post(ends, JAVA_ENDS, 0, 0, 0), "wsplab ends the telling of ends"));
    } catch (IllegalStateException e) {
      // Java is ending already, and does not begin to wait for this.
    }
  }

  private void tell(PortHandle ends) {
    Ports.GetResult ended = take(ends);
    while (ended == null || ended.key() != JAVA_ENDS || ended.error() != 0) {
      if (ended != null && ended.error() == 0) {
        long number = ended.key();
        listeners.forEach(listener -> listener.accept(number));
      }
      ended = take(ends);
    }
  }

  private Ports.@Nullable GetResult take(PortHandle ends) {
    try {
      return ports.getOne(ends, INFINITE);
    } catch (WaitInterruptedException e) {
      // Nobody has a reason to interrupt this thread; the flag must not make the wait spin.
      Thread.interrupted();
      return null;
    }
  }
}
