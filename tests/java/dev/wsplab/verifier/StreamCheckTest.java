package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Pages;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import org.junit.jupiter.api.Test;

/** Which bytes count as those of a stream, and in which order (WSP-IO-11). */
class StreamCheckTest extends StreamRig {
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
  void givenPeekOrOutOfBandData_whenTheyCome_thenTheyAreBesideTheStream_WSP_IO_11() {
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
}
