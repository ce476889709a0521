package dev.wsplab.provider;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A layered provider that passes everything through: the base class of a prototype, which overrides
 * only what it changes. It is a non-IFS layer unless it is made as the other, as one has to be that
 * wants to see every completion (CAT-3): it makes handles of its own, carries each overlapped
 * operation down on a structure of its own, takes its completion from a port of its own, and
 * completes the client's structure upward by {@code WPUCompleteOverlappedRequest} or {@code
 * WPUQueueApc}. Made as {@link LayerForm#IFS}, it passes the base's handles on and the operations
 * untouched; its hooks are then called for synchronous transfers alone.
 *
 * <p>Two ways to change it:
 *
 * <ul>
 *   <li>override {@link #received} or {@link #sent}, which are called once for each transfer that
 *       has succeeded, before the client can see it;
 *   <li>override any of the thirty functions; call {@code super} to pass on. A handle here is the
 *       layer's own; {@link #lowerSocket} gives the one below.
 * </ul>
 *
 * <p>A hook that throws makes its overlapped operation fail with {@code WSASYSCALLFAILURE}: the
 * exception goes to the thread's handler of uncaught exceptions, and other operations go on. In a
 * synchronous call, and out of an overridden function, an exception comes out where the client
 * called, and nothing is left pending. A function that returns a failure other than {@code
 * WSA_IO_PENDING} has not started anything: no completion comes.
 *
 * <p>Thread-safe; so must be what overrides. Hooks of overlapped operations run in the layer's
 * worker thread, or in the client's as {@link CompletionMoment} says, and must not wait for other
 * operations of the layer.
 */
public abstract class LayeredProvider extends LayeredProviderBase {
  /** Makes a non-IFS layer that is not started; its class name describes it. */
  protected LayeredProvider() {
    super(LayerForm.NON_IFS, CompletionMoment.any());
  }

  /**
   * Makes a non-IFS layer that is not started; its class name describes it.
   *
   * @param moment when it tells its client of the end of an operation, and what a starting call
   *     answers; never null
   */
  protected LayeredProvider(CompletionMoment moment) {
    super(LayerForm.NON_IFS, moment);
  }

  /**
   * Makes a layer that is not started; its class name describes it.
   *
   * @param form whose handles it hands out; one of {@link LayerForm#IFS} is to be installed with
   *     {@code XP1_IFS_HANDLES}, as {@code WinsockBuilder.layer(provider)} does
   */
  protected LayeredProvider(LayerForm form) {
    super(form, CompletionMoment.any());
  }

  /**
   * Bytes have been received, on any path: synchronous, overlapped, or with {@code AcceptEx}; on a
   * handle that an IFS layer has captured, on the synchronous one.
   *
   * @param s the layer's socket
   * @param buffers where they lie now; the layer may change them, until it returns
   * @param bytes how many, 0 when the peer has closed
   */
  protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {}

  /**
   * Bytes have been taken by the provider below, on any path; on a handle that an IFS layer has
   * captured, on the synchronous one.
   *
   * @param s the layer's socket
   * @param buffers where they came from; none for {@code TransmitFile} and {@code TransmitPackets}
   * @param bytes how many
   */
  protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {}

  /**
   * A client asks for an extension function; called on handles of the layer's own.
   *
   * @param s the layer's socket, by which it asks
   * @param function the layer's own function, which calls the hooks and passes on
   * @return what the client gets: this one, or another. Give the same object when the same is asked
   *     for again, since the address of each is kept until the environment ends
   */
  @Override
  protected ExtensionFunction offered(SocketHandle s, ExtensionFunction function) {
    return function;
  }

  @Override
  final void tellReceived(SocketHandle s, WsaBuffers buffers, int bytes) {
    received(s, buffers, bytes);
  }

  @Override
  final void tellSent(SocketHandle s, WsaBuffers buffers, int bytes) {
    sent(s, buffers, bytes);
  }

  // ---- making and ending sockets

  @Override
  public SocketResult wspSocket(
      int family,
      int type,
      int protocol,
      @Nullable ProtocolInfo protocolInfo,
      int group,
      int flags) {
    return protocolInfo == null
        ? SocketResult.failed(WsaError.WSAEFAULT)
        : makeSocket(family, type, protocol, protocolInfo, group, flags);
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return AcceptResult.failed(WsaError.WSAENOTSOCK);
    }
    AcceptResult below = socket.lower().wspAccept(socket.lowerHandle(), condition, callbackData);
    if (!below.succeeded()) {
      return below;
    }
    // WSP-ACCEPT-1: the new socket has the listener's properties.
    SocketResult made = layer().adoptAccepted(socket, below.socket());
    return made.succeeded()
        ? AcceptResult.of(made.socket(), below.address())
        : AcceptResult.failed(made.errno());
  }

  @Override
  public SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return SocketResult.failed(WsaError.WSAENOTSOCK);
    }
    SocketResult below =
        socket
            .lower()
            .wspJoinLeaf(socket.lowerHandle(), name, callerData, calleeData, sqos, gqos, flags);
    return below.succeeded()
        ? layer().adopt(socket.lower(), below.socket(), socket.ownEntry(), socket.isOverlapped())
        : below;
  }

  @Override
  public ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return ProtocolInfoResult.failed(WsaError.WSAENOTSOCK);
    }
    ProtocolInfoResult below = socket.lower().wspDuplicateSocket(socket.lowerHandle(), processId);
    ProtocolInfo info = below.protocolInfo();
    ProtocolInfo own = ownInfo(socket);
    // The context of the duplicate is the base's; the entry that finds this layer again is its own
    // (LAY-PI-5).
    return info == null || own == null
        ? below
        : ProtocolInfoResult.of(own.toBuilder().providerReserved(info.providerReserved()).build());
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    LayeredSocket socket = layer().find(s);
    return socket == null ? CallResult.failed(WsaError.WSAENOTSOCK) : layer().close(socket);
  }

  // ---- transfers

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return transfer(
        s,
        buffers,
        overlapped,
        routine,
        threadId,
        true,
        (socket, data, own, done, thread) ->
            socket.lower().wspRecv(socket.lowerHandle(), data, flags, own, done, thread));
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return transfer(
        s,
        buffers,
        overlapped,
        routine,
        threadId,
        true,
        (socket, data, own, done, thread) ->
            socket
                .lower()
                .wspRecvFrom(
                    socket.lowerHandle(), data, flags, from, fromLength, own, done, thread));
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return transfer(
        s,
        buffers,
        overlapped,
        routine,
        threadId,
        false,
        (socket, data, own, done, thread) ->
            socket.lower().wspSend(socket.lowerHandle(), data, flags, own, done, thread));
  }

  @Override
  public TransferResult wspSendTo(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return transfer(
        s,
        buffers,
        overlapped,
        routine,
        threadId,
        false,
        (socket, data, own, done, thread) ->
            socket.lower().wspSendTo(socket.lowerHandle(), data, flags, to, own, done, thread));
  }

  @Override
  public TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    return ioctls()
        .ioctl(
            socket,
            new LayerIoctls.Request(
                code, in, inLength, out, outLength, overlapped, routine, threadId));
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    LayeredSocket socket = findIfStarted(s);
    if (socket == null) {
      return OverlappedResult.failed(WsaError.WSAENOTSOCK);
    }
    return socket.isCaptured()
        ? socket.lower().wspGetOverlappedResult(s, overlapped, wait)
        : resultRules().query(overlapped, wait);
  }

  // ---- calls with one handle, passed on

  @Override
  public CallResult wspBind(SocketHandle s, @Nullable Sockaddr name) {
    return call(
        s,
        (lower, handle) ->
            name == null ? CallResult.failed(WsaError.WSAEFAULT) : lower.wspBind(handle, name));
  }

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    return call(s, (lower, handle) -> lower.wspListen(handle, backlog));
  }

  @Override
  public CallResult wspConnect(
      SocketHandle s,
      @Nullable Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return call(
        s,
        (lower, handle) ->
            name == null
                ? CallResult.failed(WsaError.WSAEFAULT)
                : lower.wspConnect(handle, name, callerData, calleeData, sqos, gqos));
  }

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    return call(s, (lower, handle) -> lower.wspShutdown(handle, how));
  }

  @Override
  public CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte @Nullable [] value) {
    byte[] translated = value == null ? null : withLowerHandle(level, name, value);
    return call(
        s,
        (lower, handle) ->
            translated == null
                ? CallResult.failed(WsaError.WSAEFAULT)
                : lower.wspSetSockOpt(handle, level, name, translated));
  }

  @Override
  public OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    LayeredSocket socket = layer().find(s);
    if (socket == null) {
      return OptionResult.failed(WsaError.WSAENOTSOCK);
    }
    if (level == Winsock2.SOL_SOCKET && name == Winsock2.SO_PROTOCOL_INFOW) {
      return ownProtocolInfo(socket, length);
    }
    return socket.lower().wspGetSockOpt(socket.lowerHandle(), level, name, length);
  }

  @Override
  public AddressResult wspGetSockName(SocketHandle s) {
    LayeredSocket socket = layer().find(s);
    return socket == null
        ? AddressResult.failed(WsaError.WSAENOTSOCK)
        : socket.lower().wspGetSockName(socket.lowerHandle());
  }

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    LayeredSocket socket = layer().find(s);
    return socket == null
        ? AddressResult.failed(WsaError.WSAENOTSOCK)
        : socket.lower().wspGetPeerName(socket.lowerHandle());
  }

  @Override
  public CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return call(s, (lower, handle) -> lower.wspRecvDisconnect(handle, data));
  }

  @Override
  public CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return call(s, (lower, handle) -> lower.wspSendDisconnect(handle, data));
  }

  @Override
  public BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
    LayeredSocket socket = layer().find(s);
    return socket == null
        ? BoolResult.failed(WsaError.WSAENOTSOCK)
        : socket.lower().wspGetQOSByName(socket.lowerHandle(), name, qos);
  }

  @Override
  public CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return layer().asyncSelect(s, hWnd, message, events);
  }

  @Override
  public CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    return layer().eventSelect(s, event, events);
  }

  @Override
  public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    LayeredSocket socket = layer().find(s);
    return socket == null
        ? NetworkEventsResult.failed(WsaError.WSAENOTSOCK)
        : socket.lower().wspEnumNetworkEvents(socket.lowerHandle(), event);
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return new LayerSelect(layer(), read, write, except).select(timeout);
  }
}
