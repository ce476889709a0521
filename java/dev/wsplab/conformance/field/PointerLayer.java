package dev.wsplab.conformance.field;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Gives each socket extension functions of its own, which know no other socket: WSP-IOCTL-4 makes a
 * pointer that of the provider behind the socket by which it was asked for, and no more.
 */
final class PointerLayer extends LayeredProvider {
  private final Map<SocketHandle, ForwardingExtensions> bySocket = new ConcurrentHashMap<>();

  @Override
  protected ExtensionFunction offered(SocketHandle s, ExtensionFunction function) {
    return bySocket.computeIfAbsent(s, OfOneSocket::new).inFrontOf(function);
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    // Before its value can come back.
    ForwardingExtensions ended = bySocket.remove(s);
    CallResult closed = super.wspCloseSocket(s);
    if (!closed.succeeded() && ended != null) {
      bySocket.putIfAbsent(s, ended);
    }
    return closed;
  }

  /** The functions of one socket. */
  private static final class OfOneSocket extends ForwardingExtensions {
    private final SocketHandle owner;

    OfOneSocket(SocketHandle owner) {
      this.owner = owner;
    }

    @Override
    protected TransferResult around(
        String function,
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        Call call) {
      return s.equals(owner) ? call.with(routine) : TransferResult.failed(WsaError.WSAENOTSOCK);
    }
  }
}
