package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
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
public final class Ws2_32 extends DatagramCalls {
  private final Extensions extensions;
  private final ConfigChangeCalls configChanges;
  private final BlockingHooks blockingHooks;

  /** Used by {@code dev.wsplab.Winsock}. */
  public Ws2_32(Host host) {
    super(host, new ClientState(host), new Transfers(host));
    this.extensions = new Extensions(host, state, transfers);
    this.configChanges = new ConfigChangeCalls(state, transfers, host);
    this.blockingHooks = new BlockingHooks(host, state);
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

  /**
   * {@code WSAProviderConfigChange} (CAT-INST-3, CAT-CHANGE-1). Called with a handle of 0 it makes
   * a notification handle and returns at once, whatever else it is given. Called with that, it ends
   * when a provider is installed, updated or removed, or the order changes: without a structure it
   * blocks, alertably; with one it pends and is indicated by routine, event or the port that the
   * handle is associated with. {@code CloseHandle} closes the handle and ends who waits with 995.
   *
   * @param handle the notification handle, or null or 0 to make one
   * @return {@code WSANOTINITIALISED}; {@code WSA_NOT_ENOUGH_MEMORY} when no handle can be made;
   *     {@code WSA_INVALID_HANDLE} for one that is no notification handle; {@code WSA_IO_PENDING};
   *     for the structure and the routine the errors of {@link #wsaRecv}
   */
  public ConfigChangeResult wsaProviderConfigChange(
      @Nullable SocketHandle handle,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return state.keep(configChanges.call(handle, overlapped, routine));
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
    SocketResult made =
        host.watch().inside(List.of(), () -> make(family, type, protocol, info, group, flags));
    if (made.succeeded()) {
      host.watch().opened(made.socket(), "WSASocket");
    }
    return state.keep(made);
  }

  private SocketResult make(
      int family, int type, int protocol, @Nullable ProtocolInfo info, int group, int flags) {
    Host.Selection selection;
    try {
      selection = host.select(family, type, protocol, info);
    } catch (WinsockException e) {
      return SocketResult.failed(e.errno());
    }
    return selection.provider().wspSocket(family, type, protocol, selection.info(), group, flags);
  }

  /** {@code closesocket}. */
  public CallResult closesocket(SocketHandle s) {
    return host.watch()
        .closing(s, () -> call(s, provider -> provider.wspCloseSocket(s)), CallResult::succeeded);
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
    AcceptResult accepted =
        state.<AcceptResult>route(
            s,
            provider -> provider.wspAccept(s, condition, callbackData),
            error -> AcceptResult.failed(error));
    if (accepted.succeeded()) {
      host.watch().opened(accepted.socket(), "WSAAccept");
    }
    return state.keep(accepted);
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

  /**
   * {@code ioctlsocket}: {@code FIONBIO}, {@code FIONREAD} and {@code SIOCATMARK}, without
   * overlapped; see {@link #wsaIoctl}.
   *
   * @param argp address of a {@code u_long}, 4 bytes, that is read or written
   */
  public CallResult ioctlsocket(SocketHandle s, int cmd, long argp) {
    boolean reads = cmd == Winsock2.FIONBIO;
    TransferResult result =
        reads
            ? wsaIoctl(s, cmd, argp, Integer.BYTES, 0, 0, null, null)
            : wsaIoctl(s, cmd, 0, 0, argp, Integer.BYTES, null, null);
    return result.succeeded() ? CallResult.OK : CallResult.failed(result.errno());
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

  /** Hooks for calls that block, and how those are cancelled. */
  public BlockingHooks blockingHooks() {
    return blockingHooks;
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
