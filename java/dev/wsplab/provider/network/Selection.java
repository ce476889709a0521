package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One {@code WSPSelect}. The sets are changed only when it succeeds; network events that are
 * registered go on as if it were not there (sheet, 3.9).
 */
final class Selection {
  private static final int READABLE = Winsock2.FD_READ | Winsock2.FD_CLOSE | Winsock2.FD_ACCEPT;
  private static final int FOREVER = -1;

  private final TcpEnvironment environment;
  private final @Nullable FdSet read;
  private final @Nullable FdSet write;
  private final @Nullable FdSet except;
  private final Map<SocketHandle, TcpSocket> sockets = new LinkedHashMap<>();
  private volatile boolean cancelled;

  Selection(
      TcpEnvironment environment,
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except) {
    this.environment = environment;
    this.read = read;
    this.write = write;
    this.except = except;
  }

  /** What was found; one set for each of the client's. */
  private record Found(Set<SocketHandle> read, Set<SocketHandle> write, Set<SocketHandle> except) {
    int count() {
      return read.size() + write.size() + except.size();
    }
  }

  CountResult run(@Nullable TimeVal timeout) {
    WsaError refusal = refusal(timeout);
    if (refusal != null) {
      return CountResult.failed(refusal);
    }
    Found found = look();
    boolean poll = timeout != null && timeout.seconds() == 0 && timeout.microseconds() == 0;
    // WIN-51: a call that can finish at once does not wait, and no APC runs.
    return found.count() > 0 || poll ? finish(found) : await(timeout);
  }

  private @Nullable WsaError refusal(@Nullable TimeVal timeout) {
    for (@Nullable FdSet set : Arrays.asList(read, write, except)) {
      for (SocketHandle s : set == null ? List.<SocketHandle>of() : set.sockets()) {
        TcpSocket socket = environment.find(s);
        if (socket == null) {
          return WsaError.WSAENOTSOCK;
        }
        sockets.put(s, socket);
      }
    }
    boolean negative = timeout != null && (timeout.seconds() < 0 || timeout.microseconds() < 0);
    return sockets.isEmpty() || negative ? WsaError.WSAEINVAL : null;
  }

  private Found look() {
    return new Found(
        ready(read, socket -> Conditions.of(socket, READABLE) != 0),
        ready(write, Selection::isWritable),
        ready(except, Selection::isExceptional));
  }

  private static boolean isWritable(TcpSocket socket) {
    // A send on a broken connection fails at once.
    return Conditions.of(socket, Winsock2.FD_WRITE) != 0 || socket.broken() != 0;
  }

  private static boolean isExceptional(TcpSocket socket) {
    return Conditions.of(socket, Winsock2.FD_OOB) != 0 || socket.events().hasConnectFailed();
  }

  private Set<SocketHandle> ready(@Nullable FdSet set, Predicate<TcpSocket> condition) {
    Set<SocketHandle> ready = new LinkedHashSet<>();
    if (set == null) {
      return ready;
    }
    for (SocketHandle s : set.sockets()) {
      TcpSocket socket = sockets.get(s);
      if (socket != null && holds(socket, condition)) {
        ready.add(s);
      }
    }
    return ready;
  }

  private static boolean holds(TcpSocket socket, Predicate<TcpSocket> condition) {
    socket.lock().lock();
    try {
      return condition.test(socket);
    } finally {
      socket.lock().unlock();
    }
  }

  private CountResult finish(Found found) {
    retain(read, found.read());
    retain(write, found.write());
    retain(except, found.except());
    return CountResult.of(found.count());
  }

  private static void retain(@Nullable FdSet set, Set<SocketHandle> ready) {
    if (set != null) {
      set.retainAll(ready);
    }
  }

  private CountResult await(@Nullable TimeVal timeout) {
    Kernel kernel = environment.kernel();
    EventHandle changed;
    try {
      changed = kernel.events().create(environment.exports().owner(), false, false);
    } catch (KernelException e) {
      return CountResult.failed(WsaError.WSAENOBUFS);
    }
    Runnable cancel =
        () -> {
          cancelled = true;
          kernel.events().set(changed);
        };
    try {
      if (!environment.blocking().enter(cancel)) {
        return CountResult.failed(WsaError.WSAEINPROGRESS);
      }
      try {
        return watchAndWait(changed, timeout);
      } finally {
        environment.blocking().leave();
      }
    } finally {
      kernel.closeHandle(changed);
    }
  }

  private CountResult watchAndWait(EventHandle changed, @Nullable TimeVal timeout) {
    Runnable watcher = () -> environment.kernel().events().set(changed);
    try {
      for (TcpSocket socket : sockets.values()) {
        if (!holds(socket, s -> !s.isClosed() && s.events().addWatcher(watcher) == 0)) {
          return socket.isClosed() ? closed() : CountResult.failed(WsaError.WSAENOBUFS);
        }
      }
      return waitForAny(changed, timeout);
    } finally {
      for (TcpSocket socket : sockets.values()) {
        holds(
            socket,
            s -> {
              s.events().removeWatcher(watcher);
              return true;
            });
      }
    }
  }

  private CountResult waitForAny(EventHandle changed, @Nullable TimeVal timeout) {
    long end = timeout == null ? 0 : System.nanoTime() + nanosOf(timeout);
    while (true) {
      if (sockets.values().stream().anyMatch(socket -> holds(socket, TcpSocket::isClosed))) {
        return closed();
      }
      Found found = look();
      boolean over = timeout != null && System.nanoTime() - end >= 0;
      if (found.count() > 0 || over) {
        return finish(found);
      }
      if (cancelled) {
        return CountResult.failed(WsaError.WSAEINTR);
      }
      environment.network().tellReady();
      int millis = timeout == null ? FOREVER : BlockingCalls.left(end);
      if (waitOnce(changed, millis) == Winsock2.WSA_WAIT_FAILED) {
        return CountResult.failed(WsaError.WSASYSCALLFAILURE);
      }
    }
  }

  /** Alertable: APCs run, and the call goes on (WIN-51). */
  private int waitOnce(EventHandle changed, int millis) {
    return environment.kernel().waits().waitForSingleObject(changed, millis, true).returnValue();
  }

  /** The provider's own end cancels; a client that closes a socket has to expect the other. */
  private CountResult closed() {
    return CountResult.failed(environment.isEnding() ? WsaError.WSAEINTR : WsaError.WSAENOTSOCK);
  }

  private static long nanosOf(TimeVal timeout) {
    return timeout.seconds() * 1_000_000_000L + timeout.microseconds() * 1_000L;
  }
}
