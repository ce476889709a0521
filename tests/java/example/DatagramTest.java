package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The example of docs/bases.md, "Datagrams". */
class DatagramTest {
  @Test
  void sendingADatagramAndAnsweringIt() {
    try (Winsock winsock = Winsock.builder().build();
        ClientSocket server = winsock.udpSocket();
        ClientSocket client = winsock.udpSocket();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(1500)) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client.sendto(WsaBuffers.of(hello), server.localAddress());
      ClientSocket.Received question = server.recvfrom(WsaBuffers.of(room));
      assertThat(WsaBuffers.of(room).bytes(question.bytes())).isEqualTo("hello".getBytes());

      server.sendto(WsaBuffers.of(hello), question.from());
      assertThat(client.recvfrom(WsaBuffers.of(room)).from()).isEqualTo(server.localAddress());
    }
  }
}
