package dev.wsplab.provider.network;

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

  private final TcpEnvironment environment;
  private final @Nullable FdSet read;
  private final @Nullable FdSet write;
  private final @Nullable FdSet except;
  private final Map<SocketHandle, TcpSocket> sockets = new LinkedHashMap<>();
  private Found found = new Found(Set.of(), Set.of(), Set.of());

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
    found = look();
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
    ChangeWait wait = new ChangeWait(environment, sockets.values(), true);
    int error =
        wait.await(
            () -> {
              found = look();
              return found.count() > 0;
            },
            timeout == null ? ChangeWait.FOREVER : nanosOf(timeout));
    return error == 0 ? finish(found) : CountResult.failed(error);
  }

  private static long nanosOf(TimeVal timeout) {
    return timeout.seconds() * 1_000_000_000L + timeout.microseconds() * 1_000L;
  }
}
