package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import org.junit.jupiter.api.Test;

/** The sample layer in C that captures the base's handles, and refuses ports below 1024. */
class IfsLayerInCTest {
  private static final Sockaddr LOW_PORT = Sockaddr.loopback(80);

  private static Winsock environment() {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(Modules.provider(Modules.sample("ifs_layer_hook")), Guid.random(), "hook", true)
        .verify(Verifier.Mode.FAIL)
        .build();
  }

  private static SocketHandle boundSocket(Winsock winsock) {
    SocketHandle s =
        winsock
            .ws2_32()
            .socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP)
            .orThrow("socket");
    winsock.ws2_32().bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  /** WSP-IOCTL-4: past ws2_32, and yet through the layer. */
  @Test
  void givenAHookInConnectEx_whenAConnectionToALowPortIsAskedFor_thenTheLayerRefusesIt() {
    try (Winsock winsock = environment();
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      SocketHandle s = boundSocket(winsock);
      assertThat(winsock.ws2_32().connect(s, LOW_PORT).errno())
          .isEqualTo(WsaError.WSAEACCES.code());
      assertThat(
              winsock
                  .ws2_32()
                  .extensions()
                  .connectEx(s, LOW_PORT, null, structure.overlapped())
                  .error())
          .isEqualTo(WsaError.WSAEACCES.code());
    }
  }

  /** WPU-IFS-1, WPU-IFS-4. */
  @Test
  void givenAHookInConnectEx_whenAConnectionToAHighPortIsAskedFor_thenTheBaseMakesIt() {
    try (Winsock winsock = environment();
        SocketPair pair = winsock.connectedPair();
        NativeBlock in = NativeBlock.allocate(8);
        NativeBlock out = NativeBlock.copyOf(new byte[] {1, 2, 3})) {
      assertThat(pair.client().send(WsaBuffers.of(out))).isEqualTo(3);
      assertThat(pair.server().recv(WsaBuffers.of(in))).isEqualTo(3);
      assertThat(in.bytes(0, 3)).containsExactly(1, 2, 3);
    }
  }
}
