package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The client functions of {@code ws2_32.dll}, as an application calls them. Each is the function of
 * the same name in Microsoft's documentation; what C writes through pointers and what {@code
 * WSAGetLastError} would give stand in the result. The last error is set as well, as C sees it.
 *
 * <p>Every function that asks a provider or the catalog gives {@code WSANOTINITIALISED} before
 * {@link #wsaStartup} and after the last {@link #wsaCleanup}, as does {@link
 * #wsaWaitForMultipleEvents}; making, setting, resetting and closing events, and the last error, go
 * without. A handle that is no socket of this environment gives {@code WSAENOTSOCK} (CLI-2); when
 * its provider has to be started and cannot be, {@code WSAEPROVIDERFAILEDINIT} and the like
 * (CAT-SEL-5). The other errors are the provider's, passed on unchanged (CLI-8): those that are
 * named here are those of the bases that come with this library.
 *
 * <p>Thread-safe. On virtual threads the last error is not kept, and calls with a completion
 * routine are refused.
 */
public final class Ws2_32 extends TransferCalls {
  private final Extensions extensions;
  private final ConfigChangeCalls configChanges;
  private final BlockingHooks blockingHooks;

  /**
   * Used by {@code dev.wsplab.Winsock}.
   *
   * @param host the environment that its calls arrive in
   */
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
   * @param versionRequested at least 2.2; higher ones get 2.2, which {@code WSADATA} tells, {@code
   *     0x0202}; lower ones give {@code WSAVERNOTSUPPORTED}: ws2_32 speaks versions below 2.2 too,
   *     this library does not
   * @return 0, or the error itself, which is not the last error: {@code WSAVERNOTSUPPORTED} (page
   *     WSAStartup)
   */
  public CallResult wsaStartup(int versionRequested) {
    return state.startup(versionRequested);
  }

  /**
   * {@code WSAStartup} with its second parameter.
   *
   * @param versionRequested as of the form without
   * @param wsaData address of room for a {@code WSADATA}: {@link WsaData#SIZE} bytes, written on
   *     success; {@code WSAEFAULT} when it is 0 or cannot be written, and nothing is started then
   * @return as the form without; {@code WSAEFAULT}
   */
  public CallResult wsaStartup(int versionRequested, long wsaData) {
    CallResult result = state.startup(versionRequested);
    if (result.succeeded() && !WsaData.write(host.kernel().memory(), wsaData)) {
      state.cleanup();
      return new CallResult(WsaError.WSAEFAULT.code(), WsaError.WSAEFAULT.code());
    }
    return result;
  }

  /**
   * {@code WSACleanup}: takes back one {@link #wsaStartup}; the last one ends all providers, and
   * with them every socket and, untold, what is pending (WSP-CLEAN-2, WSP-CLEAN-3).
   *
   * @return {@code WSANOTINITIALISED} when there is none to take back
   */
  public CallResult wsaCleanup() {
    return state.keep(state.cleanup());
  }

  /**
   * {@code WSAGetLastError} of the calling thread, shared with {@code GetLastError} (WIN-H9).
   *
   * @return Winsock's or Win32's number; what was set last, whether or not a call has succeeded
   *     since
   */
  public int wsaGetLastError() {
    return host.kernel().threads().lastError();
  }

  /**
   * {@code WSASetLastError} of the calling thread (WIN-H9); refused on a virtual one.
   *
   * @param error any 32 bits
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public void wsaSetLastError(int error) {
    host.kernel().threads().setLastError(error);
  }

  // ---- catalog

  /**
   * The {@code WSC} functions, with which installers read and change the catalog (CAT-*).
   *
   * @return always the same; usable before {@link #wsaStartup}
   */
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
   * @param overlapped the structure, or null to wait
   * @param routine completion routine, or null
   * @return {@code WSANOTINITIALISED}; {@code WSA_NOT_ENOUGH_MEMORY} when no handle can be made;
   *     {@code WSA_INVALID_HANDLE} for one that is no notification handle; {@code WSA_IO_PENDING};
   *     for the structure and the routine the errors of {@link #wsaRecv}
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public ConfigChangeResult wsaProviderConfigChange(
      @Nullable SocketHandle handle,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return state.keep(configChanges.call(handle, overlapped, routine));
  }

  // ---- sockets

  /**
   * {@code socket}: overlapped, unless the calling thread has set {@code SO_OPENTYPE} to {@code
   * SO_SYNCHRONOUS_ALERT} or {@code SO_SYNCHRONOUS_NONALERT} (sheet, 7).
   *
   * @param family {@code AF_*}, or 0 for any
   * @param type {@code SOCK_*}, or 0 for any
   * @param protocol {@code IPPROTO_*}, or 0 for the one that goes with the type (CAT-SEL-3)
   * @return the socket, which the caller closes; the errors of {@link #wsaSocket}
   */
  public SocketResult socket(int family, int type, int protocol) {
    int flags = state.openType() == 0 ? Winsock2.WSA_FLAG_OVERLAPPED : 0;
    return wsaSocket(family, type, protocol, null, 0, flags);
  }

  /**
   * {@code WSASocketW}: makes a socket, which the caller closes.
   *
   * @param family {@code AF_*}, or 0 for any
   * @param type {@code SOCK_*}, or 0 for any
   * @param protocol {@code IPPROTO_*}, or 0 for the one that goes with the type (CAT-SEL-3)
   * @param info an entry to use, or null to have one chosen by the first three (CAT-SEL-2)
   * @param group reserved, 0
   * @param flags {@code WSA_FLAG_*}; overlapped only with {@code WSA_FLAG_OVERLAPPED}
   *     (WSP-SOCKET-2)
   * @return the socket; when no entry fits {@code WSAEAFNOSUPPORT}, {@code WSAESOCKTNOSUPPORT},
   *     {@code WSAEPROTONOSUPPORT}, {@code WSAEPROTOTYPE}, in this order, or {@code WSAEINVAL}
   *     (CAT-SEL-4), which is also for an entry that clients cannot use; {@code
   *     WSAEPROVIDERFAILEDINIT}, {@code WSAEINVALIDPROVIDER}, {@code WSAEINVALIDPROCTABLE}
   *     (CAT-SEL-5); {@code WSAEMFILE}, {@code WSAENOBUFS}
   */
  public SocketResult wsaSocket(
      int family, int type, int protocol, @Nullable ProtocolInfo info, int group, int flags) {
    if (!state.isStarted()) {
      return state.keep(SocketResult.failed(WsaError.WSANOTINITIALISED));
    }
    try {
      return state.keep(made(family, type, protocol, info, group, flags));
    } catch (WinsockException e) {
      return state.keep(SocketResult.failed(e.errno()));
    }
  }

  /** {@link #socket} that throws, so that the reason is not lost. */
  SocketHandle open(int family, int type, int protocol) {
    try {
      if (!state.isStarted()) {
        throw new WinsockException("WSASocket", WsaError.WSANOTINITIALISED.code());
      }
      return made(family, type, protocol, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
          .orThrow("WSASocket");
    } catch (WinsockException e) {
      state.keep(SocketResult.failed(e.errno()));
      throw e;
    }
  }

  private SocketResult made(
      int family, int type, int protocol, @Nullable ProtocolInfo info, int group, int flags) {
    SocketResult made =
        host.watch()
            .inside(
                List.of(),
                () -> {
                  Host.Selection selection = host.select(family, type, protocol, info);
                  return selection
                      .provider()
                      .wspSocket(family, type, protocol, selection.info(), group, flags);
                });
    if (made.succeeded()) {
      host.watch().opened(made.socket(), "WSASocket");
    }
    return made;
  }

  /** Whether a socket is associated with a completion port; for messages. */
  boolean hasPort(SocketHandle s) {
    SocketInfo info = host.kernel().sockets().query(s);
    return info != null && info.associated();
  }

  /**
   * {@code closesocket}: what is pending completes with an error, perhaps after the call has
   * returned: its memory must stay until then (WSP-CLOSE-3, WSP-CLOSE-4).
   *
   * @param s its handle is nobody's afterwards (WSP-CLOSE-1)
   * @return {@code WSAEWOULDBLOCK} for a non-blocking socket with a linger time and unsent data
   *     (WSP-CLOSE-6)
   */
  public CallResult closesocket(SocketHandle s) {
    return host.watch()
        .closing(s, () -> call(s, provider -> provider.wspCloseSocket(s)), CallResult::succeeded);
  }

  /**
   * {@code WSADuplicateSocketW} (WSP-DUP-1): what {@link #wsaSocket} makes a second descriptor of
   * the same socket from, once.
   *
   * @param s the socket
   * @param processId this process: a socket cannot be shared with another one, which gives {@code
   *     WSAEINVAL}
   * @return the entry to give to it; {@code WSAEOPNOTSUPP} from a base without system handles,
   *     {@code WSAEMFILE}
   */
  public ProtocolInfoResult wsaDuplicateSocket(SocketHandle s, int processId) {
    return state.keep(
        state.<ProtocolInfoResult>route(
            s, provider -> provider.wspDuplicateSocket(s, processId), ProtocolInfoResult::failed));
  }

  /**
   * {@code getsockopt}. {@code docs/options.md} lists what each base knows.
   *
   * @param s the socket; not looked at for {@code SO_OPENTYPE}
   * @param level {@code SOL_SOCKET} or a protocol
   * @param name of the option
   * @param length room for the value, in bytes
   * @return the value, little-endian; {@code WSAENOPROTOOPT} for an unknown option, {@code
   *     WSAEINVAL} for an unknown level, {@code WSAEFAULT} for too little room (page getsockopt)
   */
  public OptionResult getsockopt(SocketHandle s, int level, int name, int length) {
    if (isOpenType(level, name)) {
      return state.keep(
          state.isStarted()
              ? length < Integer.BYTES
                  ? OptionResult.failed(WsaError.WSAEFAULT)
                  : OptionResult.ofInt(state.openType())
              : OptionResult.failed(WsaError.WSANOTINITIALISED));
    }
    return state.keep(
        state.<OptionResult>route(
            s, provider -> provider.wspGetSockOpt(s, level, name, length), OptionResult::failed));
  }

  /**
   * {@code setsockopt}. {@code docs/options.md} lists what each base knows. {@code SO_OPENTYPE} is
   * the calling thread's: what {@link #socket} makes from then on is overlapped (0) or not; its
   * socket is not looked at.
   *
   * @param s the socket; not looked at for {@code SO_OPENTYPE}
   * @param level {@code SOL_SOCKET} or a protocol
   * @param name of the option
   * @param value little-endian; copied
   * @return {@code WSAENOPROTOOPT} for an option that is unknown or cannot be set, {@code
   *     WSAEINVAL} for an unknown level or a value out of range, {@code WSAEFAULT} for too short a
   *     value, or none (page setsockopt)
   */
  public CallResult setsockopt(SocketHandle s, int level, int name, byte @Nullable [] value) {
    if (value != null && isOpenType(level, name)) {
      return state.keep(
          state.isStarted()
              ? state.openType(value)
              : CallResult.failed(WsaError.WSANOTINITIALISED));
    }
    return call(
        s,
        provider ->
            value == null
                ? CallResult.failed(WsaError.WSAEFAULT)
                : provider.wspSetSockOpt(s, level, name, value));
  }

  /** The one option that is of a thread, not of a socket. */
  private static boolean isOpenType(int level, int name) {
    return level == Winsock2.SOL_SOCKET && name == Winsock2.SO_OPENTYPE;
  }

  /**
   * The extension functions of {@code mswsock.dll}.
   *
   * @return always the same
   */
  public Extensions extensions() {
    return extensions;
  }

  /**
   * Hooks for calls that block, and how those are cancelled.
   *
   * @return always the same
   */
  public BlockingHooks blockingHooks() {
    return blockingHooks;
  }
}
