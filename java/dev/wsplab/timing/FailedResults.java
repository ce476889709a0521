package dev.wsplab.timing;

import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;

/** What each function returns when it fails. */
final class FailedResults {
  private FailedResults() {}

  /** A result of the type that the function returns. */
  static Object of(WspFunction function, int error) {
    return switch (function) {
      case WSP_ACCEPT -> AcceptResult.failed(error);
      case WSP_ADDRESS_TO_STRING -> TextResult.failed(error);
      case WSP_DUPLICATE_SOCKET -> ProtocolInfoResult.failed(error);
      case WSP_ENUM_NETWORK_EVENTS -> NetworkEventsResult.failed(error);
      case WSP_GET_OVERLAPPED_RESULT -> OverlappedResult.failed(error);
      case WSP_GET_PEER_NAME, WSP_GET_SOCK_NAME, WSP_STRING_TO_ADDRESS ->
          AddressResult.failed(error);
      case WSP_GET_SOCK_OPT -> OptionResult.failed(error);
      case WSP_GET_QOS_BY_NAME -> BoolResult.failed(error);
      case WSP_IOCTL, WSP_RECV, WSP_RECV_FROM, WSP_SEND, WSP_SEND_TO ->
          TransferResult.failed(error);
      case WSP_JOIN_LEAF, WSP_SOCKET -> SocketResult.failed(error);
      case WSP_SELECT -> CountResult.failed(error);
      case WSP_ASYNC_SELECT,
          WSP_BIND,
          WSP_CANCEL_BLOCKING_CALL,
          WSP_CLEANUP,
          WSP_CLOSE_SOCKET,
          WSP_CONNECT,
          WSP_EVENT_SELECT,
          WSP_LISTEN,
          WSP_RECV_DISCONNECT,
          WSP_SEND_DISCONNECT,
          WSP_SET_SOCK_OPT,
          WSP_SHUTDOWN ->
          CallResult.failed(error);
    };
  }

  /**
   * A result of the type that the upcall returns.
   *
   * @param error one that its page documents; 0 for an upcall without errors
   * @param pathLength of {@code WPUGetProviderPath}: the room as it was given
   */
  static Object of(WpuFunction function, int error, int pathLength) {
    WsaError known = WsaError.of(error).orElse(WsaError.WSAEINVAL);
    return switch (function) {
      case WPU_CREATE_SOCKET_HANDLE, WPU_MODIFY_IFS_HANDLE -> SocketResult.failed(error);
      case WPU_CLOSE_SOCKET_HANDLE,
          WPU_QUEUE_APC,
          WPU_CLOSE_THREAD,
          WPU_COMPLETE_OVERLAPPED_REQUEST ->
          CallResult.failed(error);
      case WPU_CLOSE_EVENT, WPU_RESET_EVENT, WPU_SET_EVENT -> BoolResult.failed(error);
      case WPU_CREATE_EVENT -> EventResult.failed(known);
      case WPU_FD_IS_SET, WPU_POST_MESSAGE -> false;
      case WPU_GET_PROVIDER_PATH -> PathResult.failed(known, pathLength);
      case WPU_QUERY_BLOCKING_CALLBACK -> BlockingCallbackResult.failed(known);
      case WPU_QUERY_SOCKET_HANDLE_CONTEXT -> ContextResult.failed(known);
      case WPU_OPEN_CURRENT_THREAD -> ThreadIdResult.failed(known);
    };
  }
}
