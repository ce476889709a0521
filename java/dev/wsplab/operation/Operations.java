package dev.wsplab.operation;

import dev.wsplab.kernel.AccessViolationException;
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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The register of an environment's operations, by the address of their structure, and the source of
 * its event stream. Everything is entered before the provider is called, since a completion may
 * come before the call returns (WIN-H1). Thread-safe.
 */
public final class Operations {
  private static final int REMEMBERED = 256;

  private final Map<Long, Operation> byAddress = new ConcurrentHashMap<>();
  private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ordinals = new AtomicLong();
  // Some that were delivered last, by address: to tell a second completion of theirs.
  private final AtomicReferenceArray<@Nullable Operation> delivered =
      new AtomicReferenceArray<>(REMEMBERED);
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

  /** {@return whether operations know where they were started: somebody wants reports} */
  public boolean keepsPlaces() {
    return keepsPlaces;
  }

  /**
   * Adds a listener; it hears what happens from now on.
   *
   * @param listener runs in the threads that make the events
   */
  public void addListener(OperationListener listener) {
    listeners.add(listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener one that was added; another one changes nothing
   */
  public void removeListener(OperationListener listener) {
    listeners.remove(listener);
  }

  /**
   * An operation is about to be started.
   *
   * @param kind the call that starts it
   * @param socket the socket that it is started on
   * @param overlapped its structure
   * @param routine whether it ends by completion routine
   * @param held what it holds until its completion was delivered, or null
   * @return the operation, now under way
   */
  public Operation start(
      OperationKind kind,
      SocketHandle socket,
      Overlapped overlapped,
      boolean routine,
      @Nullable Held held) {
    return start(kind, socket, 0, overlapped, routine, held);
  }

  /**
   * An operation is about to be started.
   *
   * @param kind the call that starts it
   * @param socket the socket that it is started on
   * @param numberOnSocket the how-manieth of its socket it is
   * @param overlapped its structure
   * @param routine whether it ends by completion routine
   * @param held what it holds until its completion was delivered, or null
   * @return the operation, now under way
   */
  public Operation start(
      OperationKind kind,
      SocketHandle socket,
      long numberOnSocket,
      Overlapped overlapped,
      boolean routine,
      @Nullable Held held) {
    Place place = keepsPlaces ? Place.here() : null;
    Operation operation =
        new Operation(
            ordinals.incrementAndGet(),
            numberOnSocket,
            kind,
            socket,
            overlapped,
            routine,
            held,
            place);
    Long key = key(overlapped.address());
    // Mostly nothing is there: a try by one compare-and-set, before the way that locks.
    if (byAddress.putIfAbsent(key, operation) != null) {
      enterOver(key, operation);
    }
    tell(Step.STARTED, operation, 0, 0);
    return operation;
  }

  /**
   * A client that polls may start anew before it takes the packet: both completions will be told.
   * One that starts anew while the first is under way has made a mistake, and both are under way.
   */
  private void enterOver(Long key, Operation operation) {
    byAddress.compute(
        key,
        (address, before) -> {
          operation.previous = before;
          return operation;
        });
    Operation before = operation.previous;
    if (before != null) {
      tell(Step.REUSED, before, 0, 0);
    }
  }

  /**
   * Its starting call returned success; the provider has indicated it already.
   *
   * @param operation one that {@link #start} returned
   * @param bytes its byte count
   */
  public void succeeded(Operation operation, long bytes) {
    tell(Step.SUCCEEDED, operation, 0, bytes);
  }

  /**
   * Its starting call returned {@code WSA_IO_PENDING}.
   *
   * @param operation one that {@link #start} returned
   */
  public void pended(Operation operation) {
    operation.pended();
    tell(Step.PENDED, operation, 0, 0);
  }

  /**
   * Its starting call failed at once.
   *
   * @param operation one that {@link #start} returned
   * @param error the error number that the call set
   */
  public void failed(Operation operation, int error) {
    if (operation.failedToStart()) {
      forget(operation);
    }
    tell(Step.FAILED, operation, error, 0);
  }

  /**
   * A result is about to be published at this structure. Must come before the publication: after it
   * the structure may be in use again. Of several under way there the oldest is meant.
   *
   * @param overlapped the structure
   * @param error its error number, 0 for success
   * @param bytes its byte count
   * @param port value of the port handle whose packet will tell the client, 0 for none
   * @return the operation, or null when none is known there (a layer's own structure) or it was
   *     completed before
   */
  public @Nullable Operation completing(Overlapped overlapped, int error, long bytes, long port) {
    Operation newest = byAddress.get(key(overlapped.address()));
    Operation operation = SameStructure.oldestUnderWay(newest);
    while (operation != null && !operation.completed(port)) {
      operation = SameStructure.oldestUnderWay(newest); // somebody else was first
    }
    if (operation != null) {
      tell(Step.COMPLETED, operation, error, bytes);
    }
    return operation;
  }

  /**
   * A result is about to be published that {@link #completing} knew no operation for: says so if
   * the last one there was of the same socket and is over.
   *
   * @param socket the socket that the result is of
   * @param overlapped the structure
   * @param error its error number, 0 for success
   * @param bytes its byte count
   */
  public void completedAgain(SocketHandle socket, Overlapped overlapped, int error, long bytes) {
    if (listeners.isEmpty()) {
      return;
    }
    Operation newest = byAddress.get(key(overlapped.address()));
    Operation last = newest != null ? newest : delivered.get(slotOf(overlapped.address()));
    if (last != null
        && last.overlapped().address() == overlapped.address()
        && last.socket().equals(socket)) {
      tell(Step.COMPLETED_AGAIN, last, error, bytes);
    }
  }

  /**
   * The client was notified.
   *
   * @param operation one that {@link #start} returned
   * @param onItsWay whether a packet or an APC still has to reach it
   */
  public void notified(Operation operation, boolean onItsWay) {
    if (onItsWay) {
      operation.queued();
    } else if (!finish(operation) && operation.isTaken()) {
      // No packet is of it, and yet one has delivered it: that was of a later operation here.
      Operation later =
          SameStructure.nextTaken(byAddress.get(key(operation.overlapped().address())));
      if (later != null) {
        finish(later);
      }
    }
    tell(Step.NOTIFIED, operation, 0, 0);
  }

  /**
   * A packet was taken from a port; says nothing when it is of no operation that is known here.
   *
   * @param port the value of the port's handle
   * @param key the packet's key
   * @param overlapped the address that the packet carries, 0 for none
   * @param error its error number, 0 for success
   * @param bytes its byte count
   */
  public void dequeued(long port, long key, long overlapped, int error, long bytes) {
    if (!listeners.isEmpty()) {
      PortPacket packet = new PortPacket(port, key, overlapped, error, bytes);
      toEach(listener -> listener.onPacket(packet));
    }
    Operation newest = byAddress.get(key(overlapped));
    if (newest == null) {
      return;
    }
    Operation operation = SameStructure.nextTaken(newest);
    if (operation != null) {
      operation.taken();
      finish(operation);
      tell(Step.DEQUEUED, operation, error, bytes);
    }
  }

  /**
   * The client is about to queue a packet of its own.
   *
   * @param packet what the client gives, verbatim
   */
  public void posted(PortPacket packet) {
    toEach(listener -> listener.onPosted(packet));
  }

  /**
   * Its completion routine is about to run, which completes it if nothing did before.
   *
   * @param operation one that {@link #start} returned
   * @param error its error number, 0 for success
   * @param bytes its byte count
   */
  public void routine(Operation operation, int error, long bytes) {
    if (operation.completed(0)) {
      tell(Step.COMPLETED, operation, error, bytes);
    }
    finish(operation);
    tell(Step.ROUTINE, operation, error, bytes);
  }

  /** {@return the operations that are under way, oldest first} */
  public List<Operation> underWay() {
    return all()
        .filter(operation -> operation.state().isUnderWay())
        .sorted(Comparator.comparingLong(Operation::ordinal))
        .toList();
  }

  /**
   * {@return the operations that have finished, but whose packet nobody has taken or whose routine
   * has not run yet, oldest first}
   */
  public List<Operation> undelivered() {
    List<Operation> found = new ArrayList<>();
    for (Operation newest : byAddress.values()) {
      for (Operation o = newest; o != null; o = o.previous) {
        if (o.isOnItsWay()) {
          found.add(o);
        }
      }
    }
    found.sort(Comparator.comparingLong(Operation::ordinal));
    return found;
  }

  /** {@return how many structures are under way or not yet delivered} */
  public int size() {
    return byAddress.size();
  }

  /**
   * It finished in its starting call and is never indicated: the socket has no overlapped attribute
   * (WIN-56).
   *
   * @param operation one that {@link #start} returned
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
    all().filter(operation -> operation.port() == port).forEach(this::finish);
  }

  /**
   * A thread has ended: no routine runs in it any more.
   *
   * @param thread its number, as {@code Threads.currentNumber} gave it
   */
  public void threadEnded(long thread) {
    all().forEach(operation -> operation.orphanedBy(thread));
    routinesLost();
  }

  /**
   * An APC could not be queued, since its thread has ended: tells of the operations whose routines
   * were to run in such threads and which are complete.
   */
  public void routinesLost() {
    all().filter(Operation::isOrphan).toList().forEach(this::lostIfComplete);
  }

  private void lostIfComplete(Operation operation) {
    if (operation.state().isUnderWay()) {
      // Its provider publishes first and queues the routine then (WPU-APC-8), and says nothing
      // else.
      long bytes;
      int error;
      try {
        Overlapped structure = operation.overlapped();
        if (structure.isPending()) {
          return;
        }
        error = structure.offsetHigh();
        bytes = structure.internalHigh();
      } catch (AccessViolationException e) {
        return; // freed: then nobody can tell whether it is complete
      }
      if (operation.completed(0)) {
        tell(Step.COMPLETED, operation, error, bytes);
      }
    }
    routineLost(operation);
  }

  /**
   * The routine of a completed operation cannot be queued: its thread has ended.
   *
   * @param operation one that {@link #start} returned
   */
  public void routineLost(Operation operation) {
    if (finish(operation)) {
      tell(Step.ROUTINE_LOST, operation, 0, 0);
    }
  }

  /**
   * Forgets all: the environment is closing, and its providers have ended. Memory of an operation
   * that its provider has not ended stays for good: whoever ends no operations at its cleanup may
   * still write.
   */
  public void clear() {
    all().filter(operation -> !operation.state().isUnderWay()).forEach(Operation::release);
    byAddress.values().stream().filter(Operation::isEndedUntold).forEach(Operation::release);
    byAddress.clear();
    for (int slot = 0; slot < REMEMBERED; slot++) {
      delivered.set(slot, null);
    }
  }

  /** {@return whether anybody listens: then an event is worth its making} */
  public boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /**
   * A call went into a provider or came out of it.
   *
   * @param event which call, and whether it begins or ends
   */
  public void provider(ProviderEvent event) {
    toEach(listener -> listener.onProviderEvent(event));
  }

  private Stream<Operation> all() {
    List<Operation> all = new ArrayList<>();
    for (Operation newest : byAddress.values()) {
      for (Operation o = newest; o != null; o = o.previous) {
        all.add(o);
      }
    }
    return all.stream();
  }

  /**
   * Where an address is entered: one to one. Structures lie side by side, so that the addresses
   * alone have hash codes that meet in few of the map's bins.
   */
  private static long key(long address) {
    return address * 0x9E37_79B9_7F4A_7C15L;
  }

  private static int slotOf(long address) {
    return Long.hashCode(key(address)) >>> 1 & REMEMBERED - 1;
  }

  private boolean finish(Operation operation) {
    boolean first = operation.delivered();
    if (first) {
      if (hasListeners()) {
        delivered.set(slotOf(operation.overlapped().address()), operation);
      }
      forget(operation);
    }
    return first;
  }

  private void forget(Operation operation) {
    Long key = key(operation.overlapped().address());
    if (operation.previous == null && byAddress.remove(key, operation)) {
      return; // it was alone there
    }
    byAddress.computeIfPresent(key, (address, newest) -> SameStructure.without(newest, operation));
  }

  private void tell(Step step, Operation operation, int error, long bytes) {
    if (listeners.isEmpty()) {
      return;
    }
    OperationEvent event =
        new OperationEvent(
            step, operation, System.nanoTime(), Thread.currentThread().getName(), error, bytes);
    toEach(listener -> listener.onEvent(event));
  }

  // A listener stands in the thread of whoever does something: what it throws, an assertion that
  // does not hold too, must change nothing there, and the other listeners hear of the event.
  private void toEach(Consumer<OperationListener> told) {
    for (OperationListener listener : listeners) {
      try {
        told.accept(listener);
      } catch (Throwable thrown) {
        UserFault.report(thrown);
      }
    }
  }
}
