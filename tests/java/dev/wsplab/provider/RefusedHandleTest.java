package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WsaError;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.verifier.Verifier;
import org.junit.jupiter.api.Test;

/** An IFS layer whose {@code WPUModifyIFSHandle} fails. */
class RefusedHandleTest {
  /** WPU-IFS-2, WPU-CREATE-4: the catalog promises system handles, so it makes none of its own. */
  @Test
  void givenSystemHandleThatCannotBeCaptured_whenASocketIsMade_thenItFailsAndNothingStaysOpen() {
    CountingLayer layer = new CountingLayer(LayerForm.IFS);
    FaultPlan plan =
        FaultPlan.seeded(1)
            .upcallsOf("java:" + CountingLayer.class.getName())
            .failNth(WpuFunction.WPU_MODIFY_IFS_HANDLE, 1, WsaError.WSAEINVAL)
            .build();
    try (Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(layer)
            .intercept(plan)
            .verify(Verifier.Mode.FAIL)
            .build()) {
      Ws2_32 ws2 = winsock.ws2_32();
      int before = winsock.openHandles();

      SocketResult refused = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);

      assertThat(refused).isEqualTo(SocketResult.failed(WsaError.WSAEINVAL));
      assertThat(plan.count()).isEqualTo(1);
      assertThat(winsock.openHandles()).isEqualTo(before);
      SocketResult next = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);
      ws2.closesocket(next.orThrow("WSASocket")).orThrow("closesocket");
    }
  }
}
