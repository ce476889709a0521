package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ConnectionAuthorizer;
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
 * The base provider for TCP and UDP over IPv4 and IPv6, on whatever network lies below. It hands
 * out system (IFS) handles, so the WIN facts hold for its sockets, or handles of its own. What it
 * does not support it refuses with {@code WSAEOPNOTSUPP}: multipoint and quality of service.
 *
 * <p>Buffers, structures and addresses are used by their address; one that cannot be read or
 * written ends the operation with {@code WSAEFAULT}. Thread-safe.
 */
public abstract class NetworkProvider extends BaseProvider {
  private final boolean loopbackOnly;
  private final boolean ifsHandles;
  private final boolean strict;
  private volatile @Nullable ProviderParts parts;

  /**
   * Makes a provider that has not started.
   *
   * @param description as in {@link BaseProvider}
   * @param loopbackOnly whether binding to the wildcard binds to the loopback address, and no other
   *     address is bound or connected to
   * @param ifsHandles whether it hands out system handles; else it makes handles of its own by
   *     {@code WPUCreateSocketHandle}
   */
  protected NetworkProvider(String description, boolean loopbackOnly, boolean ifsHandles) {
    this(description, loopbackOnly, ifsHandles, false);
  }

  /**
   * Makes a provider that has not started.
   *
   * @param description as in {@link BaseProvider}
   * @param loopbackOnly as above
   * @param ifsHandles as above
   * @param strict whether a structure on a socket without the overlapped attribute is refused with
   *     {@code WSAEINVAL}, as the error tables say; else it is filled in by a call that blocks
   *     (DEC-6, WIN-56)
   */
  protected NetworkProvider(
      String description, boolean loopbackOnly, boolean ifsHandles, boolean strict) {
    super(description, Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
    this.loopbackOnly = loopbackOnly;
    this.ifsHandles = ifsHandles;
    this.strict = strict;
  }

  /**
   * Makes the network below; the provider starts, and closes it when it ends.
   *
   * @param kernel handles, ports, events and memory of this process
   * @return the network, not used by anybody else
   */
  protected abstract Network openNetwork(Kernel kernel);

  /** {@return who is asked about everything that its sockets do; null when nobody is} */
  protected @Nullable ConnectionAuthorizer authorizer() {
    return null;
  }

  private Network authorized(Network network, ProtocolInfo entry) {
    ConnectionAuthorizer asked = authorizer();
    return asked == null ? network : new AuthorizedNetwork(network, asked, entry.catalogEntryId());
  }

  /**
   * {@return the catalog entries for TCP, then for UDP, each over IPv4 and over IPv6}
   *
   * @param providerId the ProviderId of all of them
   * @param name what the names of the entries begin with
   */
  protected static List<ProtocolInfo> protocols(Guid providerId, String name) {
    return ProtocolEntries.of(providerId, name);
  }

  /**
   * {@return the same for what this provider hands out: {@code XP1_IFS_HANDLES} is set or clear}
   *
   * @param protocols entries; they stay as they are
   */
  protected final List<ProtocolInfo> withKindOfHandle(List<ProtocolInfo> protocols) {
    return protocols.stream().map(p -> p.toBuilder().ifsHandles(ifsHandles).build()).toList();
  }

  /**
   * Says that the machine's addresses have changed: the requests of {@code SIO_ADDRESS_LIST_CHANGE}
   * and {@code SIO_ROUTING_INTERFACE_CHANGE} that wait end with success. Nothing else tells them,
   * so that a test decides. Does nothing while the provider is not started.
   */
  public final void addressListChanged() {
    ProviderParts running = parts;
    if (running != null) {
      running.environment().addressesChanged();
    }
  }

  /** {@return whether it hands out system handles} */
  public final boolean hasIfsHandles() {
    return ifsHandles;
  }

  @Override
  protected final int onStartup(
      boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    ProviderParts running = parts;
    if (first || running == null) {
      Network network = authorized(openNetwork(ws2Exports.kernel()), protocolInfo);
      TcpEnvironment environment =
          new TcpEnvironment(upcallTable, ws2Exports, loopbackOnly, ifsHandles, network);
      if (strict) {
        environment.beStrict();
      }
      parts = ProviderParts.create(environment);
    } else {
      running.environment().upcalls(upcallTable);
    }
    return 0;
  }

  @Override
  protected final void onFinalCleanup() {
    ProviderParts running = parts;
    parts = null;
    if (running != null) {
      running.environment().beginEnd();
      running.closing().endAll();
      running.environment().close();
    }
  }

  @Override
  public final SocketResult wspSocket(
      int family,
      int type,
      int protocol,
      @Nullable ProtocolInfo protocolInfo,
      int group,
      int flags) {
    ProviderParts running = parts;
    if (running == null) {
      return SocketResult.failed(WsaError.WSANOTINITIALISED);
    }
    if (protocolInfo == null) {
      return SocketResult.failed(WsaError.WSAEFAULT);
    }
    WsaError refusal = ProtocolEntries.refusal(family, type, protocol, protocolInfo, group, flags);
    if (refusal == null && TcpDuplicates.isWanted(protocolInfo)) {
      return running.duplicates().open(protocolInfo);
    }
    return refusal == null
        ? running.connections().open(protocolInfo, (flags & Winsock2.WSA_FLAG_OVERLAPPED) != 0)
        : SocketResult.failed(refusal);
  }

  /** Finds the socket and calls; or returns the failure. */
  private <R> R with(
      SocketHandle s, Function<WsaError, R> failed, BiFunction<ProviderParts, TcpSocket, R> call) {
    ProviderParts running = parts;
    if (running == null) {
      return failed.apply(WsaError.WSANOTINITIALISED);
    }
    TcpSocket socket = running.environment().find(s);
    if (socket == null) {
      return failed.apply(WsaError.WSAENOTSOCK);
    }
    try {
      return call.apply(running, socket);
    } finally {
      running.environment().network().tellReady(false);
    }
  }

  @Override
  public final CallResult wspBind(SocketHandle s, @Nullable Sockaddr name) {
    return with(
        s,
        CallResult::failed,
        (p, socket) ->
            name == null
                ? CallResult.failed(WsaError.WSAEFAULT)
                : p.connections().bind(socket, name));
  }

  @Override
  public final CallResult wspListen(SocketHandle s, int backlog) {
    return with(
        s,
        CallResult::failed,
        (p, socket) ->
            socket.isDatagram()
                ? CallResult.failed(WsaError.WSAEOPNOTSUPP)
                : p.connections().listen(socket, backlog));
  }

  @Override
  public final AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    return with(
        s,
        AcceptResult::failed,
        (p, socket) ->
            socket.isDatagram()
                ? AcceptResult.failed(WsaError.WSAEOPNOTSUPP.code())
                : p.connections().accept(socket, condition, callbackData));
  }

  /**
   * There are no connect data and no quality of service here: {@code WSAEPROTONOSUPPORT} for data
   * of the caller, {@code WSAEOPNOTSUPP} for a quality of service. Data of the callee never come:
   * room for them is not looked at.
   */
  @Override
  public final CallResult wspConnect(
      SocketHandle s,
      @Nullable Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return with(
        s,
        CallResult::failed,
        (p, socket) -> {
          if (name == null) {
            return CallResult.failed(WsaError.WSAEFAULT);
          }
          if (callerData != null) {
            return CallResult.failed(WsaError.WSAEPROTONOSUPPORT);
          }
          if (sqos != 0 || gqos != 0) {
            return CallResult.failed(WsaError.WSAEOPNOTSUPP);
          }
          return socket.isDatagram()
              ? p.peers().connect(socket, name)
              : p.connections().connect(socket, name);
        });
  }

  @Override
  public final CallResult wspShutdown(SocketHandle s, int how) {
    return with(s, CallResult::failed, (p, socket) -> p.shutdown(socket, how));
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
            data == null ? p.shutdown(socket, how) : CallResult.failed(WsaError.WSAENOPROTOOPT));
  }

  @Override
  public final AddressResult wspGetSockName(SocketHandle s) {
    return with(s, AddressResult::failed, (p, socket) -> SocketNames.local(socket));
  }

  @Override
  public final AddressResult wspGetPeerName(SocketHandle s) {
    return with(s, AddressResult::failed, (p, socket) -> SocketNames.peer(socket));
  }

  @Override
  public final TransferResult wspSend(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return wspSendTo(s, buffers, flags, null, overlapped, routine, threadId);
  }

  /** On a stream the address is ignored: the same as {@link #wspSend} (WSP-SEND-5). */
  @Override
  public final TransferResult wspSendTo(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    ClientCall call = new ClientCall(s, overlapped, routine, threadId);
    return with(
        s,
        TransferResult::failed,
        (p, socket) -> {
          if (buffers == null) {
            return TransferResult.failed(WsaError.WSAEFAULT);
          }
          return socket.isDatagram()
              ? p.datagrams().send(socket, buffers, flags, to, null, call)
              : p.transfers().send(socket, buffers, flags, call);
        });
  }

  @Override
  public final TransferResult wspRecv(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return wspRecvFrom(s, buffers, flags, 0, 0, overlapped, routine, threadId);
  }

  /** On a stream the room for an address is ignored: as {@link #wspRecv} (WSP-RECV-7). */
  @Override
  public final TransferResult wspRecvFrom(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    ClientCall call = new ClientCall(s, overlapped, routine, threadId);
    return with(
        s,
        TransferResult::failed,
        (p, socket) -> {
          if (buffers == null) {
            return TransferResult.failed(WsaError.WSAEFAULT);
          }
          return socket.isDatagram()
              ? p.datagrams().receive(socket, buffers, flags, from, fromLength, call)
              : p.transfers().receive(socket, buffers, flags, call);
        });
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
    ClientCall call = new ClientCall(s, overlapped, routine, threadId);
    return with(
        s, TransferResult::failed, (p, socket) -> p.ioctls().ioctl(socket, code, parameters, call));
  }

  @Override
  public final OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    return with(
        s, OptionResult::failed, (p, socket) -> p.options().get(socket, level, name, length));
  }

  @Override
  public final CallResult wspSetSockOpt(
      SocketHandle s, int level, int name, byte @Nullable [] value) {
    return with(
        s,
        CallResult::failed,
        (p, socket) ->
            value == null
                ? CallResult.failed(WsaError.WSAEFAULT)
                : p.options().set(socket, level, name, value));
  }

  @Override
  public final CountResult wspSelect(
      @Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except, @Nullable TimeVal wait) {
    ProviderParts running = parts;
    if (running == null) {
      return CountResult.failed(WsaError.WSANOTINITIALISED);
    }
    try {
      return running.notifications().select(read, write, except, wait);
    } finally {
      running.environment().network().tellReady(false);
    }
  }

  @Override
  public final CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    return with(
        s,
        CallResult::failed,
        (p, socket) -> p.notifications().eventSelect(socket, s, event, events));
  }

  @Override
  public final CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return with(
        s,
        CallResult::failed,
        (p, socket) -> p.notifications().asyncSelect(socket, s, hWnd, message, events));
  }

  @Override
  public final NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return with(
        s, NetworkEventsResult::failed, (p, socket) -> p.notifications().enumerate(socket, event));
  }

  @Override
  public final OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return with(s, OverlappedResult::failed, (p, socket) -> p.results().query(overlapped, wait));
  }

  @Override
  public final CallResult wspCancelBlockingCall() {
    ProviderParts running = parts;
    if (running == null) {
      return CallResult.failed(WsaError.WSANOTINITIALISED);
    }
    return running.environment().blocking().cancel()
        ? CallResult.OK
        : CallResult.failed(WsaError.WSAEINVAL);
  }

  /** Within this process; another one gives {@code WSAEINVAL}. */
  @Override
  public final ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    return with(
        s,
        ProtocolInfoResult::failed,
        (p, socket) -> p.duplicates().duplicate(socket, s, processId));
  }

  @Override
  public final CallResult wspCloseSocket(SocketHandle s) {
    return with(s, CallResult::failed, (p, socket) -> p.closing().close(socket, s));
  }
}
