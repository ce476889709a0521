package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
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
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The base provider for TCP over IPv4 and IPv6, on whatever network lies below. It hands out system
 * (IFS) handles, so the WIN facts hold for its sockets. What it does not support it refuses with
 * {@code WSAEOPNOTSUPP}: multipoint and quality of service.
 *
 * <p>Buffers, structures and addresses are used by their address; one that cannot be read or
 * written ends the operation with {@code WSAEFAULT}. Thread-safe.
 */
public abstract class NetworkProvider extends BaseProvider {
  private static final int MULTIPOINT =
      Winsock2.WSA_FLAG_MULTIPOINT_C_ROOT
          | Winsock2.WSA_FLAG_MULTIPOINT_C_LEAF
          | Winsock2.WSA_FLAG_MULTIPOINT_D_ROOT
          | Winsock2.WSA_FLAG_MULTIPOINT_D_LEAF;

  private final boolean loopbackOnly;
  private volatile @Nullable Parts parts;

  /** What a started provider consists of. */
  private record Parts(
      TcpEnvironment environment,
      TcpConnections connections,
      TcpTransfers transfers,
      TcpIoctls ioctls,
      TcpOptions options,
      TcpClosing closing,
      TcpDuplicates duplicates,
      TcpNotifications notifications,
      OverlappedResultRules results) {
    static Parts create(TcpEnvironment environment) {
      TcpStarts starts = new TcpStarts(environment);
      TcpConnections connections = new TcpConnections(environment);
      TcpExtensions extensions = new TcpExtensions(environment, starts, connections);
      return new Parts(
          environment,
          connections,
          new TcpTransfers(starts),
          new TcpIoctls(environment, starts, extensions),
          new TcpOptions(environment),
          new TcpClosing(environment),
          new TcpDuplicates(environment),
          new TcpNotifications(environment),
          OverlappedResultRules.ofSystem(environment.kernel().waits()));
    }
  }

  /**
   * Makes a provider that has not started.
   *
   * @param description as in {@link BaseProvider}
   * @param loopbackOnly whether binding to the wildcard binds to the loopback address, and no other
   *     address is bound or connected to
   */
  protected NetworkProvider(String description, boolean loopbackOnly) {
    super(description, Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
    this.loopbackOnly = loopbackOnly;
  }

  /** Makes the network below; the provider starts, and closes it when it ends. */
  protected abstract Network openNetwork(Kernel kernel);

  /** The catalog entries for TCP over IPv4 and over IPv6. */
  protected static List<ProtocolInfo> tcpProtocols(Guid providerId, String name) {
    return List.of(
        protocol(providerId, name + " [TCP/IP]", Winsock2.AF_INET),
        protocol(providerId, name + " [TCP/IPv6]", Winsock2.AF_INET6));
  }

  private static ProtocolInfo protocol(Guid providerId, String name, int family) {
    return ProtocolInfo.builder()
        .providerId(providerId)
        .name(name)
        .addressFamily(family)
        .providerFlags(Winsock2.PFL_MULTIPLE_PROTO_ENTRIES | Winsock2.PFL_MATCHES_PROTOCOL_ZERO)
        .build();
  }

  @Override
  protected final int onStartup(
      boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    Parts running = parts;
    if (first || running == null) {
      Network network = openNetwork(ws2Exports.kernel());
      parts = Parts.create(new TcpEnvironment(upcallTable, ws2Exports, loopbackOnly, network));
    } else {
      running.environment.upcalls(upcallTable);
    }
    return 0;
  }

  @Override
  protected final void onFinalCleanup() {
    Parts running = parts;
    parts = null;
    if (running != null) {
      running.environment.beginEnd();
      running.closing.endAll();
      running.environment.close();
    }
  }

  @Override
  public final SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    Parts running = parts;
    if (running == null) {
      return SocketResult.failed(WsaError.WSANOTINITIALISED);
    }
    WsaError refusal = refusal(family, type, protocol, protocolInfo, flags);
    if (refusal == null && TcpDuplicates.isWanted(protocolInfo)) {
      return running.duplicates.open(protocolInfo);
    }
    return refusal == null
        ? running.connections.open(protocolInfo, (flags & Winsock2.WSA_FLAG_OVERLAPPED) != 0)
        : SocketResult.failed(refusal);
  }

  /** 0 and {@code FROM_PROTOCOL_INFO} take what the entry says (WSP-SOCKET-3). */
  private static @Nullable WsaError refusal(
      int family, int type, int protocol, ProtocolInfo info, int flags) {
    int known = info.addressFamily();
    if (known != Winsock2.AF_INET && known != Winsock2.AF_INET6 || differs(family, known)) {
      return WsaError.WSAEAFNOSUPPORT;
    }
    if (differs(type, Winsock2.SOCK_STREAM)) {
      return WsaError.WSAESOCKTNOSUPPORT;
    }
    if (differs(protocol, Winsock2.IPPROTO_TCP)) {
      return WsaError.WSAEPROTONOSUPPORT;
    }
    return (flags & MULTIPOINT) != 0 ? WsaError.WSAEINVAL : null;
  }

  private static boolean differs(int requested, int known) {
    return requested != 0 && requested != Winsock2.FROM_PROTOCOL_INFO && requested != known;
  }

  /** Finds the socket and calls; or returns the failure. */
  private <R> R with(
      SocketHandle s, Function<WsaError, R> failed, BiFunction<Parts, TcpSocket, R> call) {
    Parts running = parts;
    if (running == null) {
      return failed.apply(WsaError.WSANOTINITIALISED);
    }
    TcpSocket socket = running.environment.find(s);
    if (socket == null) {
      return failed.apply(WsaError.WSAENOTSOCK);
    }
    try {
      return call.apply(running, socket);
    } finally {
      running.environment.network().tellReady(false);
    }
  }

  @Override
  public final CallResult wspBind(SocketHandle s, Sockaddr name) {
    return with(s, CallResult::failed, (p, socket) -> p.connections.bind(socket, name));
  }

  @Override
  public final CallResult wspListen(SocketHandle s, int backlog) {
    return with(s, CallResult::failed, (p, socket) -> p.connections.listen(socket, backlog));
  }

  @Override
  public final AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    return with(
        s,
        AcceptResult::failed,
        (p, socket) -> p.connections.accept(socket, condition, callbackData));
  }

  /** TCP has no connect data and no quality of service here: those parameters are ignored. */
  @Override
  public final CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return with(s, CallResult::failed, (p, socket) -> p.connections.connect(socket, name));
  }

  @Override
  public final CallResult wspShutdown(SocketHandle s, int how) {
    return with(s, CallResult::failed, (p, socket) -> p.connections.shutdown(socket, how));
  }

  /**
   * Without data the same as shutting down that direction; TCP has no disconnect data: {@code
   * WSAENOPROTOOPT}.
   */
  @Override
  public final CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return disconnect(s, data, Winsock2.SD_RECEIVE);
  }

  /**
   * Without data the same as shutting down that direction; TCP has no disconnect data: {@code
   * WSAENOPROTOOPT}.
   */
  @Override
  public final CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return disconnect(s, data, Winsock2.SD_SEND);
  }

  private CallResult disconnect(SocketHandle s, @Nullable WsaBuffers data, int how) {
    return with(
        s,
        CallResult::failed,
        (p, socket) ->
            data == null
                ? p.connections.shutdown(socket, how)
                : CallResult.failed(WsaError.WSAENOPROTOOPT));
  }

  @Override
  public final AddressResult wspGetSockName(SocketHandle s) {
    return with(s, AddressResult::failed, (p, socket) -> p.connections.localName(socket));
  }

  @Override
  public final AddressResult wspGetPeerName(SocketHandle s) {
    return with(s, AddressResult::failed, (p, socket) -> p.connections.peerName(socket));
  }

  @Override
  public final TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return with(
        s,
        TransferResult::failed,
        (p, socket) -> p.transfers.send(socket, buffers, flags, overlapped, routine, threadId));
  }

  /** The address is ignored: the same as {@link #wspSend} (WSP-SEND-5). */
  @Override
  public final TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return wspSend(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  public final TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return with(
        s,
        TransferResult::failed,
        (p, socket) -> p.transfers.receive(socket, buffers, flags, overlapped, routine, threadId));
  }

  /** The room for an address is ignored: the same as {@link #wspRecv} (WSP-RECV-7). */
  @Override
  public final TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return wspRecv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  public final TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    TcpIoctls.Parameters parameters = new TcpIoctls.Parameters(in, inLength, out, outLength);
    return with(
        s,
        TransferResult::failed,
        (p, socket) -> p.ioctls.ioctl(socket, code, parameters, overlapped, routine, threadId));
  }

  @Override
  public final OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    return with(s, OptionResult::failed, (p, socket) -> p.options.get(socket, level, name, length));
  }

  @Override
  public final CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value) {
    return with(s, CallResult::failed, (p, socket) -> p.options.set(socket, level, name, value));
  }

  @Override
  public final CountResult wspSelect(
      @Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except, @Nullable TimeVal wait) {
    Parts running = parts;
    if (running == null) {
      return CountResult.failed(WsaError.WSANOTINITIALISED);
    }
    try {
      return running.notifications.select(read, write, except, wait);
    } finally {
      running.environment.network().tellReady(false);
    }
  }

  @Override
  public final CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    return with(
        s, CallResult::failed, (p, socket) -> p.notifications.eventSelect(socket, event, events));
  }

  @Override
  public final CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return with(
        s,
        CallResult::failed,
        (p, socket) -> p.notifications.asyncSelect(socket, hWnd, message, events));
  }

  @Override
  public final NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return with(
        s, NetworkEventsResult::failed, (p, socket) -> p.notifications.enumerate(socket, event));
  }

  @Override
  public final OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return with(s, OverlappedResult::failed, (p, socket) -> p.results.query(overlapped, wait));
  }

  @Override
  public final CallResult wspCancelBlockingCall() {
    Parts running = parts;
    if (running == null) {
      return CallResult.failed(WsaError.WSANOTINITIALISED);
    }
    return running.environment.blocking().cancel()
        ? CallResult.OK
        : CallResult.failed(WsaError.WSAEINVAL);
  }

  /** Within this process; another one gives {@code WSAEINVAL}. */
  @Override
  public final ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    return with(
        s, ProtocolInfoResult::failed, (p, socket) -> p.duplicates.duplicate(socket, s, processId));
  }

  @Override
  public final CallResult wspCloseSocket(SocketHandle s) {
    return with(s, CallResult::failed, (p, socket) -> p.closing.close(socket, s));
  }
}
