package dev.wsplab.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Threads as the shim knows them: handles, user APCs, last error. Everything here but {@link
 * #queueApc} and {@link #forgetApcs} concerns the calling thread, and is refused on virtual
 * threads.
 */
public final class Threads {
  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualMethod();
  private static final int TICKET_BITS = 40;

  private record Apc(long owner, Runnable body) {}

  private final ThreadLocal<@Nullable NativeThread> selves = new ThreadLocal<>();
  // An APC's argument is a ticket, never a pointer: one that is no longer here does nothing.
  private final Map<Long, Apc> tickets = new ConcurrentHashMap<>();
  private final AtomicLong lastTicket = new AtomicLong();
  private final AtomicLong lastNumber = new AtomicLong();
  // Two class loaders share the shim's queues: the upper bits tell whose ticket it is.
  private final AtomicLong binding = new AtomicLong();

  Threads() {}

  /** {@return whether the calling thread is a virtual one} */
  public boolean isCurrentVirtual() {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new IllegalStateException("Thread.isVirtual", e);
    }
  }

  /**
   * {@return the calling thread's own handle, which lives as long as the thread}
   *
   * @throws VirtualThreadException on a virtual thread
   */
  public ThreadHandle current() {
    return self().handle();
  }

  /** {@return a number of the calling thread that no other ever has; 0 for all virtual threads} */
  public long currentNumber() {
    return isCurrentVirtual() ? 0 : self().number();
  }

  /**
   * Makes one more name of the calling thread, to be closed.
   *
   * @param owner the number of the environment that it belongs to
   * @return the handle, which the caller closes
   * @throws KernelException 8 or 1816
   */
  public ThreadHandle open(long owner) {
    requirePlatformThread();
    return new ThreadHandle(Kernel.checked("opening the thread", KernelNatives.threadOpen(owner)));
  }

  /**
   * Queues an APC: the body runs in that thread, in one of our alertable waits.
   *
   * @param thread any handle
   * @param owner the environment that the APC belongs to
   * @param body runs once; kept until then
   * @return 0; 6 when it is no thread or another environment's handle of one, 31 when the thread
   *     has ended (WIN-48), 8
   */
  public int queueApc(ThreadHandle thread, long owner, Runnable body) {
    Objects.requireNonNull(body, "body is null: an APC has something to run");
    dropOrphans();
    long ticket = binding() << TICKET_BITS | lastTicket.incrementAndGet();
    tickets.put(ticket, new Apc(owner, body));
    int error = KernelNatives.apcQueue(owner, thread.value(), ticket);
    if (error != 0) {
      tickets.remove(ticket);
    }
    return error;
  }

  /**
   * The APCs of an environment that are still queued will do nothing.
   *
   * @param owner the environment
   */
  public void forgetApcs(long owner) {
    dropOrphans();
    tickets.values().removeIf(apc -> apc.owner() == owner);
  }

  /** {@return the thread's last error} */
  public int lastError() {
    requirePlatformThread();
    return KernelNatives.lastError();
  }

  /**
   * Sets the thread's last error, which Win32 and Winsock share (WIN-H9).
   *
   * @param error any 32 bits
   */
  public void setLastError(int error) {
    requirePlatformThread();
    KernelNatives.setLastError(error);
  }

  /**
   * Runs all APCs that are pending for the calling thread, in order (APC-2), those queued meanwhile
   * too.
   *
   * @return whether there was any
   * @throws RuntimeException what the first APC threw that did; the others have run
   */
  public boolean runApcs() {
    NativeThread self = self();
    self.apcsBegin();
    try {
      return runQueued();
    } finally {
      self.apcsEnd();
    }
  }

  /** {@return whether an APC is on the calling thread's stack: never on a virtual one} */
  public boolean isRunningApc() {
    return !isCurrentVirtual() && self().isRunningApc();
  }

  private boolean runQueued() {
    boolean any = false;
    RuntimeException first = null;
    List<Long> foreign = new ArrayList<>();
    for (long ticket = KernelNatives.apcNext(); ticket != 0; ticket = KernelNatives.apcNext()) {
      any = true;
      if (ticket >> TICKET_BITS != binding()) {
        foreign.add(ticket);
        continue;
      }
      first = run(ticket, first);
    }
    // They are for a wait through the class loader that queued them.
    foreign.forEach(
        ticket -> KernelNatives.apcQueue(Kernel.SEES_ALL, KernelNatives.threadSelf(), ticket));
    if (first != null) {
      throw first;
    }
    return any;
  }

  private @Nullable RuntimeException run(long ticket, @Nullable RuntimeException first) {
    Apc apc = tickets.remove(ticket);
    if (apc == null) {
      return first;
    }
    try {
      apc.body().run();
    } catch (RuntimeException e) {
      if (first == null) {
        return e;
      }
      first.addSuppressed(e);
    }
    return first;
  }

  /** Returns how many APCs are queued; for tests. */
  int queuedApcs() {
    dropOrphans();
    return tickets.size();
  }

  private long binding() {
    long known = binding.get();
    if (known == 0) {
      binding.compareAndSet(0, KernelNatives.ownerNew());
      known = binding.get();
    }
    return known;
  }

  NativeThread self() {
    requirePlatformThread();
    NativeThread self = selves.get();
    if (self == null) {
      self = new NativeThread(lastNumber.incrementAndGet());
      selves.set(self);
    }
    return self;
  }

  /** What the calling thread has here, if it has anything yet; a virtual one never does. */
  @Nullable NativeThread known() {
    return isCurrentVirtual() ? null : selves.get();
  }

  private void requirePlatformThread() {
    if (isCurrentVirtual()) {
      throw new VirtualThreadException();
    }
  }

  private void dropOrphans() {
    for (long ticket = KernelNatives.apcOrphan(); ticket != 0; ticket = KernelNatives.apcOrphan()) {
      tickets.remove(ticket);
    }
  }

  private static @Nullable MethodHandle isVirtualMethod() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null; // before Java 21 there are none
    }
  }
}
