package dev.wsplab.operation;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The register of an environment's operations, by the address of their structure, and the source of
 * its event stream. Everything is entered before the provider is called, since a completion may
 * come before the call returns (WIN-H1). Thread-safe.
 */
public final class Operations {
  private final Map<Long, Operation> byAddress = new ConcurrentHashMap<>();
  private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ordinals = new AtomicLong();
  private final boolean keepsPlaces;

  /** Makes an empty register that keeps no places. */
  public Operations() {
    this(false);
  }

  /**
   * Makes an empty register.
   *
   * @param keepsPlaces whether it remembers where each operation was started, which takes
   *     microseconds each
   */
  public Operations(boolean keepsPlaces) {
    this.keepsPlaces = keepsPlaces;
  }

  /** Returns whether operations know where they were started: somebody wants reports. */
  public boolean keepsPlaces() {
    return keepsPlaces;
  }

  /** Adds a listener; it hears what happens from now on. */
  public void addListener(OperationListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(OperationListener listener) {
    listeners.remove(listener);
  }

  /**
   * An operation is about to be started.
   *
   * @param routine whether it ends by completion routine
   * @param kept what must stay reachable until its completion was delivered, or null
   */
  public Operation start(
      OperationKind kind,
      SocketHandle socket,
      Overlapped overlapped,
      boolean routine,
      @Nullable Object kept) {
    Place place = keepsPlaces ? Place.here() : null;
    Operation operation =
        new Operation(ordinals.incrementAndGet(), kind, socket, overlapped, routine, place, kept);
    Operation before = byAddress.put(overlapped.address(), operation);
    if (before != null && before.state() == OperationState.COMPLETED) {
      // A client that polls may start anew before it takes the packet: both completions will be
      // told.
      operation.previous = before;
    }
    tell(Step.STARTED, operation, 0, 0);
    return operation;
  }

  /** Its starting call returned success; the provider has indicated it already. */
  public void succeeded(Operation operation, long bytes) {
    tell(Step.SUCCEEDED, operation, 0, bytes);
  }

  /** Its starting call returned {@code WSA_IO_PENDING}. */
  public void pended(Operation operation) {
    operation.pended();
    tell(Step.PENDED, operation, 0, 0);
  }

  /** Its starting call failed at once. */
  public void failed(Operation operation, int error) {
    if (operation.failedToStart()) {
      byAddress.remove(operation.overlapped().address(), operation);
    }
    tell(Step.FAILED, operation, error, 0);
  }

  /**
   * A result is about to be published at this structure. Must come before the publication: after it
   * the structure may be in use again.
   *
   * @param port value of the port handle whose packet will tell the client, 0 for none
   * @return the operation, or null when none is known there (a layer's own structure) or it was
   *     completed before
   */
  public @Nullable Operation completing(Overlapped overlapped, int error, long bytes, long port) {
    Operation operation = byAddress.get(overlapped.address());
    if (operation == null || !operation.completed(port)) {
      return null;
    }
    tell(Step.COMPLETED, operation, error, bytes);
    return operation;
  }

  /**
   * The client was notified.
   *
   * @param onItsWay whether a packet or an APC still has to reach it
   */
  public void notified(Operation operation, boolean onItsWay) {
    if (!onItsWay) {
      finish(operation);
    }
    tell(Step.NOTIFIED, operation, 0, 0);
  }

  /** A packet was taken from a port; says nothing when it is of no operation that is known here. */
  public void dequeued(long overlapped, int error, long bytes) {
    for (OperationListener listener : listeners) {
      listener.onPacket(overlapped, error, bytes);
    }
    Operation newest = byAddress.get(overlapped);
    if (newest == null) {
      return;
    }
    Operation operation = oldestCompleted(newest);
    if (operation != null) {
      finish(operation);
      tell(Step.DEQUEUED, operation, error, bytes);
    }
  }

  /** Its completion routine is about to run. */
  public void routine(Operation operation, int error, long bytes) {
    finish(operation);
    tell(Step.ROUTINE, operation, error, bytes);
  }

  /** Returns the operations that are under way, oldest first. */
  public List<Operation> underWay() {
    return byAddress.values().stream()
        .filter(operation -> operation.state().isUnderWay())
        .sorted(Comparator.comparingLong(Operation::ordinal))
        .toList();
  }

  /**
   * Returns the operations that have finished, but whose packet nobody has taken or whose routine
   * has not run yet, oldest first.
   */
  public List<Operation> undelivered() {
    List<Operation> found = new ArrayList<>();
    for (Operation newest : byAddress.values()) {
      for (Operation o = newest; o != null; o = o.previous) {
        if (o.state() == OperationState.COMPLETED) {
          found.add(o);
        }
      }
    }
    found.sort(Comparator.comparingLong(Operation::ordinal));
    return found;
  }

  /** Returns how many structures are under way or not yet delivered. */
  public int size() {
    return byAddress.size();
  }

  /**
   * It finished in its starting call and is never indicated: the socket has no overlapped attribute
   * (WIN-56).
   */
  public void withdraw(Operation operation) {
    operation.completed(0);
    finish(operation);
  }

  /**
   * Forgets those whose packets lay in a port that is now closed: nobody will take them.
   *
   * @param port value of the port handle
   */
  public void forgetUndelivered(long port) {
    for (Operation newest : byAddress.values()) {
      for (Operation o = newest; o != null; o = o.previous) {
        if (o.state() == OperationState.COMPLETED && o.port() == port) {
          finish(o);
        }
      }
    }
  }

  /** Forgets all: the environment is closing. */
  public void clear() {
    byAddress.clear();
  }

  /** Returns whether anybody listens: then an event is worth its making. */
  public boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /** A call went into a provider or came out of it. */
  public void provider(ProviderEvent event) {
    for (OperationListener listener : listeners) {
      listener.onProviderEvent(event);
    }
  }

  private static @Nullable Operation oldestCompleted(Operation newest) {
    Operation found = null;
    for (Operation o = newest; o != null; o = o.previous) {
      if (o.state() == OperationState.COMPLETED) {
        found = o;
      }
    }
    return found;
  }

  private void finish(Operation operation) {
    if (operation.delivered()) {
      byAddress.computeIfPresent(
          operation.overlapped().address(), (address, newest) -> without(newest, operation));
    }
  }

  private static @Nullable Operation without(Operation newest, Operation gone) {
    if (newest == gone) {
      return gone.previous;
    }
    for (Operation o = newest; o.previous != null; o = o.previous) {
      if (o.previous == gone) {
        o.previous = gone.previous;
        break;
      }
    }
    return newest;
  }

  private void tell(Step step, Operation operation, int error, long bytes) {
    if (listeners.isEmpty()) {
      return;
    }
    OperationEvent event =
        new OperationEvent(
            step, operation, System.nanoTime(), Thread.currentThread().getName(), error, bytes);
    for (OperationListener listener : listeners) {
      listener.onEvent(event);
    }
  }
}
