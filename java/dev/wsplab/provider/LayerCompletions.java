package dev.wsplab.provider;

import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.UserFault;
import dev.wsplab.overlapped.Overlapped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A layer's own completion port and the thread that takes from it. Every lower socket is associated
 * with the port, so that whatever the provider below finishes arrives here (WIN-H10), and the
 * client's structure is completed from here.
 */
final class LayerCompletions {
  private static final long STOP = 1;
  private static final long LOWER = 0;
  private static final int BATCH = 64;

  private final Kernel kernel;
  private final long owner;
  private final String name;
  private final Consumer<LayerOperation> finish;
  private final StructurePool structures = new StructurePool();
  private final Map<Long, LayerOperation> underWay = new ConcurrentHashMap<>();
  private volatile @Nullable PortHandle port;
  private volatile EventHandle mortal = EventHandle.NULL;
  private @Nullable Thread worker;

  /**
   * Makes it; port and thread come with the first socket (WSP-START-12).
   *
   * @param finish completes an operation upward, in the worker thread
   */
  LayerCompletions(Kernel kernel, long owner, String name, Consumer<LayerOperation> finish) {
    this.kernel = kernel;
    this.owner = owner;
    this.name = name;
    this.finish = finish;
  }

  /** Associates a lower socket: 0 or the Win32 error. */
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

  /** An operation failed at once: no packet comes. False when it is gone already. */
  boolean withdraw(LayerOperation operation) {
    boolean mine = underWay.remove(operation.own().address(), operation);
    if (mine) {
      structures.give(operation.own());
    }
    return mine;
  }

  /**
   * Ends the worker, when the providers below have ended and nothing comes any more.
   *
   * @return the operations that no packet came for
   */
  Collection<LayerOperation> stop() throws InterruptedException {
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
    List<LayerOperation> left = List.copyOf(underWay.values());
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
    Thread thread = new Thread(() -> run(made), name);
    thread.setDaemon(true);
    thread.start();
    mortal = event;
    port = made;
    worker = thread;
    return made;
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
      while (kernel.ports().get(from, entries, -1, false) == 0) {
        for (int i = 0; i < entries.count(); i++) {
          if (entries.key(i) == STOP) {
            return;
          }
          arrived(entries.overlapped(i));
        }
      }
    }
  }

  private void arrived(long address) {
    LayerOperation operation = underWay.remove(address);
    if (operation == null) {
      return; // the provider below told it twice
    }
    try {
      finish.accept(operation);
    } catch (Throwable e) {
      // One operation that goes wrong must not take the others with it.
      UserFault.report(e);
    } finally {
      structures.give(operation.own());
    }
  }
}
