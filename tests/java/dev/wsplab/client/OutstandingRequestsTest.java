package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutstandingRequestsTest {
  /** WSP-IO-19. */
  @Test
  void givenAsManyRequestsAsMayBe_whenOneMoreIsStarted_thenWouldBlockUntilOneHasEnded() {
    try (Winsock winsock =
            Winsock.builder().base(LoopbackProvider.create()).outstandingRequests(2).build();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        OverlappedBlock structures = OverlappedBlock.allocate(3);
        NativeBlock room = NativeBlock.allocate(8)) {
      Ws2_32 ws2 = winsock.ws2_32();
      port.associate(pair.server().handle(), 1);
      pair.server().startRecv(WsaBuffers.of(room), structures.overlapped(0));
      pair.server().startRecv(WsaBuffers.of(room), structures.overlapped(1));

      TransferResult refused =
          ws2.wsaRecv(
              pair.server().handle(), WsaBuffers.of(room), 0, structures.overlapped(2), null);
      ExtensionFunction.Result refusedToo =
          ws2.extensions().disconnectEx(pair.client().handle(), structures.overlapped(2), 0);

      assertThat(refused).isEqualTo(TransferResult.failed(WsaError.WSAEWOULDBLOCK));
      assertThat(refusedToo.error()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
      assertThat(structures.overlapped(2).isPending()).isFalse();
      assertThat(winsock.pendingOperations()).hasSize(2);

      pair.client().send(WsaBuffers.of(room));
      assertThat(port.take(Duration.ofSeconds(10))).isPresent();
      pair.server().startRecv(WsaBuffers.of(room), structures.overlapped(2));
      assertThat(winsock.pendingOperations()).hasSize(2);
    }
  }

  @Test
  void givenNoRequestAtAll_whenAskedFor_thenItIsRefused() {
    assertThatThrownBy(() -> Winsock.builder().outstandingRequests(0))
        .hasMessageContaining("most=0");
  }
}
