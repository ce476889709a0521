package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Collection;
import java.util.function.BooleanSupplier;

/**
 * The wait of one select or poll: looks again whenever something may have changed on one of its
 * sockets. The wait is alertable, and goes on after APCs have run (WIN-51).
 */
final class ChangeWait {
  /** No time-out. */
  static final long FOREVER = -1;

  private final TcpEnvironment environment;
  private final Collection<TcpSocket> sockets;
  private final boolean closingIsAnError;
  private volatile boolean cancelled;

  ChangeWait(TcpEnvironment environment, Collection<TcpSocket> sockets, boolean closingIsAnError) {
    this.environment = environment;
    this.sockets = sockets;
    this.closingIsAnError = closingIsAnError;
  }

  /**
   * Waits until something is found or the time is over.
   *
   * @param nanos how long, or {@link #FOREVER}
   * @return 0, or the error
   */
  int await(BooleanSupplier found, long nanos) {
    Kernel kernel = environment.kernel();
    EventHandle changed;
    try {
      changed = kernel.events().create(environment.exports().owner(), false, false);
    } catch (KernelException e) {
      return WsaError.WSAENOBUFS.code();
    }
    try {
      return await(found, nanos, changed);
    } finally {
      kernel.closeHandle(changed);
    }
  }

  private int await(BooleanSupplier found, long nanos, EventHandle changed) {
    Runnable watcher = () -> environment.kernel().events().set(changed);
    Runnable cancel =
        () -> {
          cancelled = true;
          watcher.run();
        };
    if (!environment.blocking().enter(cancel)) {
      return WsaError.WSAEINPROGRESS.code();
    }
    try {
      for (TcpSocket socket : sockets) {
        int error = addWatcher(socket, watcher);
        if (error != 0) {
          return error;
        }
      }
      int entry = sockets.iterator().next().protocol().catalogEntryId();
      return waitForAny(found, nanos, environment.blocking().waitFor(changed, entry));
    } finally {
      sockets.forEach(socket -> removeWatcher(socket, watcher));
      environment.blocking().leave();
    }
  }

  private static int addWatcher(TcpSocket socket, Runnable watcher) {
    socket.lock().lock();
    try {
      // What is closed is noticed when the sockets are looked at.
      return socket.isClosed() ? 0 : socket.events().addWatcher(watcher);
    } finally {
      socket.lock().unlock();
    }
  }

  private static void removeWatcher(TcpSocket socket, Runnable watcher) {
    socket.lock().lock();
    try {
      socket.events().removeWatcher(watcher);
    } finally {
      socket.lock().unlock();
    }
  }

  private int waitForAny(BooleanSupplier found, long nanos, HookedWait wait) {
    long end = System.nanoTime() + nanos;
    while (true) {
      int error = endOfASocket();
      if (error != 0) {
        return error;
      }
      boolean over = nanos != FOREVER && System.nanoTime() - end >= 0;
      if (found.getAsBoolean() || over) {
        return 0;
      }
      if (cancelled) {
        return WsaError.WSAEINTR.code();
      }
      int waited = wait.once(nanos == FOREVER ? -1 : BlockingCalls.left(end));
      if (waited == HookedWait.CANCELLED) {
        return WsaError.WSAEINTR.code();
      }
      if (waited == Winsock2.WSA_WAIT_FAILED) {
        return WsaError.WSASYSCALLFAILURE.code();
      }
    }
  }

  /** The provider's own end cancels; a client that closes a socket has to expect the other. */
  private int endOfASocket() {
    // In this order: who ends begins with the environment and closes the sockets after it.
    boolean closed = closingIsAnError && sockets.stream().anyMatch(ChangeWait::isClosed);
    if (environment.isEnding()) {
      return WsaError.WSAEINTR.code();
    }
    return closed ? WsaError.WSAENOTSOCK.code() : 0;
  }

  private static boolean isClosed(TcpSocket socket) {
    socket.lock().lock();
    try {
      return socket.isClosed();
    } finally {
      socket.lock().unlock();
    }
  }
}
