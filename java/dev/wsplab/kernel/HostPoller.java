package dev.wsplab.kernel;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * Tells which of the system's own sockets have become ready. A socket is added once and every
 * change is told, beginning with what is ready when it is added. What was told is told again when
 * it comes back after a call found it gone ({@code EAGAIN}); meanwhile, that there is more of it
 * may be told or not. One thread waits; any thread adds, removes and wakes.
 */
@MustCall("close")
public final class HostPoller implements AutoCloseable {
  /** There is something to receive or to accept. */
  public static final int IN = 0x1;

  /** There is room to send, or a connection was made. */
  public static final int OUT = 0x2;

  /** The peer has closed or shut down sending. */
  public static final int HANGUP = 0x4;

  /** There is an error to be fetched. */
  public static final int ERROR = 0x8;

  /** Urgent data has come. */
  public static final int URGENT = 0x10;

  private static final int CAPACITY = 256;
  private static final int ENTRY = 16;

  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
  private final @Owning NativeBlock ready;
  // Of the one thread that waits: what is told lies here, so that nothing native is held meanwhile.
  private final long[] cookies = new long[CAPACITY];
  private final int[] changes = new int[CAPACITY];
  private volatile boolean closing;
  private long poller;

  /** Is told of one socket. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A socket has become ready.
     *
     * @param cookie as given to {@link HostPoller#add}
     * @param changes {@link #IN} and the others
     */
    void ready(long cookie, int changes);
  }

  /**
   * Makes a poller.
   *
   * @throws IOException when the system has no more of them
   */
  public HostPoller() throws IOException {
    Kernel.get();
    ready = NativeBlock.allocate((long) CAPACITY * ENTRY);
    poller = HostSocketNatives.pollerCreate();
    if (poller < 0) {
      ready.close();
      throw new IOException("the system refuses a poller: host error " + -poller);
    }
  }

  /**
   * Adds a socket.
   *
   * @param socket an open socket of {@link HostSockets}
   * @param cookie what the listener is told of it; any value
   * @return 0, or the host's error number, negated
   */
  public int add(int socket, long cookie) {
    inUse.readLock().lock();
    try {
      return HostSocketNatives.pollerAdd(open(), socket, cookie);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /**
   * Removes a socket. Closing it removes it as well.
   *
   * @param socket a socket that was added
   * @return 0, or the host's error number, negated
   */
  public int remove(int socket) {
    inUse.readLock().lock();
    try {
      return HostSocketNatives.pollerRemove(open(), socket);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /**
   * Waits until sockets are ready or somebody wakes it, and tells the listener of each, in the
   * calling thread.
   *
   * @param listener is told of each socket that is ready
   * @return false when the system failed
   * @throws IllegalStateException when the poller is closed
   */
  public boolean await(Listener listener) {
    int count = take();
    for (int i = 0; i < count; i++) {
      listener.ready(cookies[i], changes[i]);
    }
    return count >= 0;
  }

  private int take() {
    inUse.readLock().lock();
    try {
      int count = HostSocketNatives.pollerWait(open(), ready.address(), CAPACITY, -1);
      for (int i = 0; i < count; i++) {
        long entry = ready.address() + (long) i * ENTRY;
        cookies[i] = MemoryNatives.loadLong(entry);
        changes[i] = MemoryNatives.loadInt(entry + 8);
      }
      return count;
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** Makes the present or the next {@link #await} return. */
  public void wake() {
    inUse.readLock().lock();
    try {
      HostSocketNatives.pollerWake(open());
    } finally {
      inUse.readLock().unlock();
    }
  }

  private long open() {
    if (closing || poller == 0) {
      throw new IllegalStateException("The poller is closed.");
    }
    return poller;
  }

  /**
   * Closes it. A thread in {@link #await} returns, and its next one is refused; do not call it in a
   * listener. A second call does nothing.
   */
  @Override
  @EnsuresCalledMethods(value = "ready", methods = "close")
  public void close() {
    endWait();
    inUse.writeLock().lock();
    try {
      if (poller != 0) {
        HostSocketNatives.pollerClose(poller);
        poller = 0;
      }
    } finally {
      ready.close();
      inUse.writeLock().unlock();
    }
  }

  // First the mark, then the wake: who waits afterwards sees the mark, who waits now is woken.
  private void endWait() {
    inUse.readLock().lock();
    try {
      closing = true;
      if (poller != 0) {
        HostSocketNatives.pollerWake(poller);
      }
    } finally {
      inUse.readLock().unlock();
    }
  }
}
