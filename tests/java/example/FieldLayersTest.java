package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.field.ClientCheck;
import dev.wsplab.conformance.field.ClientReport;
import dev.wsplab.conformance.field.FieldLayer;
import dev.wsplab.junit.ConfigureWinsock;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/field-layers.md shows. */
@Timeout(120)
class FieldLayersTest {
  @Test
  void givenAClientThatReliesOnNothing_whenChecked_thenItPassesOverEveryLayer() throws Exception {
    ClientReport report = ClientCheck.of("my loop", new EchoClient()).run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
  }

  @Test
  void givenAClientThatTakesTheFirstBytesForAll_whenChecked_thenShortReadsShowIt()
      throws Exception {
    ClientReport report =
        ClientCheck.of("hasty", winsock -> HastyClient.main(winsock, new String[0])).run();
    assertThat(report.failed()).as(report.overview()).containsExactly("short-reads");
  }

  @Nested
  @WithWinsock
  class OverOneLayer {
    @ConfigureWinsock
    void install(WinsockBuilder builder) {
      FieldLayer.SHORT_READS.install(builder);
    }

    @Test
    void aReceiveGivesOneByte(Winsock winsock) {
      try (SocketPair sockets = winsock.connectedPair();
          NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
          NativeBlock room = NativeBlock.allocate(64)) {
        sockets.client().send(WsaBuffers.of(hello));
        assertThat(sockets.server().recv(WsaBuffers.of(room))).isEqualTo(1);
      }
    }
  }
}
