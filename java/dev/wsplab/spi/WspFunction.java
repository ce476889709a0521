package dev.wsplab.spi;

/** The thirty entries of {@code WSPPROC_TABLE}; the ordinal is the slot (sheet, 1.6). */
public enum WspFunction {
  /** {@code WSPAccept}. */
  WSP_ACCEPT("WSPAccept"),
  /** {@code WSPAddressToString}. */
  WSP_ADDRESS_TO_STRING("WSPAddressToString"),
  /** {@code WSPAsyncSelect}. */
  WSP_ASYNC_SELECT("WSPAsyncSelect"),
  /** {@code WSPBind}. */
  WSP_BIND("WSPBind"),
  /** {@code WSPCancelBlockingCall}. */
  WSP_CANCEL_BLOCKING_CALL("WSPCancelBlockingCall"),
  /** {@code WSPCleanup}. */
  WSP_CLEANUP("WSPCleanup"),
  /** {@code WSPCloseSocket}. */
  WSP_CLOSE_SOCKET("WSPCloseSocket"),
  /** {@code WSPConnect}. */
  WSP_CONNECT("WSPConnect"),
  /** {@code WSPDuplicateSocket}. */
  WSP_DUPLICATE_SOCKET("WSPDuplicateSocket"),
  /** {@code WSPEnumNetworkEvents}. */
  WSP_ENUM_NETWORK_EVENTS("WSPEnumNetworkEvents"),
  /** {@code WSPEventSelect}. */
  WSP_EVENT_SELECT("WSPEventSelect"),
  /** {@code WSPGetOverlappedResult}. */
  WSP_GET_OVERLAPPED_RESULT("WSPGetOverlappedResult"),
  /** {@code WSPGetPeerName}. */
  WSP_GET_PEER_NAME("WSPGetPeerName"),
  /** {@code WSPGetSockName}. */
  WSP_GET_SOCK_NAME("WSPGetSockName"),
  /** {@code WSPGetSockOpt}. */
  WSP_GET_SOCK_OPT("WSPGetSockOpt"),
  /** {@code WSPGetQOSByName}. */
  WSP_GET_QOS_BY_NAME("WSPGetQOSByName"),
  /** {@code WSPIoctl}. */
  WSP_IOCTL("WSPIoctl"),
  /** {@code WSPJoinLeaf}. */
  WSP_JOIN_LEAF("WSPJoinLeaf"),
  /** {@code WSPListen}. */
  WSP_LISTEN("WSPListen"),
  /** {@code WSPRecv}. */
  WSP_RECV("WSPRecv"),
  /** {@code WSPRecvDisconnect}. */
  WSP_RECV_DISCONNECT("WSPRecvDisconnect"),
  /** {@code WSPRecvFrom}. */
  WSP_RECV_FROM("WSPRecvFrom"),
  /** {@code WSPSelect}. */
  WSP_SELECT("WSPSelect"),
  /** {@code WSPSend}. */
  WSP_SEND("WSPSend"),
  /** {@code WSPSendDisconnect}. */
  WSP_SEND_DISCONNECT("WSPSendDisconnect"),
  /** {@code WSPSendTo}. */
  WSP_SEND_TO("WSPSendTo"),
  /** {@code WSPSetSockOpt}. */
  WSP_SET_SOCK_OPT("WSPSetSockOpt"),
  /** {@code WSPShutdown}. */
  WSP_SHUTDOWN("WSPShutdown"),
  /** {@code WSPSocket}. */
  WSP_SOCKET("WSPSocket"),
  /** {@code WSPStringToAddress}. */
  WSP_STRING_TO_ADDRESS("WSPStringToAddress");

  private final String winsockName;

  WspFunction(String winsockName) {
    this.winsockName = winsockName;
  }

  /** {@return the name in Microsoft's documentation} */
  public String winsockName() {
    return winsockName;
  }
}
