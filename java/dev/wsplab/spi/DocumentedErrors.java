package dev.wsplab.spi;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which error codes each function of a provider, and each upcall, may fail with. Of the thirty
 * (WSP-ERR-1): those that its page in Microsoft's documentation of ws2spi.h lists (LPWSPACCEPT for
 * WSPAccept, and so on), those that a rule of ours names for it, with the rule, and those of the
 * page "Windows Sockets Error Codes" that any function may give. Of an upcall: those of its page
 * alone (sheet, 2). Of an extension function: its page in mswsock.h and the general codes.
 * Immutable.
 */
public final class DocumentedErrors {
  /**
   * Any function: no such function in this provider (WSAEOPNOTSUPP), the provider is not started
   * (WSANOTINITIALISED), resources (WSAENOBUFS), memory that is not there (WSAEFAULT), the handle
   * is no socket (WSAENOTSOCK), the network is down, and a call of the system that should not fail.
   */
  private static final Set<WsaError> GENERAL =
      Set.of(
          WsaError.WSAEOPNOTSUPP,
          WsaError.WSANOTINITIALISED,
          WsaError.WSAENOBUFS,
          WsaError.WSAEFAULT,
          WsaError.WSAENOTSOCK,
          WsaError.WSAENETDOWN,
          WsaError.WSAEINPROGRESS,
          WsaError.WSASYSCALLFAILURE);

  /** {@code WSPStartup}, which has no {@code lpErrno}: page WSPStartup (WSP-START-2). */
  private static final Set<WsaError> STARTUP =
      Set.of(
          WsaError.WSASYSNOTREADY,
          WsaError.WSAVERNOTSUPPORTED,
          WsaError.WSAEINPROGRESS,
          WsaError.WSAEPROCLIM,
          WsaError.WSAEFAULT);

  private static final Map<WspFunction, Set<WsaError>> LISTED =
      Map.copyOf(new DocumentedErrors().lists);

  private final Map<WspFunction, Set<WsaError>> lists = new EnumMap<>(WspFunction.class);

  private DocumentedErrors() {
    handles();
    addresses();
    states();
    transfers();
  }

  private void handles() {
    list(
        WspFunction.WSP_SOCKET, // sheet, WSP-SOCKET-1; WSP-DUP-1 for WSAEINVAL
        WsaError.WSAEAFNOSUPPORT,
        WsaError.WSAEMFILE,
        WsaError.WSAEPROTONOSUPPORT,
        WsaError.WSAEPROTOTYPE,
        WsaError.WSAESOCKTNOSUPPORT,
        WsaError.WSAEINVAL,
        // What WSASocket gives when a provider below cannot be used: a layer may start it here.
        WsaError.WSAEPROVIDERFAILEDINIT,
        WsaError.WSAEINVALIDPROVIDER,
        WsaError.WSAEINVALIDPROCTABLE);
    list(
        WspFunction.WSP_ACCEPT, // page LPWSPACCEPT
        WsaError.WSAECONNREFUSED,
        WsaError.WSAECONNRESET,
        WsaError.WSAEINTR,
        WsaError.WSAEINVAL,
        WsaError.WSAEMFILE,
        WsaError.WSATRY_AGAIN,
        WsaError.WSAEWOULDBLOCK,
        WsaError.WSAEACCES);
    list(
        WspFunction.WSP_JOIN_LEAF, // page LPWSPJOINLEAF
        WsaError.WSAEADDRINUSE,
        WsaError.WSAEINTR,
        WsaError.WSAEALREADY,
        WsaError.WSAEADDRNOTAVAIL,
        WsaError.WSAEAFNOSUPPORT,
        WsaError.WSAECONNREFUSED,
        WsaError.WSAEISCONN,
        WsaError.WSAENETUNREACH,
        WsaError.WSAEPROTONOSUPPORT,
        WsaError.WSAETIMEDOUT);
    // page LPWSPDUPLICATESOCKET
    list(WspFunction.WSP_DUPLICATE_SOCKET, WsaError.WSAEINVAL, WsaError.WSAEMFILE);
    // page LPWSPCLOSESOCKET; page closesocket for WSAEINTR
    list(WspFunction.WSP_CLOSE_SOCKET, WsaError.WSAEWOULDBLOCK, WsaError.WSAEINTR);
    list(WspFunction.WSP_CLEANUP, WsaError.WSAEINVAL); // page LPWSPCLEANUP
    list(WspFunction.WSP_CANCEL_BLOCKING_CALL, WsaError.WSAEINVAL); // LPWSPCANCELBLOCKINGCALL
  }

  private void addresses() {
    list(
        WspFunction.WSP_BIND, // page LPWSPBIND; page bind for WSAEACCES
        WsaError.WSAEADDRINUSE,
        WsaError.WSAEADDRNOTAVAIL,
        WsaError.WSAEINVAL,
        WsaError.WSAEACCES);
    list(
        WspFunction.WSP_CONNECT, // page LPWSPCONNECT; page connect for WSAEHOSTUNREACH
        WsaError.WSAEADDRINUSE,
        WsaError.WSAEINTR,
        WsaError.WSAEALREADY,
        WsaError.WSAEADDRNOTAVAIL,
        WsaError.WSAEAFNOSUPPORT,
        WsaError.WSAECONNREFUSED,
        WsaError.WSAEINVAL,
        WsaError.WSAEISCONN,
        WsaError.WSAENETUNREACH,
        WsaError.WSAEHOSTUNREACH,
        WsaError.WSAEPROTONOSUPPORT,
        WsaError.WSAETIMEDOUT,
        WsaError.WSAEWOULDBLOCK,
        WsaError.WSAEACCES);
    // page LPWSPLISTEN
    list(
        WspFunction.WSP_LISTEN,
        WsaError.WSAEADDRINUSE,
        WsaError.WSAEINVAL,
        WsaError.WSAEISCONN,
        WsaError.WSAEMFILE);
    list(WspFunction.WSP_GET_PEER_NAME, WsaError.WSAENOTCONN); // page LPWSPGETPEERNAME
    list(WspFunction.WSP_GET_SOCK_NAME, WsaError.WSAEINVAL); // page LPWSPGETSOCKNAME
    list(WspFunction.WSP_ADDRESS_TO_STRING, WsaError.WSAEINVAL); // LPWSPADDRESSTOSTRING
    list(WspFunction.WSP_STRING_TO_ADDRESS, WsaError.WSAEINVAL); // LPWSPSTRINGTOADDRESS
  }

  private void states() {
    list(WspFunction.WSP_ASYNC_SELECT, WsaError.WSAEINVAL); // page LPWSPASYNCSELECT
    list(WspFunction.WSP_EVENT_SELECT, WsaError.WSAEINVAL); // page LPWSPEVENTSELECT
    list(WspFunction.WSP_ENUM_NETWORK_EVENTS, WsaError.WSAEINVAL); // LPWSPENUMNETWORKEVENTS
    list(WspFunction.WSP_SELECT, WsaError.WSAEINVAL, WsaError.WSAEINTR); // page LPWSPSELECT
    // page LPWSPGETSOCKOPT
    list(WspFunction.WSP_GET_SOCK_OPT, WsaError.WSAEINVAL, WsaError.WSAENOPROTOOPT);
    list(
        WspFunction.WSP_SET_SOCK_OPT, // page LPWSPSETSOCKOPT
        WsaError.WSAEINVAL,
        WsaError.WSAENETRESET,
        WsaError.WSAENOPROTOOPT,
        WsaError.WSAENOTCONN);
    list(WspFunction.WSP_GET_QOS_BY_NAME, WsaError.WSAEINVAL); // page LPWSPGETQOSBYNAME
    list(WspFunction.WSP_SHUTDOWN, WsaError.WSAEINVAL, WsaError.WSAENOTCONN); // LPWSPSHUTDOWN
    list(
        WspFunction.WSP_SEND_DISCONNECT, // page LPWSPSENDDISCONNECT
        WsaError.WSAENOPROTOOPT,
        WsaError.WSAENOTCONN);
    list(
        WspFunction.WSP_RECV_DISCONNECT, // page LPWSPRECVDISCONNECT
        WsaError.WSAENOPROTOOPT,
        WsaError.WSAENOTCONN);
  }

  /** Sheet, 3.3: the table of the five overlapped functions; 4 for the result query (GOR-9). */
  private void transfers() {
    list(
        WspFunction.WSP_SEND,
        WsaError.WSA_INVALID_HANDLE, // WSP-IO-5
        WsaError.WSAETIMEDOUT, // page SOL_SOCKET options, SO_SNDTIMEO (CLI-7)
        WsaError.WSAEWOULDBLOCK,
        WsaError.WSAEINVAL,
        WsaError.WSA_IO_PENDING,
        WsaError.WSAEACCES,
        WsaError.WSAEINTR, // page WSASend
        WsaError.WSAENETRESET,
        WsaError.WSAENOTCONN,
        WsaError.WSAESHUTDOWN,
        WsaError.WSAEMSGSIZE,
        WsaError.WSAECONNABORTED,
        WsaError.WSAECONNRESET,
        WsaError.WSA_OPERATION_ABORTED);
    extend(
        WspFunction.WSP_SEND_TO,
        WspFunction.WSP_SEND,
        WsaError.WSAEADDRNOTAVAIL,
        WsaError.WSAEAFNOSUPPORT,
        WsaError.WSAEDESTADDRREQ,
        WsaError.WSAENETUNREACH,
        WsaError.WSAEHOSTUNREACH); // page sendto
    list(
        WspFunction.WSP_RECV,
        WsaError.WSA_INVALID_HANDLE, // WSP-IO-5
        WsaError.WSAEWOULDBLOCK,
        WsaError.WSAEINVAL,
        WsaError.WSA_IO_PENDING,
        WsaError.WSAEINTR,
        WsaError.WSAENETRESET,
        WsaError.WSAENOTCONN,
        WsaError.WSAESHUTDOWN,
        WsaError.WSAEMSGSIZE,
        WsaError.WSAECONNABORTED,
        WsaError.WSAECONNRESET,
        WsaError.WSAEDISCON,
        WsaError.WSAETIMEDOUT, // page WSARecv
        WsaError.WSA_OPERATION_ABORTED);
    extend(WspFunction.WSP_RECV_FROM, WspFunction.WSP_RECV, WsaError.WSAEISCONN);
    list(
        WspFunction.WSP_IOCTL,
        WsaError.WSAEWOULDBLOCK,
        WsaError.WSAEINVAL,
        WsaError.WSA_IO_PENDING,
        WsaError.WSA_INVALID_HANDLE, // WSP-IO-5
        WsaError.WSAEINTR, // WPU-BLOCK-3: SIO_EXT_SELECT and SIO_EXT_POLL wait
        WsaError.WSAENETUNREACH, // SIO_ROUTING_INTERFACE_QUERY: no way there, as of connect
        WsaError.WSAEHOSTUNREACH,
        WsaError.WSAEAFNOSUPPORT, // an address of another family than the socket's
        WsaError.WSAENOPROTOOPT); // WSP-IOCTL-2
    list(
        WspFunction.WSP_GET_OVERLAPPED_RESULT,
        WsaError.WSA_INVALID_HANDLE,
        WsaError.WSAEINVAL,
        WsaError.WSA_IO_INCOMPLETE,
        WsaError.WSA_IO_PENDING); // GOR-10
  }

  private void list(WspFunction function, WsaError... errors) {
    Set<WsaError> all = EnumSet.copyOf(GENERAL);
    all.addAll(Set.of(errors));
    lists.put(function, all);
  }

  private void extend(WspFunction function, WspFunction other, WsaError... more) {
    Set<WsaError> all = EnumSet.copyOf(lists.getOrDefault(other, GENERAL));
    all.addAll(Set.of(more));
    lists.put(function, all);
  }

  /**
   * {@return the codes of a function, by number, those included that any may give}
   *
   * @param function whose page is asked
   */
  public static Set<WsaError> of(WspFunction function) {
    return sorted(LISTED.getOrDefault(function, GENERAL));
  }

  /**
   * {@return the codes of an upcall, by number (sheet, 2: the overview); none when it cannot fail,
   * or fails without a code}
   *
   * @param function whose page is asked
   */
  public static Set<WsaError> of(WpuFunction function) {
    return switch (function) {
      case WPU_CREATE_SOCKET_HANDLE -> Set.of(WsaError.WSAENOBUFS);
      case WPU_CLOSE_SOCKET_HANDLE, WPU_QUERY_SOCKET_HANDLE_CONTEXT -> Set.of(WsaError.WSAENOTSOCK);
      case WPU_MODIFY_IFS_HANDLE, WPU_COMPLETE_OVERLAPPED_REQUEST -> Set.of(WsaError.WSAEINVAL);
      case WPU_QUEUE_APC -> Set.of(WsaError.WSAEFAULT);
      case WPU_OPEN_CURRENT_THREAD, WPU_CLOSE_THREAD -> Set.of(WsaError.WSANOTINITIALISED);
      case WPU_CREATE_EVENT -> Set.of(WsaError.WSA_NOT_ENOUGH_MEMORY);
      case WPU_CLOSE_EVENT, WPU_SET_EVENT, WPU_RESET_EVENT -> Set.of(WsaError.WSA_INVALID_HANDLE);
      case WPU_GET_PROVIDER_PATH, WPU_QUERY_BLOCKING_CALLBACK ->
          sorted(Set.of(WsaError.WSAEINVAL, WsaError.WSAEFAULT));
      case WPU_FD_IS_SET, WPU_POST_MESSAGE -> Set.of();
    };
  }

  /**
   * {@return the codes of an extension function, by number: those that its page lists, and those
   * that any function may give}
   *
   * @param function whose page is asked
   */
  public static Set<WsaError> of(MswsockFunction function) {
    Set<WsaError> all = sorted(GENERAL);
    all.addAll(
        switch (function) {
          case ACCEPT_EX -> Set.of(WsaError.WSA_IO_PENDING, WsaError.WSAECONNRESET);
          case CONNECT_EX ->
              Set.of(
                  WsaError.WSA_IO_PENDING,
                  WsaError.WSAEADDRINUSE,
                  WsaError.WSAEALREADY,
                  WsaError.WSAEADDRNOTAVAIL,
                  WsaError.WSAEAFNOSUPPORT,
                  WsaError.WSAECONNREFUSED,
                  WsaError.WSAEINVAL,
                  WsaError.WSAEISCONN,
                  WsaError.WSAENETUNREACH,
                  WsaError.WSAEHOSTUNREACH,
                  WsaError.WSAETIMEDOUT);
          case DISCONNECT_EX ->
              Set.of(WsaError.WSA_IO_PENDING, WsaError.WSAEINVAL, WsaError.WSAENOTCONN);
          case TRANSMIT_FILE, TRANSMIT_PACKETS ->
              Set.of(
                  WsaError.WSA_IO_PENDING,
                  WsaError.WSAECONNABORTED,
                  WsaError.WSAECONNRESET,
                  WsaError.WSAEINVAL,
                  WsaError.WSAENETRESET,
                  WsaError.WSAENOTCONN,
                  WsaError.WSAESHUTDOWN,
                  WsaError.WSA_OPERATION_ABORTED);
          case WSA_RECV_MSG ->
              Set.of(
                  WsaError.WSA_IO_PENDING,
                  WsaError.WSAECONNRESET,
                  WsaError.WSAEINTR,
                  WsaError.WSAEINVAL,
                  WsaError.WSAEMSGSIZE,
                  WsaError.WSAENETRESET,
                  WsaError.WSAENOTCONN,
                  WsaError.WSAETIMEDOUT,
                  WsaError.WSAEWOULDBLOCK,
                  WsaError.WSA_OPERATION_ABORTED);
          case WSA_SEND_MSG ->
              Set.of(
                  WsaError.WSA_IO_PENDING,
                  WsaError.WSAEACCES,
                  WsaError.WSAECONNRESET,
                  WsaError.WSAEINTR,
                  WsaError.WSAEINVAL,
                  WsaError.WSAEMSGSIZE,
                  WsaError.WSAENETRESET,
                  WsaError.WSAENETUNREACH,
                  WsaError.WSAENOTCONN,
                  WsaError.WSAESHUTDOWN,
                  WsaError.WSAETIMEDOUT,
                  WsaError.WSAEWOULDBLOCK,
                  WsaError.WSA_OPERATION_ABORTED);
        });
    return all;
  }

  /** {@return the codes of {@code WSPStartup}, by number: no general ones (WSP-START-2)} */
  public static Set<WsaError> ofStartup() {
    return sorted(STARTUP);
  }

  /** {@return the codes that any of the thirty may give, by number} */
  public static Set<WsaError> general() {
    return sorted(GENERAL);
  }

  /**
   * {@return whether a function may fail with this number}
   *
   * @param function whose page is asked
   * @param code any number, with a constant or without
   */
  public static boolean permits(WspFunction function, int code) {
    return contains(LISTED.getOrDefault(function, GENERAL), code);
  }

  /**
   * {@return whether {@code WSPStartup} may return this number as its error}
   *
   * @param code any number, with a constant or without
   */
  public static boolean permitsStartup(int code) {
    return contains(STARTUP, code);
  }

  /**
   * {@return the codes that a function has of its own, as text: {@code WSAEINTR, WSAEINVAL}}
   *
   * @param function whose page is asked
   */
  public static String text(WspFunction function) {
    Set<WsaError> own = of(function);
    own.removeAll(GENERAL);
    return text(own);
  }

  /**
   * {@return codes as text: {@code WSAEINTR, WSAEINVAL}}
   *
   * @param errors the codes, in the order wanted
   */
  public static String text(Collection<WsaError> errors) {
    return errors.stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  private static boolean contains(Set<WsaError> errors, int code) {
    return errors.stream().anyMatch(error -> error.code() == code);
  }

  private static Set<WsaError> sorted(Set<WsaError> errors) {
    return new TreeSet<>(errors);
  }
}
