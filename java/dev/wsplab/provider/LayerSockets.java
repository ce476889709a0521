package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The sockets of a layer, found by the context of their handles. Thread-safe. */
final class LayerSockets {
  private final Upcalls upcalls;
  private final Map<Long, LayeredSocket> byContext = new ConcurrentHashMap<>();
  private final AtomicLong contexts = new AtomicLong();

  LayerSockets(Upcalls upcalls) {
    this.upcalls = upcalls;
  }

  /** The open socket behind a handle, or null. */
  @Nullable LayeredSocket find(SocketHandle upper) {
    ContextResult context = upcalls.wpuQuerySocketHandleContext(upper);
    LayeredSocket socket = context.succeeded() ? byContext.get(context.context()) : null;
    // The context is another provider's number when the handle is: then the handle differs.
    boolean mine = socket != null && socket.upper().equals(upper) && !socket.isClosing();
    return mine ? socket : null;
  }

  /** Makes a handle for a lower socket; closes that when it cannot. */
  SocketResult adopt(
      ServiceProvider lower, SocketHandle lowerHandle, int ownEntry, boolean overlapped) {
    // A provider's own handle has a context, a system handle has none (WPU-CTX-2).
    boolean systemBelow = !upcalls.wpuQuerySocketHandleContext(lowerHandle).succeeded();
    LayeredSocket socket =
        new LayeredSocket(
            contexts.incrementAndGet(), lower, lowerHandle, ownEntry, overlapped, systemBelow);
    byContext.put(socket.context(), socket);
    SocketResult made = upcalls.wpuCreateSocketHandle(ownEntry, socket.context());
    if (!made.succeeded()) {
      byContext.remove(socket.context());
      lower.wspCloseSocket(lowerHandle);
      return made;
    }
    socket.madeAs(made.socket());
    return made;
  }

  /**
   * {@code WSPCloseSocket}: the lower one first, this layer's handle when nothing is under way
   * (DEC-12, WIN-H4).
   */
  CallResult close(LayeredSocket socket) {
    if (!socket.beginClose()) {
      return CallResult.failed(WsaError.WSAENOTSOCK);
    }
    CallResult closed = socket.lower().wspCloseSocket(socket.lowerHandle());
    if (!closed.succeeded()) {
      socket.cancelClose();
      return closed;
    }
    release(socket);
    return CallResult.OK;
  }

  /** One use of a socket ends. */
  void release(LayeredSocket socket) {
    if (socket.release()) {
      byContext.remove(socket.context());
      upcalls.wpuCloseSocketHandle(socket.upper());
    }
  }

  /** The layer ends: no call finds a socket any more. */
  void beginCloseAll() {
    byContext.values().forEach(LayeredSocket::beginClose);
  }

  /** The layer has ended: the handles go, whatever was under way on them. */
  void closeAllHandles() {
    byContext.values().forEach(socket -> upcalls.wpuCloseSocketHandle(socket.upper()));
    byContext.clear();
  }
}
