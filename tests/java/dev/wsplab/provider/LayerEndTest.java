package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerEndTest {
  /** The worker of a layer above may have taken a packet just before. */
  @ParameterizedTest
  @EnumSource
  void givenLayerThatHasEnded_whenAskedForAResult_thenItIsAnError_WIN_H7(LayerForm form) {
    CountingLayer layer = new CountingLayer(form);
    Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).layer(layer).build();
    SocketHandle s = winsock.tcpSocket().handle();
    winsock.close();

    try (OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      assertThat(layer.wspGetOverlappedResult(s, structures.overlapped(), false).errno())
          .isEqualTo(WsaError.WSAENOTSOCK.code());
    }
  }
}
