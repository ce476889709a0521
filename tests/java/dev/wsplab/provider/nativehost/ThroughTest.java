package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;

/** A layer in C that passes on the table of the Java provider below it (WSP-START-9). */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class ThroughTest {
  static Winsock environment(String... layers) {
    WinsockBuilder builder =
        Winsock.builder().base(LoopbackProvider.create()).verify(Verifier.Mode.FAIL);
    for (String layer : layers) {
      builder.layer(Modules.provider(layer), Guid.random(), layer, true);
    }
    return builder.build();
  }

  static void exchange(SocketPair pair) {
    try (NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      assertThat(pair.client().send(WsaBuffers.of(out))).isEqualTo(5);
      assertThat(pair.server().recv(WsaBuffers.of(in))).isEqualTo(5);
      assertThat(in.bytes(0, 5)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }
  }

  static int told(Winsock winsock, ClientSocket socket) {
    return winsock
        .ws2_32()
        .getsockopt(socket.handle(), Winsock2.SOL_SOCKET, Winsock2.SO_DEBUG, Integer.BYTES)
        .intOrThrow("getsockopt");
  }

  @Test
  void givenLayerInC_whenDataGoThrough_thenTheyArriveAndTheLayerHasSeenThem_WSP_START_9() {
    try (Winsock winsock = environment("through");
        SocketPair pair = winsock.connectedPair()) {
      exchange(pair);
      exchange(pair);

      int told = told(winsock, pair.client());
      assertThat(told % 1000).as("sends that the layer has counted").isEqualTo(2);
      assertThat(told / 1000)
          .as("entries that its constructor has found")
          .isEqualTo(winsock.catalog().entries().size());
    }
  }

  @Test
  void givenTwoEnvironments_whenEachSends_thenEachCountsItsOwn() {
    try (Winsock one = environment("through");
        Winsock other = environment("through");
        SocketPair first = one.connectedPair();
        SocketPair second = other.connectedPair()) {
      exchange(first);
      exchange(second);
      exchange(second);

      assertThat(told(one, first.client()) % 1000).isEqualTo(1);
      assertThat(told(other, second.client()) % 1000).isEqualTo(2);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // LoadLibrary is the only way there
  void givenLayerThatOpensThePathItself_whenDataGoThrough_thenTheFileLeadsToTheProviderBelow() {
    try (Winsock winsock = environment("through_dlopen", "through");
        SocketPair pair = winsock.connectedPair()) {
      exchange(pair);
      exchange(pair);

      assertThat(told(winsock, pair.client()) % 1000).isEqualTo(2);
    }
  }

  @Test
  void givenLayerInCOverAnother_whenDataGoThrough_thenBothHaveSeenThem() {
    try (Winsock winsock = environment("through", "through");
        SocketPair pair = winsock.connectedPair()) {
      exchange(pair);

      assertThat(told(winsock, pair.client()) % 1000).isEqualTo(1);
    }
  }
}
