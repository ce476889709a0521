package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.Test;

/** Whose socket a stream is of, and a handle value that comes again (WSP-IO-11). */
class StreamSocketsTest extends StreamRig {
  @Test
  void givenHandleOfAnotherProvider_whenThisOneReceivesOnIt_thenItIsNotJudged_WSP_IO_11() {
    ServiceProvider other = new Stub().as(ServiceProvider.class);
    for (long position : new long[] {0, WRONG}) {
      Transfer transfer = receive(SOCKET, other, WsaBuffers.of(room), 0);
      pend(transfer);
      brings(transfer, pattern, position);
    }

    assertThat(rules()).isEmpty();
  }

  /** A copy by DuplicateHandle takes bytes from a stream that nobody can tell. */
  @Test
  void givenUnknownHandle_whenSomebodyReceivesOnIt_thenNoOrderIsKnownAnyMore_WSP_IO_11() {
    receives(0);
    receive(new SocketHandle(8), origin, WsaBuffers.of(room), 0);

    receivesWrongBytes();

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenSocketThatIsSharedWithAProcess_whenItReceives_thenTheOrderIsUnknown_WSP_IO_11() {
    receives(0);
    ProtocolInfoResult answer = ProtocolInfoResult.failed(WsaError.WSAENOBUFS);
    stub.answering("wspDuplicateSocket", answer);

    assertThat(front.wspDuplicateSocket(SOCKET, 1)).isSameAs(answer);
    receivesWrongBytes();

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenSocketThatIsSharedBeforeItReceives_whenItDoes_thenTheOrderIsUnknown() {
    stub.answering("wspDuplicateSocket", ProtocolInfoResult.failed(WsaError.WSAENOBUFS));

    front.wspDuplicateSocket(SOCKET, 1);
    receives(0);
    receivesWrongBytes();

    assertThat(rules()).isEmpty();
  }

  // ---- a handle value that comes again

  private static ProtocolInfo entry(int type) {
    return ProtocolInfo.builder().socketType(type).build();
  }

  private void makeAgain(int type, ProtocolInfo entry) {
    stub.answering("wspSocket", SocketResult.of(SOCKET));
    assertThat(front.wspSocket(2, type, 0, entry, 0, 0).socket()).isEqualTo(SOCKET);
  }

  @Test
  void givenSocketThatIsMadeAnew_whenItsStreamBegins_thenTheOldOneIsForgotten_WSP_IO_11() {
    receives(0);
    makeAgain(Winsock2.SOCK_STREAM, entry(Winsock2.SOCK_DGRAM));
    receivesWrongBytes();
    assertThat(rules()).as("other data of another stream").isEmpty();

    makeAgain(Winsock2.SOCK_STREAM, entry(Winsock2.SOCK_DGRAM));
    receives(0);
    receivesWrongBytes();
    assertThat(rules()).as("type 1 asked for").containsExactly("WSP-IO-11");
  }

  /** WSP-SOCKET-3: without a type the entry says it. */
  @Test
  void givenSocketOfMessages_whenTheyComeInAnyOrder_thenItIsNoStream_WSP_IO_11() {
    makeAgain(0, entry(Winsock2.SOCK_DGRAM));
    receives(0);
    receivesWrongBytes();
    makeAgain(Winsock2.SOCK_DGRAM, entry(Winsock2.SOCK_STREAM));
    receives(0);
    receivesWrongBytes();
    assertThat(rules()).isEmpty();

    makeAgain(0, entry(Winsock2.SOCK_STREAM));
    receives(0);
    receivesWrongBytes();
    assertThat(rules()).as("a stream under the same value").containsExactly("WSP-IO-11");
  }

  @Test
  void givenAcceptedSocket_whenItsValueWasADatagramSockets_thenItIsAStreamOfItsOwn_WSP_IO_11() {
    makeAgain(Winsock2.SOCK_DGRAM, entry(Winsock2.SOCK_DGRAM));
    stub.answering("wspAccept", AcceptResult.of(SOCKET, null));

    assertThat(front.wspAccept(new SocketHandle(8), null, 0).socket()).isEqualTo(SOCKET);
    receives(0);
    assertThat(rules()).isEmpty();
    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  /** A layer that hands on what the one below has made is not its maker. */
  @Test
  void givenSocketOfTheOneBelow_whenALayerHandsItOn_thenItsStreamGoesOn_WSP_IO_11() {
    receives(0);
    Stub layer =
        new Stub()
            .answering("wspSocket", SocketResult.of(SOCKET))
            .answering("wspAccept", AcceptResult.of(SOCKET, null));
    ServiceProvider above =
        check.intercept(Guid.random(), "layer", layer.as(ServiceProvider.class));
    above.wspSocket(2, Winsock2.SOCK_DGRAM, 0, entry(Winsock2.SOCK_DGRAM), 0, 0);
    above.wspAccept(SOCKET, null, 0);

    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenNoSocket_whenMakingOneFails_thenTheOthersGoOn() {
    receives(0);
    stub.answering("wspSocket", SocketResult.failed(WsaError.WSAENOBUFS))
        .answering("wspAccept", AcceptResult.failed(WsaError.WSAEWOULDBLOCK));
    front.wspSocket(2, Winsock2.SOCK_DGRAM, 0, entry(Winsock2.SOCK_DGRAM), 0, 0);
    front.wspAccept(SOCKET, null, 0);

    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenClosedSocket_whenTheCloseSucceeds_thenItsStreamIsForgotten_WSP_IO_11() {
    receives(0);
    stub.answering("wspCloseSocket", CallResult.OK);

    assertThat(front.wspCloseSocket(SOCKET)).isSameAs(CallResult.OK);
    receivesWrongBytes();
    assertThat(rules()).as("other data of another stream").isEmpty();
    front.wspCloseSocket(SOCKET);
    receives(0);
    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenOpenSocket_whenItsCloseFails_thenItsStreamGoesOn_WSP_IO_11() {
    receives(0);
    CallResult refused = CallResult.failed(WsaError.WSAEWOULDBLOCK);
    stub.answering("wspCloseSocket", refused);

    assertThat(front.wspCloseSocket(SOCKET)).isSameAs(refused);
    assertThat(front.wspCloseSocket(new SocketHandle(8))).isSameAs(refused);
    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }
}
