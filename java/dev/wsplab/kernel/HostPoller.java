package dev.wsplab.kernel;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * Tells which of the system's own sockets have become ready. A socket is added once and every
 * change is told, beginning with what is ready when it is added. One thread waits; any thread adds,
 * removes and wakes.
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

  /** Adds a socket: 0 or a negated host error. */
  public int add(int socket, long cookie) {
    inUse.readLock().lock();
    try {
      return HostSocketNatives.pollerAdd(open(), socket, cookie);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** Removes a socket: 0 or a negated host error. Closing it removes it as well. */
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
   * @return false when the system failed
   */
  public boolean await(Listener listener) {
    int count;
    inUse.readLock().lock();
    try {
      count = HostSocketNatives.pollerWait(open(), ready.address(), CAPACITY, -1);
    } finally {
      inUse.readLock().unlock();
    }
    for (int i = 0; i < count; i++) {
      long entry = ready.address() + (long) i * ENTRY;
      listener.ready(MemoryNatives.loadLong(entry), MemoryNatives.loadInt(entry + 8));
    }
    return count >= 0;
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
    if (poller == 0) {
      throw new IllegalStateException("The poller is closed.");
    }
    return poller;
  }

  /**
   * Closes it; waits for a thread that is in {@link #await}, so wake that first. A second call does
   * nothing.
   */
  @Override
  @EnsuresCalledMethods(value = "ready", methods = "close")
  public void close() {
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
}
