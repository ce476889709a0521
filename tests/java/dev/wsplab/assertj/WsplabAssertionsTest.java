package dev.wsplab.assertj;

import static dev.wsplab.assertj.WsplabAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.ConfigureWinsock;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each assertion passes where it should, and fails with what was found where it should not. */
@WithWinsock(base = Base.LOOPBACK)
class WsplabAssertionsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void givenStructure_whenItsOperationRuns_thenItIsPendingAndThenSucceededWithItsBytes(
      Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock room = NativeBlock.allocate(16);
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      Overlapped overlapped = structures.overlapped();
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), overlapped);

      assertThat(overlapped).isPending().hasStatus(0x103);
      assertThat(winsock).hasPendingOperations(1);
      assertThatThrownBy(() -> assertThat(overlapped).hasSucceeded())
          .hasMessageContaining("Expected a structure that is SUCCEEDED, but it was:")
          .hasMessageContaining("PENDING Internal=00000103");
      assertThatThrownBy(() -> assertThat(overlapped).isNotPending())
          .hasMessageContaining("PENDING Internal=00000103");
      assertThatThrownBy(() -> assertThat(winsock).hasNothingPending())
          .hasMessageContaining("found 1:")
          .hasMessageContaining("#1 WSARecv");

      sockets.client().send(WsaBuffers.of(hello));

      assertThatThrownBy(() -> assertThat(winsock).hasNothingPending())
          .hasMessageContaining("Expected every completion to be taken");
      assertThat(port.take(SOON).orElseThrow())
          .isPacket()
          .isSuccess()
          .hasBytes(5)
          .hasKey(42)
          .isFor(overlapped);
      assertThat(overlapped).isNotPending().hasSucceeded().hasBytes(5).hasStatus(0);
      assertThat(winsock).hasNothingPending().hasNoViolations();
    }
  }

  @Test
  void givenStructure_whenAFieldDiffers_thenTheMessageNamesIt() {
    try (OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      Overlapped overlapped = structures.overlapped();
      overlapped.storeResult(10054, 7);
      overlapped.publish(3, 0xC000020D);

      assertThat(overlapped).hasFailed().hasOffset(7).hasOffsetHigh(10054).hasBytes(3);
      assertThatThrownBy(() -> assertThat(overlapped).hasBytes(4))
          .hasMessageContaining("Expected InternalHigh, the bytes, to be 4");
      assertThatThrownBy(() -> assertThat(overlapped).hasOffset(8))
          .hasMessageContaining("Expected Offset to be 8");
      assertThatThrownBy(() -> assertThat(overlapped).hasOffsetHigh(8))
          .hasMessageContaining("Expected OffsetHigh to be 8");
      assertThatThrownBy(() -> assertThat(overlapped).hasStatus(0))
          .hasMessageContaining("Expected the status 0x00000000");
      assertThatThrownBy(() -> assertThat(overlapped).isPending())
          .hasMessageContaining("is PENDING, but it was:");
    }
  }

  @Test
  void givenAddressWithoutMemory_whenAsserted_thenTheAssertionFails() {
    assertThatThrownBy(() -> assertThat(Overlapped.at(8)).isPending())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void givenPackets_whenSomethingElseIsExpected_thenTheMessageShowsThePacket() {
    QueuedCompletion nothing = new QueuedCompletion(false, 258, 0, 0, 0, 0, false);
    QueuedCompletion failed = new QueuedCompletion(false, 64, 1, 16, 2, 0xC000020D, true);

    assertThat(nothing).isNothingBecauseOf(258);
    assertThat(failed).isPacket().isFailure(64);
    assertThatThrownBy(() -> assertThat(nothing).isPacket())
        .hasMessageContaining("nothing taken: WAIT_TIMEOUT (258)");
    assertThatThrownBy(() -> assertThat(failed).isNothingBecauseOf(735))
        .hasMessageContaining("ERROR_ABANDONED_WAIT_0 (735)");
    assertThatThrownBy(() -> assertThat(failed).isSuccess())
        .hasMessageContaining("ERROR_NETNAME_DELETED (64)");
    assertThatThrownBy(() -> assertThat(failed).isFailure(995))
        .hasMessageContaining("ERROR_OPERATION_ABORTED (995)");
    assertThatThrownBy(() -> assertThat(failed).hasBytes(3)).hasMessageContaining("with 3 bytes");
    assertThatThrownBy(() -> assertThat(failed).hasKey(2)).hasMessageContaining("the key 0x2");
    assertThatThrownBy(() -> assertThat(failed).isFor(Overlapped.at(32)))
        .hasMessageContaining("packet of Overlapped[0x20]");
  }

  @Test
  void givenViolation_whenSomethingElseIsExpected_thenTheMessageHasItsReport() {
    Violation violation =
        new Violation(
            "WPU-COMPLETE-18", "layer", "completed twice", "1", "2", "call it once", List.of());

    assertThat(violation).isOf("WPU-COMPLETE-18").isBy("layer").reports("call it once");
    assertThatThrownBy(() -> assertThat(violation).isOf("WSP-IO-1"))
        .hasMessageContaining("Expected a violation of WSP-IO-1")
        .hasMessageContaining("WPU-COMPLETE-18: completed twice (layer)");
    assertThatThrownBy(() -> assertThat(violation).isBy("base"))
        .hasMessageContaining("Expected a violation by \"base\"");
    assertThatThrownBy(() -> assertThat(violation).reports("twice as much"))
        .hasMessageContaining("twice as much");
  }

  @ConfigureWinsock
  void reportOnly(WinsockBuilder builder) {
    builder.verify(Verifier.Mode.REPORT);
  }

  @Test
  void givenNoViolation_whenOneIsExpected_thenTheAssertionFails(Winsock winsock) {
    assertThat(winsock).hasViolations();
    assertThatThrownBy(() -> assertThat(winsock).hasViolations("WSP-IO-1"))
        .hasMessageContaining("Expected violations of [WSP-IO-1], but found 0");
    assertThatThrownBy(() -> assertThat(winsock).hasViolationOf("WSP-IO-1"))
        .hasMessageContaining("Expected a violation of WSP-IO-1, but found 0");
    assertThatThrownBy(() -> assertThat(winsock).hasPendingOperations(1))
        .hasMessageContaining("Expected 1 pending operations, but found 0");
    assertThat(winsock.recorder().told()).isZero();
  }
}
