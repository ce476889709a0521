package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Results print names where Winsock has them, so that a failed assertion can be read. */
class NamesInTextTest {
  @Test
  void givenFailedResults_whenPrinted_thenTheErrorHasItsName() {
    assertThat(CallResult.failed(10038))
        .hasToString("CallResult[returnValue=-1, errno=WSAENOTSOCK (10038)]");
    assertThat(BoolResult.failed(1168))
        .hasToString("BoolResult[returnValue=false, errno=ERROR_NOT_FOUND (1168)]");
    assertThat(CountResult.failed(4711)).hasToString("CountResult[returnValue=-1, errno=4711]");
    assertThat(SocketResult.failed(10024))
        .hasToString("SocketResult[socket=SocketHandle[value=-1], errno=WSAEMFILE (10024)]");
    assertThat(new WaitResult(-1, 6))
        .hasToString("WaitResult[returnValue=WAIT_FAILED, error=ERROR_INVALID_HANDLE (6)]");
    assertThat(new WaitResult(0x102, 0))
        .hasToString("WaitResult[returnValue=WAIT_TIMEOUT, error=0]");
  }

  @Test
  void givenTransfers_whenPrinted_thenTheyTellPendingFromDone() {
    assertThat(TransferResult.PENDING)
        .hasToString(
            "TransferResult[returnValue=-1, errno=WSA_IO_PENDING (997), bytes=0, flags=0]");
    assertThat(TransferResult.truncated(5, Winsock2.MSG_PARTIAL))
        .hasToString(
            "TransferResult[returnValue=-1, errno=WSAEMSGSIZE (10040), bytes=5,"
                + " flags=MSG_PARTIAL]");
    assertThat(TransferResult.done(-1, 0).toString()).contains("bytes=4294967295");
  }

  @Test
  void givenEvents_whenPrinted_thenEachBitHasItsName() {
    NetworkEventsResult events =
        new NetworkEventsResult(
            0, 0, Winsock2.FD_READ | Winsock2.FD_CLOSE | 0x4000, Map.of(Winsock2.FD_CLOSE, 10054));

    assertThat(events)
        .hasToString(
            "NetworkEventsResult[returnValue=0, errno=0, events=FD_READ|FD_CLOSE|0x4000,"
                + " errorCodes={FD_CLOSE=WSAECONNRESET (10054)}]");
    assertThat(new PollFd(new SocketHandle(8), PollFd.POLLIN))
        .hasToString("PollFd[fd=SocketHandle[value=8], events=POLLRDNORM|POLLRDBAND]");
    assertThat(new PollResult(1, 0, List.of(PollFd.POLLHUP, 0)))
        .hasToString("PollResult[returnValue=1, errno=0, revents=[POLLHUP, 0]]");
  }

  /** CONST-ERR-2: one number, two names; the function says which world it is of. */
  @Test
  void givenFunctionOfEachLibrary_whenItFails_thenTheErrorHasThatLibrarysName() {
    assertThat(new WinsockException("WSARecv", 6)).hasMessageContaining("WSA_INVALID_HANDLE (6)");
    assertThat(new WinsockException("recv", 995))
        .hasMessageContaining("WSA_OPERATION_ABORTED (995)");
    assertThat(new WinsockException("SetEvent", 6))
        .hasMessageStartingWith("SetEvent failed: ERROR_INVALID_HANDLE (6): ");
    assertThat(new WinsockException("AcceptEx", 10022)).hasMessageContaining("WSAEINVAL (10022)");
    assertThat(new WinsockException("WSARecv", 735))
        .hasMessageContaining("ERROR_ABANDONED_WAIT_0 (735)");
  }

  @Test
  void givenReason_whenThrown_thenItStandsInPlaceOfTheGeneralMeaning() {
    WinsockException thrown = new WinsockException("bind", 10022, "the reason");

    assertThat(thrown).hasMessage("bind failed: WSAEINVAL (10022): the reason");
    assertThat(thrown.reason()).isEqualTo("the reason");
    assertThat(thrown.function()).isEqualTo("bind");
    assertThat(thrown.errno()).isEqualTo(10022);
  }
}
