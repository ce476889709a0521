package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@code ws2_32.dll} for addresses, and for the beginning and the end of
 * connections. Part of {@link Ws2_32}.
 */
abstract class ConnectionCalls extends DatagramCalls {
  private static final CallResult NO_ADDRESS = CallResult.failed(WsaError.WSAEFAULT);

  ConnectionCalls(Host host, ClientState state, Transfers transfers) {
    super(host, state, transfers);
  }

  /**
   * {@code bind}: gives the socket its local address; port 0 takes a free one.
   *
   * @param s the socket
   * @param name an address of this machine, or that of no host for all of them; copied
   * @return {@code WSAEADDRINUSE}, {@code WSAEADDRNOTAVAIL} for an address that is not this
   *     machine's, {@code WSAEAFNOSUPPORT}, {@code WSAEFAULT} for one that is too short or null,
   *     {@code WSAEINVAL} when it is bound, {@code WSAEACCES} (page bind)
   */
  public CallResult bind(SocketHandle s, @Nullable Sockaddr name) {
    return call(s, provider -> name == null ? NO_ADDRESS : provider.wspBind(s, name));
  }

  /**
   * {@code listen}: lets others connect.
   *
   * @param s a stream socket that is bound
   * @param backlog how many may wait to be accepted; the base bounds it
   * @return {@code WSAEINVAL} when it is not bound, {@code WSAEISCONN}, {@code WSAEADDRINUSE},
   *     {@code WSAEOPNOTSUPP} for datagrams (page listen)
   */
  public CallResult listen(SocketHandle s, int backlog) {
    return call(s, provider -> provider.wspListen(s, backlog));
  }

  /**
   * {@code connect}: waits until a stream is connected; of a datagram socket it sets the default
   * peer (WSP-CONNECT-1 to WSP-CONNECT-3).
   *
   * @param s the socket
   * @param name the peer; copied. Of a datagram socket, that of no host and port 0 takes the
   *     default peer away (WSP-CONNECT-2)
   * @return {@code WSAECONNREFUSED}, {@code WSAETIMEDOUT}, {@code WSAENETUNREACH}, {@code
   *     WSAEHOSTUNREACH}; {@code WSAEISCONN}, {@code WSAEINVAL} when it listens; of a non-blocking
   *     socket {@code WSAEWOULDBLOCK}, then {@code WSAEALREADY}; {@code WSAEADDRNOTAVAIL} for port
   *     0 or no host, {@code WSAEAFNOSUPPORT}, {@code WSAEFAULT}, {@code WSAEACCES} for a broadcast
   *     that is not allowed
   */
  public CallResult connect(SocketHandle s, @Nullable Sockaddr name) {
    return wsaConnect(s, name, null, null, 0, 0);
  }

  /**
   * {@code WSAConnect}. Our base providers have neither connect data nor a quality of service.
   *
   * @param s the socket
   * @param name the peer; {@code WSAEFAULT} for null
   * @param callerData what the peer is told with the request, or null; {@code WSAEPROTONOSUPPORT}
   *     where the protocol has none
   * @param calleeData room for what the peer answers, or null
   * @param sqos address of a {@code QOS}, or 0; {@code WSAEOPNOTSUPP} where it cannot be had
   * @param gqos address of a {@code QOS} for the socket group, or 0
   * @return as {@link #connect}
   */
  public CallResult wsaConnect(
      SocketHandle s,
      @Nullable Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return call(
        s,
        provider ->
            name == null
                ? NO_ADDRESS
                : provider.wspConnect(s, name, callerData, calleeData, sqos, gqos));
  }

  /**
   * {@code WSAJoinLeaf}. Our base providers have no multipoint sessions: {@code WSAEOPNOTSUPP}.
   *
   * @param s the root, or a leaf
   * @param name the peer or the group; {@code WSAEFAULT} for null
   * @param callerData as of {@link #wsaConnect}
   * @param calleeData as of {@link #wsaConnect}
   * @param sqos as of {@link #wsaConnect}
   * @param gqos as of {@link #wsaConnect}
   * @param flags {@code JL_SENDER_ONLY} 1, {@code JL_RECEIVER_ONLY} 2 or {@code JL_BOTH} 4
   * @return the socket of the leaf, which the caller closes, or the very socket that was given; the
   *     provider's error
   */
  public SocketResult wsaJoinLeaf(
      SocketHandle s,
      @Nullable Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    SocketResult joined =
        state.<SocketResult>route(
            s,
            provider ->
                name == null
                    ? SocketResult.failed(WsaError.WSAEFAULT)
                    : provider.wspJoinLeaf(s, name, callerData, calleeData, sqos, gqos, flags),
            SocketResult::failed);
    // A leaf of a root is the socket that was given.
    if (joined.succeeded() && !joined.socket().equals(s)) {
      host.watch().opened(joined.socket(), "WSAJoinLeaf");
    }
    return state.keep(joined);
  }

  /**
   * {@code WSASendDisconnect}: no more is sent. Without data the same as {@link #shutdown} with
   * {@code SD_SEND}.
   *
   * @param s a connected stream
   * @param data what the peer is told with it, or null; {@code WSAENOPROTOOPT} where the protocol
   *     has none
   * @return {@code WSAENOTCONN}, {@code WSAENOPROTOOPT} (page WSASendDisconnect)
   */
  public CallResult wsaSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return call(s, provider -> provider.wspSendDisconnect(s, data));
  }

  /**
   * {@code WSARecvDisconnect}: no more is received. Without data the same as {@link #shutdown} with
   * {@code SD_RECEIVE}.
   *
   * @param s a connected stream
   * @param data room for what the peer has told with its end, or null; {@code WSAENOPROTOOPT} where
   *     the protocol has none
   * @return {@code WSAENOTCONN}, {@code WSAENOPROTOOPT} (page WSARecvDisconnect)
   */
  public CallResult wsaRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return call(s, provider -> provider.wspRecvDisconnect(s, data));
  }

  /**
   * {@code WSAGetQOSByName}. Our base providers have no quality of service: {@code WSAEOPNOTSUPP}.
   *
   * @param s the socket
   * @param name of a template, or one buffer that is empty, to list the names
   * @param qos address of room for a {@code QOS}
   * @return TRUE when the structure was written; FALSE with {@code WSAEOPNOTSUPP} from our base
   *     providers, else the provider's error
   */
  public BoolResult wsaGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
    return state.keep(
        state.<BoolResult>route(
            s, provider -> provider.wspGetQOSByName(s, name, qos), BoolResult::failed));
  }

  /**
   * {@code shutdown}: ends a direction; the peer of one that sends no more receives 0 bytes.
   *
   * @param s a connected socket
   * @param how {@code SD_RECEIVE}, {@code SD_SEND} or {@code SD_BOTH}
   * @return {@code WSAEINVAL} for another number, {@code WSAENOTCONN} (page shutdown)
   */
  public CallResult shutdown(SocketHandle s, int how) {
    return call(s, provider -> provider.wspShutdown(s, how));
  }

  /**
   * {@code accept}: {@link #wsaAccept} that asks nobody.
   *
   * @param s a listening socket
   * @return as {@link #wsaAccept}
   */
  public AcceptResult accept(SocketHandle s) {
    return wsaAccept(s, null, 0);
  }

  /**
   * {@code WSAAccept}: waits for a connection of a listening socket (WSP-ACCEPT-1).
   *
   * @param s a listening socket
   * @param condition called in this thread before it is accepted; null accepts
   * @param callbackData given to the condition, not looked at
   * @return the new socket, which the caller closes, and the peer's address; {@code WSAEINVAL} when
   *     it does not listen, {@code WSAEWOULDBLOCK} when nobody waits and it is non-blocking, {@code
   *     WSAECONNREFUSED} when the condition rejects, {@code WSATRY_AGAIN} when it defers, {@code
   *     WSAEOPNOTSUPP} for datagrams, {@code WSAEMFILE}, {@code WSAEINTR}
   */
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

  /**
   * {@code getsockname}: the local address; {@code WSAEINVAL} when it is not bound.
   *
   * @param s the socket
   * @return the address; {@code WSAEINVAL} (page getsockname)
   */
  public AddressResult getsockname(SocketHandle s) {
    return state.keep(
        state.<AddressResult>route(
            s, provider -> provider.wspGetSockName(s), AddressResult::failed));
  }

  /**
   * {@code getpeername}: the peer's address; {@code WSAENOTCONN}.
   *
   * @param s the socket
   * @return the address; {@code WSAENOTCONN} (page getpeername)
   */
  public AddressResult getpeername(SocketHandle s) {
    return state.keep(
        state.<AddressResult>route(
            s, provider -> provider.wspGetPeerName(s), AddressResult::failed));
  }

  // ---- addresses as text

  /**
   * {@code WSAAddressToString}.
   *
   * @param address {@code WSAEFAULT} for null, {@code WSAEINVAL} for one that is not understood
   * @param info whose form of text to use, or null for the first entry of the address's family
   * @return the text; {@code WSANOTINITIALISED}, {@code WSAEFAULT}, {@code WSAEINVAL} also when no
   *     entry has that family (page WSAAddressToString)
   */
  public TextResult wsaAddressToString(@Nullable Sockaddr address, @Nullable ProtocolInfo info) {
    if (!state.isStarted()) {
      return state.keep(TextResult.failed(WsaError.WSANOTINITIALISED));
    }
    if (address == null) {
      return state.keep(TextResult.failed(WsaError.WSAEFAULT));
    }
    try {
      Host.Selection selection = host.selectFor(address.family(), info);
      return state.keep(selection.provider().wspAddressToString(address, selection.info()));
    } catch (WinsockException e) {
      return state.keep(TextResult.failed(e.errno()));
    }
  }

  /**
   * {@code WSAStringToAddress}.
   *
   * @param text {@code WSAEFAULT} for null, {@code WSAEINVAL} for no address of that family
   * @param family {@code AF_*}
   * @param info whose form of text it has, or null for the first entry of the family
   * @return the address; {@code WSANOTINITIALISED}, {@code WSAEFAULT}, {@code WSAEINVAL} (page
   *     WSAStringToAddress)
   */
  public AddressResult wsaStringToAddress(
      @Nullable String text, int family, @Nullable ProtocolInfo info) {
    if (!state.isStarted()) {
      return state.keep(AddressResult.failed(WsaError.WSANOTINITIALISED));
    }
    if (text == null) {
      return state.keep(AddressResult.failed(WsaError.WSAEFAULT));
    }
    try {
      Host.Selection selection = host.selectFor(family, info);
      return state.keep(selection.provider().wspStringToAddress(text, family, selection.info()));
    } catch (WinsockException e) {
      return state.keep(AddressResult.failed(e.errno()));
    }
  }
}
