package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** WSP-ERR-1: the codes of the thirty functions; those of the upcalls. */
class DocumentedErrorsTest {
  @ParameterizedTest
  @EnumSource
  void givenFunction_whenItsListIsRead_thenItHasTheGeneralCodesAndNeitherSuccessNorUnknown(
      WspFunction function) {
    assertThat(DocumentedErrors.of(function)).containsAll(DocumentedErrors.general());
    assertThat(DocumentedErrors.permits(function, 0)).isFalse();
    assertThat(DocumentedErrors.permits(function, 12345)).isFalse();
    assertThat(DocumentedErrors.text(function)).doesNotContain("WSAENOTSOCK");
  }

  /** Only what takes a structure can be pending (sheet, 3.3); GOR-10 for the result query. */
  @ParameterizedTest
  @EnumSource
  void givenFunction_whenAskedForPending_thenOnlyTheOverlappedOnesMay(WspFunction function) {
    boolean overlapped =
        switch (function) {
          case WSP_SEND, WSP_SEND_TO, WSP_RECV, WSP_RECV_FROM, WSP_IOCTL -> true;
          default -> function == WspFunction.WSP_GET_OVERLAPPED_RESULT;
        };
    assertThat(DocumentedErrors.permits(function, WsaError.WSA_IO_PENDING.code()))
        .isEqualTo(overlapped);
  }

  /** One code that only the function's own page gives, and one that it does not. */
  @ParameterizedTest
  @CsvSource({
    "WSP_ACCEPT, WSATRY_AGAIN, WSAEADDRINUSE",
    "WSP_ADDRESS_TO_STRING, WSAEINVAL, WSAEAFNOSUPPORT",
    "WSP_ASYNC_SELECT, WSAEINVAL, WSAEACCES",
    "WSP_BIND, WSAEADDRINUSE, WSAEISCONN",
    "WSP_CANCEL_BLOCKING_CALL, WSAEINVAL, WSAEINTR",
    "WSP_CLEANUP, WSAEINVAL, WSAEINTR",
    "WSP_CLOSE_SOCKET, WSAEWOULDBLOCK, WSAECONNRESET",
    "WSP_CONNECT, WSAECONNREFUSED, WSAECONNRESET",
    "WSP_DUPLICATE_SOCKET, WSAEMFILE, WSAEACCES",
    "WSP_ENUM_NETWORK_EVENTS, WSAEINVAL, WSAEWOULDBLOCK",
    "WSP_EVENT_SELECT, WSAEINVAL, WSAEWOULDBLOCK",
    "WSP_GET_OVERLAPPED_RESULT, WSA_IO_INCOMPLETE, WSAEWOULDBLOCK",
    "WSP_GET_PEER_NAME, WSAENOTCONN, WSAEINVAL",
    "WSP_GET_QOS_BY_NAME, WSAEINVAL, WSAENOTCONN",
    "WSP_GET_SOCK_NAME, WSAEINVAL, WSAENOTCONN",
    "WSP_GET_SOCK_OPT, WSAENOPROTOOPT, WSAENETRESET",
    "WSP_IOCTL, WSAEWOULDBLOCK, WSAECONNRESET",
    "WSP_JOIN_LEAF, WSAEALREADY, WSAEWOULDBLOCK",
    "WSP_LISTEN, WSAEISCONN, WSAECONNRESET",
    "WSP_RECV, WSAEDISCON, WSAEACCES",
    "WSP_RECV_DISCONNECT, WSAENOPROTOOPT, WSAEWOULDBLOCK",
    "WSP_RECV_FROM, WSAEISCONN, WSAEACCES",
    "WSP_SELECT, WSAEINTR, WSAEWOULDBLOCK",
    "WSP_SEND, WSAEACCES, WSAEDISCON",
    "WSP_SEND_DISCONNECT, WSAENOTCONN, WSAEWOULDBLOCK",
    "WSP_SEND_TO, WSAEDESTADDRREQ, WSAEDISCON",
    "WSP_SET_SOCK_OPT, WSAENETRESET, WSAEISCONN",
    "WSP_SHUTDOWN, WSAENOTCONN, WSAECONNRESET",
    "WSP_SOCKET, WSAEPROTOTYPE, WSAEWOULDBLOCK",
    "WSP_STRING_TO_ADDRESS, WSAEINVAL, WSAEAFNOSUPPORT"
  })
  void givenFunction_whenAskedForACode_thenItsPageDecides(
      WspFunction function, WsaError listed, WsaError other) {
    assertThat(DocumentedErrors.permits(function, listed.code())).isTrue();
    assertThat(DocumentedErrors.permits(function, other.code())).isFalse();
  }

  /** WSP-START-2. */
  @Test
  void givenWspStartup_whenAsked_thenItsOwnFive() {
    assertThat(DocumentedErrors.ofStartup()).hasSize(5).contains(WsaError.WSAEPROCLIM);
    assertThat(DocumentedErrors.permitsStartup(10092)).isTrue();
    assertThat(DocumentedErrors.permitsStartup(0)).isFalse();
  }

  /** Sheet, 2: the overview; WPU-COMPLETE-2, WPU-GEN-2, WPU-FDSET-1, WPU-MSG-1. */
  @ParameterizedTest
  @CsvSource({
    "WPU_CREATE_SOCKET_HANDLE, WSAENOBUFS",
    "WPU_CLOSE_SOCKET_HANDLE, WSAENOTSOCK",
    "WPU_QUERY_SOCKET_HANDLE_CONTEXT, WSAENOTSOCK",
    "WPU_MODIFY_IFS_HANDLE, WSAEINVAL",
    "WPU_COMPLETE_OVERLAPPED_REQUEST, WSAEINVAL",
    "WPU_QUEUE_APC, WSAEFAULT",
    "WPU_OPEN_CURRENT_THREAD, WSANOTINITIALISED",
    "WPU_CLOSE_THREAD, WSANOTINITIALISED",
    "WPU_CREATE_EVENT, WSA_NOT_ENOUGH_MEMORY",
    "WPU_CLOSE_EVENT, WSA_INVALID_HANDLE",
    "WPU_SET_EVENT, WSA_INVALID_HANDLE",
    "WPU_RESET_EVENT, WSA_INVALID_HANDLE",
    "WPU_FD_IS_SET, ''",
    "WPU_GET_PROVIDER_PATH, 'WSAEFAULT, WSAEINVAL'",
    "WPU_POST_MESSAGE, ''",
    "WPU_QUERY_BLOCKING_CALLBACK, 'WSAEFAULT, WSAEINVAL'"
  })
  void givenUpcall_whenItsListIsRead_thenItIsThatOfItsPage(WpuFunction function, String listed) {
    assertThat(DocumentedErrors.text(DocumentedErrors.of(function))).isEqualTo(listed);
  }
}
