package dev.wsplab.host;

import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NativeStacks;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.ClientWait;
import dev.wsplab.operation.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is remembered about the client of an environment, for reports: which handles it has not
 * closed, and which threads are inside one of its calls. Remembers nothing unless it is on. Tells
 * the timing of the client's calls in any case. Thread-safe.
 */
public final class ClientWatch {
  private static final long OFF = 0;

  private final boolean on;
  private final @Nullable NativeStacks nativeStacks;
  private final CompletionTiming timing;
  private final Map<Long, OpenHandle> open = new ConcurrentSkipListMap<>();
  private final Map<Long, Waiter> inside = new ConcurrentHashMap<>();
  private final ClientWaits waits = new ClientWaits();
  private final AtomicLong tickets = new AtomicLong();
  private final Object left = new Object();
  private volatile boolean awaited;
  private volatile @Nullable CallListener listener;

  ClientWatch(boolean on, @Nullable NativeStacks nativeStacks, CompletionTiming timing) {
    this.on = on;
    this.nativeStacks = nativeStacks;
    this.timing = timing;
  }

  // ---- handles

  /**
   * The client has made a handle by this function.
   *
   * @param handle the new handle
   * @param function the function's name in Microsoft's documentation
   */
  public void opened(Handle handle, String function) {
    if (on) {
      open.put(handle.value(), new OpenHandle(handle, function, Place.here()));
    }
  }

  /**
   * Runs a call that closes a handle.
   *
   * @param <R> type of the call's result
   * @param handle the handle to close
   * @param close closes the handle; runs in the calling thread
   * @param closed whether its result says that it did
   * @return what the call returned
   */
  public <R> R closing(Handle handle, Supplier<R> close, Predicate<R> closed) {
    if (!(handle instanceof SocketHandle)) {
      timing.finishAll(); // what waits to be told by this port or event was to be told already
    }
    OpenHandle known = on ? open.get(handle.value()) : null;
    R result = close.get();
    if (known != null && closed.test(result)) {
      // Another thread may have made a handle of the same value since (eager reuse).
      open.computeIfPresent(handle.value(), (value, now) -> now == known ? gone() : now);
    }
    return result;
  }

  /** The last WSACleanup has closed every socket. */
  public void socketsClosed() {
    open.values().removeIf(handle -> handle.handle() instanceof SocketHandle);
  }

  /** The environment has closed every handle. */
  void handlesClosed() {
    open.clear();
  }

  /** {@return what the client has made and not closed, by value} */
  public List<OpenHandle> openHandles() {
    return List.copyOf(open.values());
  }

  private static @Nullable OpenHandle gone() {
    return null;
  }

  // ---- threads

  /**
   * Runs a call that is about one handle, and may wait.
   *
   * @param <R> type of the call's result
   * @param handle the one that reports name while the call waits
   * @param call what to run, in the calling thread
   * @return what the call returned
   */
  public <R> R inside(Handle handle, Supplier<R> call) {
    if (on || listener != null) {
      return inside(List.of(handle), call);
    }
    timing.entered();
    return call.get();
  }

  /**
   * Runs a call that is about several handles, or none, and may wait.
   *
   * @param <R> type of the call's result
   * @param handles the handles; copied
   * @param call what to run, in the calling thread
   * @return what the call returned
   */
  public <R> R inside(List<? extends Handle> handles, Supplier<R> call) {
    long ticket = enter(handles);
    @Nullable R result = null;
    try {
      result = call.get();
      return result;
    } finally {
      leave(ticket, result);
    }
  }

  /**
   * The calling thread begins a call that may wait.
   *
   * @param handles the handles that it is about; copied
   * @return what to give to {@link #leave}
   */
  public long enter(List<? extends Handle> handles) {
    timing.entered();
    CallListener told = listener;
    if (!on && told == null) {
      return OFF;
    }
    long ticket = tickets.incrementAndGet();
    if (on) {
      inside.put(
          ticket,
          new Waiter(
              Thread.currentThread(), List.copyOf(handles), System.nanoTime(), nativeStack()));
    }
    if (told != null) {
      told.entered(ticket, handles);
    }
    return ticket;
  }

  private List<String> nativeStack() {
    NativeStacks kept = nativeStacks;
    return kept == null ? List.of() : kept.current();
  }

  /**
   * That call has returned.
   *
   * @param ticket what {@link #enter} returned
   */
  public void leave(long ticket) {
    leave(ticket, null);
  }

  private void leave(long ticket, @Nullable Object result) {
    if (ticket == OFF) {
      return;
    }
    CallListener told = listener;
    if (told != null) {
      told.left(ticket);
    }
    Waiter waiter = inside.remove(ticket);
    if (waiter != null) {
      waits.ended(waiter, result);
    }
    if (awaited) {
      synchronized (left) {
        left.notifyAll();
      }
    }
  }

  /**
   * Waits until nobody is inside a call.
   *
   * @param timeout how long to wait; 0 or less looks once
   * @return false when the time is over
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean awaitNobodyInside(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (left) {
      // Before the look: who leaves after it sees this, and tells.
      awaited = true;
      while (!inside.isEmpty()) {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(left, nanos);
      }
      return true;
    }
  }

  /**
   * Says who is told of each call from now on, whether calls are remembered or not.
   *
   * @param told who, in place of the one before; null for nobody
   */
  public void listener(@Nullable CallListener told) {
    listener = told;
  }

  /** {@return who is inside a call now, the longest first; a thread once for each call} */
  public List<Waiter> waiters() {
    return inside.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * {@return the last thousand waits of a millisecond or longer, in the order of their ends, and
   * those that last, the longest first}
   */
  public List<ClientWait> waits() {
    return Stream.concat(
            waits.kept().stream(),
            waiters().stream().map(ClientWaits::now).flatMap(Optional::stream))
        .toList();
  }
}
