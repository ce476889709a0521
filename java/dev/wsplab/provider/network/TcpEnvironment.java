package dev.wsplab.provider.network;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A started provider: what it was given, its sockets, the network below. Thread-safe. */
final class TcpEnvironment {
  private final Ws2Exports exports;
  private final SystemIo systemIo;
  private final Kernel kernel;
  private final boolean loopbackOnly;
  private final Network network;
  private final BlockingCalls blocking;
  private final Map<SocketHandle, TcpSocket> sockets = new ConcurrentHashMap<>();
  private final AtomicReference<Upcalls> upcalls;
  private volatile boolean ending;

  TcpEnvironment(Upcalls upcalls, Ws2Exports exports, boolean loopbackOnly, Network network) {
    this.upcalls = new AtomicReference<>(upcalls);
    this.exports = exports;
    this.systemIo = exports.systemIo();
    this.kernel = exports.kernel();
    this.loopbackOnly = loopbackOnly;
    this.network = network;
    this.blocking = new BlockingCalls(kernel, network, exports.owner(), this.upcalls);
  }

  Ws2Exports exports() {
    return exports;
  }

  SystemIo systemIo() {
    return systemIo;
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
    SocketHandle first = systemIo.firstName(s);
    return first == null ? null : sockets.get(first);
  }

  Collection<TcpSocket> sockets() {
    return List.copyOf(sockets.values());
  }

  /** Nobody finds the socket any more; false when it was forgotten before. */
  boolean forget(TcpSocket socket) {
    return sockets.remove(socket.handle(), socket);
  }

  /**
   * Gives a socket its system handle, passed through {@code WPUModifyIFSHandle} (WSP-SOCKET-4), and
   * enters it.
   */
  SocketResult publish(TcpSocket socket) {
    int entry = socket.protocol().catalogEntryId();
    SocketResult made = systemIo.createHandle(entry, socket.hasOverlappedAttribute());
    if (!made.succeeded()) {
      return made;
    }
    SocketResult modified = upcalls().wpuModifyIFSHandle(entry, made.socket());
    if (!modified.succeeded()) {
      systemIo.closeHandle(made.socket());
      return modified;
    }
    socket.handleUse().handle(modified.socket());
    sockets.put(modified.socket(), socket);
    if (ending && forget(socket)) {
      // The provider ended meanwhile, and its end did not see this socket.
      socket.handleUse().release();
      return SocketResult.failed(WsaError.WSANOTINITIALISED);
    }
    return modified;
  }

  /** The provider ends: sockets that are published from now on are refused. */
  void beginEnd() {
    ending = true;
  }

  /** Whether the provider ends. */
  boolean isEnding() {
    return ending;
  }

  /** Ends the network. All sockets have been ended. */
  void close() {
    network.close();
  }
}
