package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The examples of docs/bases.md. */
class LoopbackTest {
  private static final int MESSAGE = 0x400;

  @Test
  void connectingToAMachineThatRefuses() {
    InetSocketAddress refusing = new InetSocketAddress("192.0.2.1", 443);
    LoopbackProvider base = LoopbackProvider.builder().refuse(Sockaddr.of(refusing)).build();
    try (Winsock winsock = Winsock.builder().base(base).build();
        ClientSocket socket = winsock.tcpSocket()) {
      assertThatThrownBy(() -> socket.connect(refusing))
          .isInstanceOfSatisfying(
              WinsockException.class, e -> assertThat(e.errno()).isEqualTo(10061));
    }
  }

  @Test
  void waitingWithSelect() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes())) {
      FdSet readable = FdSet.of(sockets.server().handle());
      assertThat(winsock.ws2_32().select(readable, null, null, new TimeVal(0, 0)).returnValue())
          .isZero();

      sockets.client().send(WsaBuffers.of(hello));

      FdSet again = FdSet.of(sockets.server().handle());
      assertThat(winsock.ws2_32().select(again, null, null, null).returnValue()).isEqualTo(1);
      assertThat(again.contains(sockets.server().handle())).isTrue();
    }
  }

  @Test
  void waitingForAMessage() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        MessageQueue window = winsock.messageQueue();
        SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes())) {
      winsock
          .ws2_32()
          .wsaAsyncSelect(sockets.server().handle(), window.hWnd(), MESSAGE, Winsock2.FD_READ)
          .orThrow("WSAAsyncSelect");

      sockets.client().send(WsaBuffers.of(hello));

      MessageQueue.Message message = window.poll().orElseThrow();
      assertThat(message.message()).isEqualTo(MESSAGE);
      assertThat(message.event()).isEqualTo(Winsock2.FD_READ);
      assertThat(message.socket()).isEqualTo(sockets.server().handle());
    }
  }
}
