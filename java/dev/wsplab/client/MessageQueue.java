package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.FlagNames;
import dev.wsplab.spi.Windows;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A window, and the queue of its thread: it keeps the messages that {@code WSAAsyncSelect} and
 * {@link #postMessage} have posted to it, oldest first. The functions of {@code user32.dll} that
 * have to do with it are its methods. Thread-safe: unlike Windows' own, the queue is no thread's,
 * and any thread takes messages.
 *
 * <pre>{@code
 * try (MessageQueue messages = winsock.messageQueue()) {
 *   ws2.wsaAsyncSelect(s, messages.hWnd(), WM_USER, Winsock2.FD_READ);
 *   ...
 *   messages.take(Duration.ofSeconds(10)).orElseThrow().event(); // FD_READ
 * }
 * }</pre>
 */
@MustCall("close")
public final class MessageQueue implements AutoCloseable {
  /** {@code MWMO_WAITALL}: wait for every object, and a message. */
  public static final int MWMO_WAITALL = 0x1;

  /** {@code MWMO_ALERTABLE}: APCs may run. */
  public static final int MWMO_ALERTABLE = 0x2;

  /** {@code MWMO_INPUTAVAILABLE}: a message that is no longer new counts as well. */
  public static final int MWMO_INPUTAVAILABLE = 0x4;

  private static final int MWMO_ALL = MWMO_WAITALL | MWMO_ALERTABLE | MWMO_INPUTAVAILABLE;
  private static final int WORD = 0xFFFF;
  private static final int MAX_OBJECTS = 63; // one of 64 is the queue itself

  private final Host host;
  private final Windows windows;
  private final long hWnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition posted = lock.newCondition();
  private final Deque<Message> messages = new ArrayDeque<>();

  /** Signalled while there is a message. */
  private final EventHandle available;

  /** Auto-reset; signalled by a message that neither was taken nor has ended a wait. */
  private final EventHandle fresh;

  private boolean closed;

  /**
   * Used by {@code dev.wsplab.Winsock}.
   *
   * @param host the environment whose {@code WSAAsyncSelect} posts to it
   * @throws KernelException 8 when memory is short, 1816 when handles are
   */
  public MessageQueue(Host host) {
    this.host = host;
    this.windows = host.exports().windows();
    this.available = host.kernel().events().create(host.owner(), true, false);
    try {
      this.fresh = host.kernel().events().create(host.owner(), false, false);
    } catch (KernelException e) {
      host.kernel().closeHandle(available);
      throw e;
    }
    this.hWnd = windows.create(this::add);
  }

  /** The poster may hold its locks: this one is held for moments only. */
  private void add(int message, long wParam, long lParam) {
    lock.lock();
    try {
      if (!closed) {
        messages.add(new Message(message, wParam, lParam));
        host.kernel().events().set(available);
        host.kernel().events().set(fresh);
        posted.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * One message.
   *
   * @param message the number that {@code WSAAsyncSelect} or {@link #postMessage} was given
   * @param wParam of a network event, the socket
   * @param lParam of a network event, event and error
   */
  public record Message(int message, long wParam, long lParam) {
    /** {@return the socket that the network event is about} */
    public SocketHandle socket() {
      return new SocketHandle(wParam);
    }

    /** {@return one {@code FD_*} bit, as {@code WSAGETSELECTEVENT} reads it} */
    public int event() {
      return (int) lParam & WORD;
    }

    /** {@return the error number, 0 for none, as {@code WSAGETSELECTERROR} reads it} */
    public int error() {
      return (int) lParam >>> Short.SIZE & WORD;
    }

    /** Returns the values, event and error by their names. */
    @Override
    public String toString() {
      return "Message[message="
          + message
          + ", socket="
          + wParam
          + ", event="
          + FlagNames.ofNetworkEvents(event())
          + ", error="
          + WsaError.nameOf(error())
          + "]";
    }
  }

  /** {@return the window handle, for {@code WSAAsyncSelect}} */
  public long hWnd() {
    return hWnd;
  }

  /**
   * {@code PostMessage} to this window: queues a message, and does not wait for anybody to take it
   * (WPU-MSG-1).
   *
   * @param message any number; so are the others
   * @param wParam any word
   * @param lParam any word
   * @return FALSE with 1400 once the window has been closed, which becomes the last error
   */
  public BoolResult postMessage(int message, long wParam, long lParam) {
    if (windows.post(hWnd, message, wParam, lParam)) {
      return BoolResult.TRUE;
    }
    keep(Win32Error.ERROR_INVALID_WINDOW_HANDLE.code());
    return BoolResult.failed(Win32Error.ERROR_INVALID_WINDOW_HANDLE.code());
  }

  /**
   * {@code PeekMessage}: takes the oldest message, if there is one.
   *
   * @return the message, which is no longer in the queue; empty when there is none
   */
  public Optional<Message> poll() {
    lock.lock();
    try {
      return taken();
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code GetMessage}: waits for a message and takes it; empty when the time is over. Not
   * alertable.
   *
   * @param timeout zero or less does not wait
   * @return the message, which is no longer in the queue
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<Message> take(Duration timeout) throws InterruptedException {
    long ticket = host.watch().enter(List.of());
    lock.lockInterruptibly();
    try {
      long left = timeout.toNanos();
      while (messages.isEmpty() && left > 0) {
        left = posted.awaitNanos(left);
      }
      return taken();
    } finally {
      lock.unlock();
      host.watch().leave(ticket);
    }
  }

  /** Whoever looks has seen what is there: none of it is new any more. */
  private Optional<Message> taken() {
    Optional<Message> oldest = Optional.ofNullable(messages.poll());
    if (!closed) {
      host.kernel().events().reset(fresh);
      if (messages.isEmpty()) {
        host.kernel().events().reset(available);
      }
    }
    return oldest;
  }

  /**
   * {@code MsgWaitForMultipleObjectsEx}, for posted messages ({@code QS_POSTMESSAGE}): waits for
   * objects or a message, which it leaves in the queue. A message that was there when somebody
   * looked, by {@link #poll}, {@link #take} or this function, is not new, and counts only with
   * {@link #MWMO_INPUTAVAILABLE} (page MsgWaitForMultipleObjectsEx, APC-1).
   *
   * @param objects 0 to 63, or null for none; with {@link #MWMO_WAITALL} each once
   * @param timeoutMillis read as unsigned; 0 does not wait, -1 is {@code INFINITE}
   * @param flags {@code MWMO_*}
   * @return the lowest index that is signalled, or the number of objects for a message; 0 when all
   *     are; 0xC0 when APCs ran, which win over an object that is signalled (APC-9); 0x102 when the
   *     time is over; -1, which sets the last error, with 87 for more objects or other flags, 6 for
   *     a bad handle and for a queue that has been closed
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   */
  public WaitResult msgWaitForMultipleObjectsEx(
      @Nullable List<? extends Handle> objects, int timeoutMillis, int flags) {
    List<? extends Handle> given = objects == null ? List.of() : objects;
    if (given.size() > MAX_OBJECTS || (flags & ~MWMO_ALL) != 0) {
      return failed(Win32Error.ERROR_INVALID_PARAMETER);
    }
    lock.lock();
    try {
      if (closed) {
        return failed(Win32Error.ERROR_INVALID_HANDLE);
      }
    } finally {
      lock.unlock();
    }
    List<Handle> all = new ArrayList<>(given);
    all.add((flags & MWMO_INPUTAVAILABLE) != 0 ? available : fresh);
    WaitResult result =
        host.watch()
            .inside(
                given,
                () ->
                    host.kernel()
                        .waits()
                        .waitForMultipleObjects(
                            all,
                            (flags & MWMO_WAITALL) != 0,
                            timeoutMillis,
                            (flags & MWMO_ALERTABLE) != 0));
    if (result.error() != 0) {
      keep(result.error());
    }
    return result;
  }

  private WaitResult failed(Win32Error error) {
    keep(error.code());
    return new WaitResult(WaitResult.WAIT_FAILED, error.code());
  }

  private void keep(int error) {
    if (!host.kernel().threads().isCurrentVirtual()) {
      host.kernel().threads().setLastError(error);
    }
  }

  /**
   * Ends the window: nothing is posted to it any more. What is there can still be taken. A second
   * call does nothing.
   */
  @Override
  public void close() {
    windows.destroy(hWnd);
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        host.kernel().closeHandle(available);
        host.kernel().closeHandle(fresh);
      }
    } finally {
      lock.unlock();
    }
  }
}
