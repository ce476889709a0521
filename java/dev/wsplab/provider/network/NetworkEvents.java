package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Winsock2;
import java.util.LinkedHashSet;
import java.util.Set;
import org.checkerframework.checker.initialization.qual.NotOnlyInitialized;
import org.checkerframework.checker.initialization.qual.UnderInitialization;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The network events of one socket, and who waits for a change of it. An event is told once; then
 * it is suppressed until the client calls the function that enables it again, and told again at
 * once if its condition still holds.
 *
 * <pre>
 *            condition holds                  enabling function
 *  enabled ------------------> told, suppressed ------------------> enabled
 *
 *  FD_READ, FD_OOB   a receive             FD_WRITE    a send that would have blocked
 *  FD_ACCEPT         an accept, AcceptEx   FD_CONNECT, FD_CLOSE    none
 * </pre>
 *
 * <p>Guarded by the lock of the socket.
 */
final class NetworkEvents {
  private static final int[] IN_ORDER = {
    Winsock2.FD_CONNECT,
    Winsock2.FD_ACCEPT,
    Winsock2.FD_OOB,
    Winsock2.FD_READ,
    Winsock2.FD_WRITE,
    Winsock2.FD_CLOSE
  };

  /** What a new connection, or a new try, may tell anew. */
  private static final int OF_A_CONNECTION =
      Winsock2.FD_CONNECT
          | Winsock2.FD_WRITE
          | Winsock2.FD_READ
          | Winsock2.FD_OOB
          | Winsock2.FD_CLOSE;

  private final @NotOnlyInitialized TcpSocket socket;
  private final Set<Runnable> watchers = new LinkedHashSet<>();
  // Looked at without the lock: whether there is something to do at all.
  private volatile @Nullable Registration registration;
  private @Nullable SocketHandle registeredAs;
  private int nominated;
  private int suppressed;
  private boolean sendBlocked;
  private int connectError;

  /** Made while its socket is. */
  NetworkEvents(@UnderInitialization TcpSocket socket) {
    this.socket = socket;
  }

  /**
   * Replaces what was registered before (sheet, 3.9). The error that prevents it, or 0.
   *
   * @param name the handle that the client has called it by, and is told
   */
  int register(SocketHandle name, @Nullable Registration next, int events) {
    cancel();
    int error = next == null ? 0 : listen();
    if (next != null && error == 0) {
      registration = next;
      registeredAs = name;
      nominated = events;
      changed();
    }
    return error;
  }

  private void cancel() {
    Registration before = registration;
    registration = null;
    registeredAs = null;
    nominated = 0;
    suppressed = 0;
    if (before != null) {
      before.end();
    }
  }

  @Nullable Registration registration() {
    return registration;
  }

  /** Whether the socket cannot be made blocking (WSP-IOCTL-7). */
  boolean isRegistered() {
    return registration != null;
  }

  /** An accepted socket begins with the registration of its listener (WSP-ACCEPT-1). */
  void inherit(NetworkEvents listener) {
    Registration above = listener.registration;
    if (above != null) {
      registration = above.inherited();
      nominated = registration == null ? 0 : listener.nominated;
      suppressed = Winsock2.FD_CONNECT;
    }
  }

  /** Somebody is told, with the lock held, whenever something may have changed. */
  int addWatcher(Runnable watcher) {
    int error = listen();
    if (error == 0) {
      watchers.add(watcher);
    }
    return error;
  }

  void removeWatcher(Runnable watcher) {
    watchers.remove(watcher);
  }

  private int listen() {
    // A socket in no such state would be told to have hung up.
    return Conditions.mayChange(socket) ? socket.watch() : 0;
  }

  /** A send found no room: {@code FD_WRITE} comes when there is some. */
  void sendWouldBlock() {
    sendBlocked = true;
    suppressed &= ~Winsock2.FD_WRITE;
  }

  /** There may be room to send. */
  void mayBeWritable() {
    sendBlocked = false;
  }

  boolean isSendBlocked() {
    return sendBlocked;
  }

  /** A connect begins. */
  void connectBegins() {
    connectError = 0;
    suppressed &= ~OF_A_CONNECTION;
  }

  /** A connect that no call waits for has ended; {@link #changed} when it has left its queue. */
  void connectEnded(int error) {
    connectError = error;
    if (error == 0) {
      sendBlocked = false;
    } else {
      occurred(Winsock2.FD_CONNECT, error);
    }
  }

  /** AcceptEx has brought a connection; {@link #changed} when its request stands in its queue. */
  void accepted() {
    connectBegins();
    sendBlocked = false;
    suppressed |= Winsock2.FD_CONNECT;
  }

  /** Whether the last such connect has failed. */
  boolean hasConnectFailed() {
    return connectError != 0;
  }

  /** The client has called a function that enables these events. Takes the lock. */
  void enable(int events) {
    if (registration == null) {
      return;
    }
    socket.lock().lock();
    try {
      suppressed &= ~events;
      changed();
    } finally {
      socket.lock().unlock();
    }
  }

  /** Something may have changed: tells what holds, and everybody who waits. */
  void changed() {
    boolean anybody = registration != null || !watchers.isEmpty();
    if (!anybody) {
      return;
    }
    listen();
    int wanted = nominated & ~suppressed;
    int holds = wanted == 0 ? 0 : Conditions.of(socket, wanted);
    for (int event : IN_ORDER) {
      if ((holds & event) != 0) {
        occurred(event, event == Winsock2.FD_CLOSE ? socket.broken() : 0);
      }
    }
    watchers.forEach(Runnable::run);
  }

  // Looking may itself have told: what is suppressed since is not told again.
  private void occurred(int event, int error) {
    Registration told = registration;
    if (told != null && (nominated & ~suppressed & event) != 0) {
      suppressed |= event;
      SocketHandle name = registeredAs;
      told.occurred(name == null ? socket.handle() : name, event, error);
    }
  }

  /** The socket is closed: nothing is told any more (WSP-CLOSE-2). */
  void closed() {
    cancel();
    watchers.forEach(Runnable::run);
    watchers.clear();
  }
}
