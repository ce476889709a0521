package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The client functions of {@code ws2_32.dll}, as an application calls them. Each is the function of
 * the same name in Microsoft's documentation; what C writes through pointers and what {@code
 * WSAGetLastError} would give stand in the result. The last error is set as well, as C sees it.
 *
 * <p>Every function gives {@code WSANOTINITIALISED} before {@link #wsaStartup} and after the last
 * {@link #wsaCleanup}, and {@code WSAENOTSOCK} for a handle that is no socket of this environment
 * (CLI-2); other errors are the provider's (CLI-8).
 *
 * <p>Thread-safe. On virtual threads the last error is not kept, and calls with a completion
 * routine are refused.
 */
public final class Ws2_32 extends DatagramFunctions {
  private final Host host;
  private final ClientState state;
  private final Transfers transfers;
  private final Extensions extensions;

  /** Used by {@code dev.wsplab.Winsock}. */
  public Ws2_32(Host host) {
    this(host, new ClientState(host), new Transfers(host));
  }

  private Ws2_32(Host host, ClientState state, Transfers transfers) {
    super(state, transfers);
    this.host = host;
    this.state = state;
    this.transfers = transfers;
    this.extensions = new Extensions(host, state, transfers);
  }

  // ---- start and end

  /**
   * {@code WSAStartup}.
   *
   * @param versionRequested at least 2.2, {@code 0x0202}; lower ones give {@code
   *     WSAVERNOTSUPPORTED}: ws2_32 speaks versions below 2.2 too, this library does not
   */
  public CallResult wsaStartup(int versionRequested) {
    return state.startup(versionRequested);
  }

  /** {@code WSACleanup}: the last one ends all providers. */
  public CallResult wsaCleanup() {
    return state.keep(state.cleanup());
  }

  /** {@code WSAGetLastError} of the calling thread, shared with {@code GetLastError} (WIN-H9). */
  public int wsaGetLastError() {
    return host.kernel().threads().lastError();
  }

  /** {@code WSASetLastError}. */
  public void wsaSetLastError(int error) {
    host.kernel().threads().setLastError(error);
  }

  // ---- catalog

  /** The {@code WSC} functions, with which installers read and change the catalog (CAT-*). */
  public CatalogFunctions catalogFunctions() {
    return host.catalogFunctions();
  }

  /**
   * {@code WSAEnumProtocolsW}: what clients may use, in catalog order; never layered or hidden
   * entries (WIN-60).
   *
   * @param protocols values of {@code iProtocol} to list, up to the first 0 or the end; null lists
   *     all
   * @param buffer address of room for structures of 628 bytes, or 0
   * @param length its size in bytes
   * @return the number of entries; {@code WSAENOBUFS} with the length that is needed, {@code
   *     WSAEFAULT}
   */
  public ProtocolsResult wsaEnumProtocols(
      @Nullable List<Integer> protocols, long buffer, int length) {
    return state.keep(
        state.isStarted()
            ? host.enumProtocols(protocols, buffer, length)
            : ProtocolsResult.failed(WsaError.WSANOTINITIALISED, length));
  }

  // ---- sockets

  /** {@code socket}: overlapped (sheet, 7). */
  public SocketResult socket(int family, int type, int protocol) {
    return wsaSocket(family, type, protocol, null, 0, Winsock2.WSA_FLAG_OVERLAPPED);
  }

  /**
   * {@code WSASocketW}.
   *
   * @param info an entry to use, or null to have one chosen by the first three (CAT-SEL-2)
   * @param group reserved, 0
   * @param flags {@code WSA_FLAG_*}; overlapped only with {@code WSA_FLAG_OVERLAPPED}
   */
  public SocketResult wsaSocket(
      int family, int type, int protocol, @Nullable ProtocolInfo info, int group, int flags) {
    if (!state.isStarted()) {
      return state.keep(SocketResult.failed(WsaError.WSANOTINITIALISED));
    }
    Host.Selection selection;
    try {
      selection = host.select(family, type, protocol, info);
    } catch (WinsockException e) {
      return state.keep(SocketResult.failed(e.errno()));
    }
    return state.keep(
        selection.provider().wspSocket(family, type, protocol, selection.info(), group, flags));
  }

  /** {@code closesocket}. */
  public CallResult closesocket(SocketHandle s) {
    return call(s, provider -> provider.wspCloseSocket(s));
  }

  /**
   * {@code WSADuplicateSocketW} (WSP-DUP-1): what {@link #wsaSocket} makes a second descriptor of
   * the same socket from, once.
   *
   * @param processId this process: a socket cannot be shared with another one, which gives {@code
   *     WSAEINVAL}
   */
  public ProtocolInfoResult wsaDuplicateSocket(SocketHandle s, int processId) {
    return state.keep(
        state.<ProtocolInfoResult>route(
            s, provider -> provider.wspDuplicateSocket(s, processId), ProtocolInfoResult::failed));
  }

  /** {@code bind}. */
  public CallResult bind(SocketHandle s, Sockaddr name) {
    return call(s, provider -> provider.wspBind(s, name));
  }

  /** {@code listen}. */
  public CallResult listen(SocketHandle s, int backlog) {
    return call(s, provider -> provider.wspListen(s, backlog));
  }

  /** {@code connect}. */
  public CallResult connect(SocketHandle s, Sockaddr name) {
    return call(s, provider -> provider.wspConnect(s, name, null, null, 0, 0));
  }

  /** {@code shutdown}. */
  public CallResult shutdown(SocketHandle s, int how) {
    return call(s, provider -> provider.wspShutdown(s, how));
  }

  /** {@code accept}. */
  public AcceptResult accept(SocketHandle s) {
    return wsaAccept(s, null, 0);
  }

  /** {@code WSAAccept}. */
  public AcceptResult wsaAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    return state.keep(
        state.<AcceptResult>route(
            s,
            provider -> provider.wspAccept(s, condition, callbackData),
            error -> AcceptResult.failed(error)));
  }

  /** {@code getsockname}. */
  public AddressResult getsockname(SocketHandle s) {
    return state.keep(
        state.<AddressResult>route(
            s, provider -> provider.wspGetSockName(s), AddressResult::failed));
  }

  /** {@code getpeername}. */
  public AddressResult getpeername(SocketHandle s) {
    return state.keep(
        state.<AddressResult>route(
            s, provider -> provider.wspGetPeerName(s), AddressResult::failed));
  }

  /**
   * {@code getsockopt}.
   *
   * @param length room for the value, in bytes
   */
  public OptionResult getsockopt(SocketHandle s, int level, int name, int length) {
    return state.keep(
        state.<OptionResult>route(
            s, provider -> provider.wspGetSockOpt(s, level, name, length), OptionResult::failed));
  }

  /** {@code setsockopt}. */
  public CallResult setsockopt(SocketHandle s, int level, int name, byte[] value) {
    return call(s, provider -> provider.wspSetSockOpt(s, level, name, value));
  }

  // ---- transfers

  /** {@code send}: without overlapped. */
  public TransferResult send(SocketHandle s, WsaBuffers buffers, int flags) {
    return wsaSend(s, buffers, flags, null, null);
  }

  /** {@code recv}: without overlapped. */
  public TransferResult recv(SocketHandle s, WsaBuffers buffers, int flags) {
    return wsaRecv(s, buffers, flags, null, null);
  }

  /**
   * {@code WSASend}.
   *
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait
   */
  public TransferResult wsaSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.SEND,
        s,
        overlapped,
        routine,
        buffers,
        (provider, observed, thread) ->
            provider.wspSend(s, buffers, flags, overlapped, observed, thread));
  }

  /** {@code WSARecv}; see {@link #wsaSend}. */
  public TransferResult wsaRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.RECV,
        s,
        overlapped,
        routine,
        buffers,
        (provider, observed, thread) ->
            provider.wspRecv(s, buffers, flags, overlapped, observed, thread));
  }

  /**
   * {@code WSAIoctl}.
   *
   * @param in address of the input, or 0
   * @param out address of room for the output, or 0
   */
  public TransferResult wsaIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.IOCTL,
        s,
        overlapped,
        routine,
        null,
        (provider, observed, thread) ->
            provider.wspIoctl(s, code, in, inLength, out, outLength, overlapped, observed, thread));
  }

  /** {@code WSAGetOverlappedResult}. */
  public OverlappedResult wsaGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    if (state.isStarted() && !host.knows(s)) {
      // This one does not ask the providers (CLI-2, WIN-39).
      return state.keep(OverlappedResult.failed(WsaError.WSAENOTSOCK));
    }
    return state.keep(
        state.<OverlappedResult>route(
            s,
            provider -> provider.wspGetOverlappedResult(s, overlapped, wait),
            OverlappedResult::failed));
  }

  /** The extension functions of {@code mswsock.dll}. */
  public Extensions extensions() {
    return extensions;
  }

  // ---- readiness and network events

  /**
   * {@code select}: the sets come back with the sockets that are ready.
   *
   * @param timeout null waits for ever, alertably (WIN-51); zero does not wait
   */
  public CountResult select(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return state.keep(new ClientSelect(state, read, write, except).select(timeout));
  }

  /**
   * {@code WSAPoll}.
   *
   * @param timeout milliseconds; 0 does not wait, negative waits for ever
   */
  public PollResult wsaPoll(List<PollFd> fds, int timeout) {
    return state.keep(new ClientPoll(state, host.kernel().memory()).poll(fds, timeout));
  }

  /** {@code WSAEventSelect}; events 0 cancels. The socket is non-blocking afterwards. */
  public CallResult wsaEventSelect(SocketHandle s, EventHandle event, int events) {
    return call(s, provider -> provider.wspEventSelect(s, event, events));
  }

  /**
   * {@code WSAEnumNetworkEvents}: what was recorded since the last call.
   *
   * @param event reset in the same step, or {@link EventHandle#NULL}
   */
  public NetworkEventsResult wsaEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return state.keep(
        state.<NetworkEventsResult>route(
            s, p -> p.wspEnumNetworkEvents(s, event), NetworkEventsResult::failed));
  }

  /**
   * {@code WSAAsyncSelect}: network events are posted as messages; events 0 cancels. The socket is
   * non-blocking afterwards.
   *
   * @param hWnd of a {@link MessageQueue}; on Windows, of any window
   */
  public CallResult wsaAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return call(s, provider -> provider.wspAsyncSelect(s, hWnd, message, events));
  }

  // ---- events

  /** {@code WSACreateEvent}: manual-reset, nonsignalled. */
  public EventResult wsaCreateEvent() {
    try {
      return EventResult.of(host.kernel().events().create(host.owner(), true, false));
    } catch (KernelException e) {
      state.keep(CallResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY));
      return EventResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY);
    }
  }

  /** {@code WSASetEvent}. */
  public BoolResult wsaSetEvent(EventHandle event) {
    return eventResult(host.kernel().events().set(event));
  }

  /** {@code WSAResetEvent}. */
  public BoolResult wsaResetEvent(EventHandle event) {
    return eventResult(host.kernel().events().reset(event));
  }

  /** {@code WSACloseEvent}. */
  public BoolResult wsaCloseEvent(EventHandle event) {
    return eventResult(host.kernel().closeHandle(event));
  }

  /**
   * {@code WSAWaitForMultipleEvents} (WAIT-*).
   *
   * @param events 1 to 64
   * @param timeout milliseconds, or {@code WSA_INFINITE}, -1
   */
  public WaitResult wsaWaitForMultipleEvents(
      List<EventHandle> events, boolean waitAll, int timeout, boolean alertable) {
    if (!state.isStarted()) {
      return state.keep(
          new WaitResult(Winsock2.WSA_WAIT_FAILED, WsaError.WSANOTINITIALISED.code()));
    }
    return state.keep(
        host.kernel().waits().waitForMultipleObjects(events, waitAll, timeout, alertable));
  }

  private BoolResult eventResult(int error) {
    return state.keep(error == 0 ? BoolResult.TRUE : BoolResult.failed(error));
  }

  private CallResult call(SocketHandle s, Function<ServiceProvider, CallResult> function) {
    return state.keep(state.<CallResult>route(s, function, CallResult::failed));
  }

  private TransferResult transfer(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Object kept,
      Transfers.Start start) {
    return state.keep(
        state.<TransferResult>route(
            s,
            provider -> transfers.run(kind, s, provider, overlapped, routine, kept, start),
            TransferResult::failed));
  }
}
