package dev.wsplab.provider.network;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A started provider: what it was given, its sockets, the network below. Thread-safe. */
final class TcpEnvironment {
  private final Ws2Exports exports;
  private final SocketIo socketIo;
  private final Kernel kernel;
  private final boolean loopbackOnly;
  private final Network network;
  private final BlockingCalls blocking;
  private final Map<SocketHandle, TcpSocket> sockets = new ConcurrentHashMap<>();
  private final AtomicReference<Upcalls> upcalls;
  private final AtomicInteger addressChanges = new AtomicInteger();
  private final HandleUses handleUses = new HandleUses();
  private volatile boolean ending;
  private volatile boolean strict;

  /**
   * Makes one without sockets.
   *
   * @param ifsHandles whether its handles are the system's
   */
  TcpEnvironment(
      Upcalls upcalls,
      Ws2Exports exports,
      boolean loopbackOnly,
      boolean ifsHandles,
      Network network) {
    this.upcalls = new AtomicReference<>(upcalls);
    this.exports = exports;
    this.socketIo =
        ifsHandles
            ? new SystemSocketIo(exports, this.upcalls)
            : new ProviderSocketIo(exports, this.upcalls);
    this.kernel = exports.kernel();
    this.loopbackOnly = loopbackOnly;
    this.network = network;
    this.blocking = new BlockingCalls(kernel, network, exports.owner(), this.upcalls);
  }

  Ws2Exports exports() {
    return exports;
  }

  SocketIo socketIo() {
    return socketIo;
  }

  HandleUses handleUses() {
    return handleUses;
  }

  Network network() {
    return network;
  }

  GuardedMemory memory() {
    return kernel.memory();
  }

  Kernel kernel() {
    return kernel;
  }

  boolean isLoopbackOnly() {
    return loopbackOnly;
  }

  BlockingCalls blocking() {
    return blocking;
  }

  Upcalls upcalls() {
    return upcalls.get();
  }

  /** The most recent table counts (WSP-START-8). */
  void upcalls(Upcalls latest) {
    upcalls.set(latest);
  }

  /** By any of the names that the socket has now: it may have others than its first (WIN-23). */
  @Nullable TcpSocket find(SocketHandle s) {
    SocketHandle first = socketIo.firstName(s);
    return first == null ? null : sockets.get(first);
  }

  Collection<TcpSocket> sockets() {
    return List.copyOf(sockets.values());
  }

  /** Nobody finds the socket any more; false when it was forgotten before. */
  boolean forget(TcpSocket socket) {
    boolean known = false;
    for (SocketHandle handle : socket.descriptors().all()) {
      known |= sockets.remove(handle, socket);
    }
    return known;
  }

  /** Who needs the handle that a name of the socket stands for; null when that is closed. */
  @Nullable HandleUse useOf(TcpSocket socket, SocketHandle name) {
    SocketHandle first = socketIo.firstName(name);
    return first == null ? null : socket.descriptors().find(first);
  }

  /** Makes one more name of a socket: of the same handle, or a handle of its own (WSP-DUP-1). */
  SocketResult duplicate(TcpSocket socket, SocketHandle name) {
    SocketResult made = socketIo.duplicateHandle(name, socket.protocol().catalogEntryId());
    if (!made.succeeded() || useOf(socket, made.socket()) != null) {
      return made;
    }
    socket.lock().lock();
    try {
      if (!socket.isClosed()) {
        socket.descriptors().add(made.socket());
        sockets.put(made.socket(), socket);
        return made;
      }
    } finally {
      socket.lock().unlock();
    }
    socketIo.closeHandle(made.socket());
    return SocketResult.failed(WsaError.WSAENOTSOCK);
  }

  /** Closes one of several handles; what was begun by it goes on. False: it is the only one. */
  boolean closeOneOfSeveral(TcpSocket socket, SocketHandle handle) {
    HandleUse removed;
    socket.lock().lock();
    try {
      removed = socket.isClosed() ? null : socket.descriptors().removeUnlessLast(handle);
    } finally {
      socket.lock().unlock();
    }
    if (removed == null) {
      return false;
    }
    sockets.remove(handle, socket);
    removed.release();
    return true;
  }

  /** Gives a socket its handle (WSP-SOCKET-4), and enters it. */
  SocketResult publish(TcpSocket socket) {
    int entry = socket.protocol().catalogEntryId();
    SocketResult made = socketIo.createHandle(entry, socket.hasOverlappedAttribute());
    if (!made.succeeded()) {
      return made;
    }
    socket.descriptors().add(made.socket());
    sockets.put(made.socket(), socket);
    if (ending && forget(socket)) {
      // The provider ended meanwhile, and its end did not see this socket.
      socket.descriptors().releaseAll();
      return SocketResult.failed(WsaError.WSANOTINITIALISED);
    }
    return made;
  }

  /** Refuses structures on sockets without the overlapped attribute (DEC-6). */
  void beStrict() {
    strict = true;
  }

  boolean isStrict() {
    return strict;
  }

  /** How often the machine's addresses have changed. */
  int addressChanges() {
    return addressChanges.get();
  }

  /** The machine's addresses have changed. */
  void addressesChanged() {
    addressChanges.incrementAndGet();
    sockets().forEach(TcpSocket::addressesChanged);
  }

  /** The provider ends: sockets that are published from now on are refused. */
  void beginEnd() {
    ending = true;
  }

  /** Whether the provider ends. */
  boolean isEnding() {
    return ending;
  }

  /** Ends the network. All sockets have been ended; some may just be telling so. */
  void close() {
    handleUses.awaitEnd();
    socketIo.close();
    network.close();
  }
}
