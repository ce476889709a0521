package dev.wsplab.provider;

import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.UserFault;
import dev.wsplab.overlapped.Overlapped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A layer's own completion port and the thread that takes from it. Every lower socket is associated
 * with the port, so that whatever the provider below finishes arrives here (WIN-H10), and the
 * client's structure is completed from here.
 */
final class LayerCompletions {
  private static final long STOP = 1;
  private static final long PAUSE = 2;
  private static final long LOWER = 0;
  private static final int BATCH = 64;
  private static final int NOT_ENOUGH_MEMORY = 8;

  private static final long LOOK_MILLIS = 50;

  private final CountDownLatch paused = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final Kernel kernel;
  private final long owner;
  private final Function<Runnable, Thread> threads;
  private final Consumer<LayerOperation> finish;
  private final HeldPackets held;
  private final StructurePool structures = new StructurePool();
  private final Map<Long, LayerOperation> underWay = new ConcurrentHashMap<>();
  private volatile @Nullable PortHandle port;
  private volatile EventHandle mortal = EventHandle.NULL;
  private @Nullable Thread worker;

  /**
   * Makes it; port and thread come with the first socket (WSP-START-12).
   *
   * @param threads makes the worker
   * @param moment when an operation is completed upward
   * @param finish does it, in the worker thread
   */
  LayerCompletions(
      Kernel kernel,
      long owner,
      Function<Runnable, Thread> threads,
      CompletionMoment moment,
      Consumer<LayerOperation> finish) {
    this.held = new HeldPackets(moment);
    this.kernel = kernel;
    this.owner = owner;
    this.threads = threads;
    this.finish = finish;
  }

  /** Associates a lower socket: 0 or the Win32 error, 8 also when no thread can be started. */
  int associate(SocketHandle lower) {
    try {
      return kernel.ports().associate(lower, started(), LOWER);
    } catch (KernelException e) {
      return e.error();
    }
  }

  /**
   * Takes a structure for an operation; null when the layer has ended.
   *
   * @throws KernelException 8
   */
  @Nullable Overlapped takeStructure() {
    return structures.take();
  }

  /** Gives a structure back that was never entered. */
  void giveStructure(Overlapped own) {
    structures.give(own);
  }

  /**
   * The event that stands in a structure below when the operation is to end with the thread that
   * starts it: one without an event and with a port outlives the thread (DEC-8). Nobody waits for
   * it.
   */
  EventHandle mortal() {
    return mortal;
  }

  /** An operation is about to be started below: from now on its packet may come. */
  void enter(LayerOperation operation) {
    underWay.put(operation.own().address(), operation);
  }

  /** Queues the packet of an operation that was answered without going below. */
  void post(Overlapped own) {
    PortHandle to = port;
    if (to != null) {
      kernel.ports().post(to, LOWER, own.address(), 0, 0);
    }
  }

  /** Lets what was held back come: the client is in a call. */
  void releaseHeld() {
    for (LayerOperation operation = held.next(); operation != null; operation = held.next()) {
      open(operation);
    }
  }

  /** An operation may be completed upward from now on. */
  void open(LayerOperation operation) {
    boolean waits = operation.turn().open();
    if (waits && operation == underWay.get(operation.own().address())) {
      post(operation.own());
    }
  }

  /**
   * Completes an operation upward in the call that has started it. Its packet, which comes all the
   * same (WIN-H10), frees the structure.
   */
  void finishInCall(LayerOperation operation) {
    operation.turn().take();
    tell(operation);
    if (operation.turn().told()) {
      forget(operation);
    }
  }

  private void forget(LayerOperation operation) {
    if (underWay.remove(operation.own().address(), operation)) {
      structures.give(operation.own());
    }
  }

  /** An operation failed at once: no packet comes. False when it is gone already. */
  boolean withdraw(LayerOperation operation) {
    boolean mine = underWay.remove(operation.own().address(), operation);
    if (mine) {
      structures.give(operation.own());
    }
    return mine;
  }

  /**
   * Does something while the worker calls nobody: what lies below must not be called once its
   * {@code WSPCleanup} has returned (WSP-CLEAN-5).
   *
   * @throws InterruptedException when the wait for the worker was; it is done all the same
   */
  void whileQuiet(Runnable action) throws InterruptedException {
    PortHandle used;
    Thread thread;
    synchronized (this) {
      used = port;
      thread = worker;
    }
    if (used == null || thread == null || thread == Thread.currentThread()) {
      action.run();
      return;
    }
    kernel.ports().post(used, PAUSE, 0, 0, 0);
    try {
      boolean quiet = false;
      while (!quiet && thread.isAlive()) {
        quiet = paused.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      try {
        action.run();
      } finally {
        goesOn.countDown();
      }
    }
  }

  /** In the worker. */
  private void pause() {
    paused.countDown();
    boolean interrupted = false;
    while (goesOn.getCount() > 0) {
      try {
        goesOn.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the worker, when the providers below have ended and nothing comes any more.
   *
   * @return the operations that no packet came for
   */
  Collection<LayerOperation> stop() throws InterruptedException {
    held.end();
    releaseHeld();
    PortHandle used;
    Thread thread;
    synchronized (this) {
      used = port;
      thread = worker;
      port = null;
      worker = null;
    }
    if (used != null && thread != null) {
      kernel.ports().post(used, STOP, 0, 0, 0);
      if (thread != Thread.currentThread()) {
        thread.join();
      }
      kernel.closeHandle(used);
      kernel.closeHandle(mortal);
      mortal = EventHandle.NULL;
    }
    List<LayerOperation> left =
        underWay.values().stream().filter(operation -> !operation.turn().isTaken()).toList();
    underWay.clear();
    return left;
  }

  /** Frees the structures; nobody below uses one any more. */
  void free() {
    structures.close();
  }

  private synchronized PortHandle started() {
    PortHandle existing = port;
    if (existing != null) {
      return existing;
    }
    EventHandle event = kernel.events().create(owner, true, false);
    PortHandle made = portOr(event);
    worker = workerOr(made, event);
    mortal = event;
    port = made;
    return made;
  }

  /** WSP-START-12: without a thread the layer does not take the socket, and says so. */
  private Thread workerOr(PortHandle made, EventHandle closed) {
    try {
      Thread thread = threads.apply(() -> run(made));
      thread.setDaemon(true);
      thread.start();
      return thread;
    } catch (OutOfMemoryError e) {
      // What the JVM throws when the system has no more threads.
      kernel.closeHandle(made);
      kernel.closeHandle(closed);
      throw new KernelException("Thread.start", NOT_ENOUGH_MEMORY);
    }
  }

  private PortHandle portOr(EventHandle closed) {
    try {
      return kernel.ports().create(owner, 0);
    } catch (KernelException e) {
      kernel.closeHandle(closed);
      throw e;
    }
  }

  private void run(PortHandle from) {
    try (CompletionEntries entries = new CompletionEntries(BATCH)) {
      while (true) {
        int got = kernel.ports().get(from, entries, held.millisLeft(), false);
        if (got == Win32Error.WAIT_TIMEOUT.code()) {
          releaseHeld();
          continue;
        }
        if (got != 0) {
          return;
        }
        for (int i = 0; i < entries.count(); i++) {
          if (entries.key(i) == STOP) {
            return;
          }
          if (entries.key(i) == PAUSE) {
            pause();
            continue;
          }
          arrived(entries.overlapped(i));
        }
      }
    }
  }

  private void arrived(long address) {
    LayerOperation operation = underWay.get(address);
    if (operation == null) {
      return; // the provider below told it twice
    }
    switch (operation.turn().arrives()) {
      case FINISH -> finished(operation);
      case LEAVE -> {}
      case DROP -> forget(operation);
      case PARK -> {
        if (!held.keep(operation)) {
          finished(operation);
        }
      }
    }
  }

  private void finished(LayerOperation operation) {
    if (underWay.remove(operation.own().address(), operation)) {
      tell(operation);
      structures.give(operation.own());
    }
  }

  private void tell(LayerOperation operation) {
    try {
      finish.accept(operation);
    } catch (Throwable e) {
      // One operation that goes wrong must not take the others with it.
      UserFault.report(e);
    }
  }
}
