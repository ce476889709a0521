package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which bytes count as those of a stream, and whose order can be known (WSP-IO-11). */
class StreamCheckTest {
  private static final int PIECE = 32;
  private static final long WRONG = 10 * PIECE;
  private static final SocketHandle SOCKET = new SocketHandle(4);

  private final Violations violations = new Violations();
  private final HandleBook book = new HandleBook();
  private final StreamCheck check = new StreamCheck(new CallFindings(violations), book);
  private final Stub stub = new Stub();
  private final ServiceProvider origin = stub.as(ServiceProvider.class);
  private final ServiceProvider front = check.intercept(Guid.random(), "provider", origin);
  private final NativeBlock room = NativeBlock.allocate(2 * PIECE);
  private final StreamPattern pattern = new StreamPattern(5);

  @BeforeEach
  void make() {
    book.made(SOCKET, HandleBook.Kind.OWN, origin, SOCKET);
  }

  @AfterEach
  void close() {
    room.close();
  }

  private Transfer receive(SocketHandle s, ServiceProvider by, WsaBuffers buffers, int flags) {
    Transfer transfer =
        new Transfer(
            "provider", by, WspFunction.WSP_RECV, s, flags, null, false, buffers.capture(), null);
    check.starting(transfer);
    return transfer;
  }

  private Transfer receive() {
    return receive(SOCKET, origin, WsaBuffers.of(room), 0);
  }

  private void pend(Transfer transfer) {
    check.returned(transfer, TransferResult.PENDING);
  }

  private void write(byte[] data) {
    Kernel.get().memory().write(data, 0, data.length, room.address());
  }

  /** It has finished with a piece of the stream. */
  private void brings(Transfer transfer, StreamPattern stream, long position) {
    write(stream.bytes(position, PIECE));
    check.finished(transfer, 0, PIECE);
  }

  private void receives(long position) {
    Transfer transfer = receive();
    pend(transfer);
    brings(transfer, pattern, position);
  }

  /** Bytes that belong elsewhere in the stream; those of its beginning would be a new one. */
  private void receivesWrongBytes() {
    receives(WRONG);
  }

  private List<String> rules() {
    return violations.all().stream().map(Violation::rule).toList();
  }

  @Test
  void givenStream_whenItComesInOrder_thenNothingIsFoundAndOnceItDoesNotItIs_WSP_IO_11() {
    receives(0);
    receives(PIECE);
    assertThat(rules()).isEmpty();

    receives(PIECE);
    receivesWrongBytes();

    assertThat(rules()).as("once").containsExactly("WSP-IO-11");
    assertThat(violations.all().get(0).expected())
        .isEqualTo("WSPRecv on socket 4: the bytes of position 64 of the stream");
    assertThat(violations.all().get(0).seen()).isEqualTo("the bytes of position 32, 32 bytes back");
  }

  /** The oldest receive gets the first bytes, in whatever order the receives finish. */
  @Test
  void givenTwoReceives_whenTheSecondFinishesFirst_thenTheOrderOfPostingCounts_WSP_IO_11() {
    Transfer first = receive();
    pend(first);
    Transfer second = receive();
    pend(second);

    brings(second, pattern, PIECE);
    assertThat(rules()).as("what comes before is not known").isEmpty();
    brings(first, pattern, 0);
    assertThat(rules()).isEmpty();
    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenReceiveThatFails_whenALaterOneFinishes_thenItIsNotWaitedFor_WSP_IO_11() {
    receives(0);
    Transfer failed = receive();
    check.returned(failed, TransferResult.failed(WsaError.WSAENOBUFS));
    check.failed(failed);

    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenTwoPendingReceives_whenAThirdFails_thenTheOthersStillCount_WSP_IO_11() {
    Transfer first = receive();
    pend(first);
    Transfer failed = receive();
    check.failed(failed);

    brings(first, pattern, 0);
    receivesWrongBytes();

    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  /** An aborted receive brings nothing, whatever its buffers hold. */
  @Test
  void givenReceiveThatEndsWithAnError_whenTheStreamGoesOn_thenNothingIsFound_WSP_IO_11() {
    receives(0);
    Transfer aborted = receive();
    pend(aborted);
    check.finished(aborted, WsaError.WSA_OPERATION_ABORTED.code(), PIECE);

    receives(PIECE);

    assertThat(rules()).isEmpty();
  }

  /** Nobody knows which of two was the first. */
  @Test
  void givenTwoReceivesAtTheSameMoment_whenTheyFinish_thenTheirOrderIsNotJudged_WSP_IO_11() {
    receives(0);
    Transfer one = receive();
    Transfer two = receive();
    pend(one);
    pend(two);

    brings(one, pattern, 2 * PIECE);
    brings(two, pattern, PIECE);
    receivesWrongBytes();

    assertThat(rules()).isEmpty();
  }

  /** The return of one call says nothing of another. */
  @Test
  void givenReceiveInItsCall_whenAnotherOnesCallReturns_thenItIsInItsCallStill_WSP_IO_11() {
    receives(0);
    Transfer before = receive();
    pend(before);
    Transfer inItsCall = receive();
    pend(before);
    Transfer atTheSameMoment = receive();
    pend(inItsCall);
    pend(atTheSameMoment);

    brings(before, pattern, WRONG);

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenPeekOrOutOfBandData_whenTheyCome_thenTheyAreBesideTheStream_WSP_RECV_1() {
    receives(0);
    for (int flags : new int[] {Winsock2.MSG_PEEK, Winsock2.MSG_OOB}) {
      Transfer beside = receive(SOCKET, origin, WsaBuffers.of(room), flags);
      pend(beside);
      brings(beside, pattern, WRONG);
    }
    receives(PIECE);
    assertThat(rules()).isEmpty();

    receivesWrongBytes();
    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenSends_whenTheyFinish_thenTheyAreNotReceives() {
    receives(0);
    Transfer sent =
        new Transfer(
            "provider",
            origin,
            WspFunction.WSP_SEND,
            SOCKET,
            0,
            null,
            false,
            WsaBuffers.of(room).capture(),
            null);
    check.starting(sent);
    pend(sent);
    brings(sent, pattern, WRONG);

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenBuffersInPieces_whenOnlyAPartIsFilled_thenNoMoreIsRead_WSP_IO_11() {
    WsaBuffers pieces =
        WsaBuffers.of(new long[] {room.address(), room.address() + 20}, new int[] {20, 44}, room);
    Transfer transfer = receive(SOCKET, origin, pieces, 0);
    pend(transfer);
    brings(transfer, pattern, 0);
    Transfer small = receive(SOCKET, origin, pieces, 0);
    pend(small);
    write(pattern.bytes(PIECE, 20));
    check.finished(small, 0, 20);
    receives(PIECE + 20);
    assertThat(rules()).isEmpty();

    receivesWrongBytes();
    assertThat(rules()).containsExactly("WSP-IO-11");
  }

  @Test
  void givenBufferThatTheClientHasFreed_whenItsReceiveFinishes_thenTheOrderIsUnknown_WSP_IO_11() {
    receives(0);
    long page = Pages.map(1);
    try {
      Transfer freed = receive(SOCKET, origin, WsaBuffers.of(page, PIECE), 0);
      pend(freed);
      Pages.makeInaccessible(page);
      check.finished(freed, 0, PIECE);
    } finally {
      Pages.unmap(page);
    }

    receivesWrongBytes();

    assertThat(rules()).isEmpty();
  }

  // ---- whose socket it is

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
  void givenSocketThatIsSharedWithAProcess_whenItReceives_thenTheOrderIsUnknown_WSP_DUP_1() {
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
