package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
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

  @Test
  void losingDatagrams() {
    LoopbackProvider base = LoopbackProvider.builder().datagramFaults(42, 0.5, 0).build();
    try (NativeBlock one = NativeBlock.copyOf(new byte[] {1});
        Winsock winsock = Winsock.builder().base(base).build()) {
      Ws2_32 ws2 = winsock.ws2_32();
      SocketHandle receiver =
          ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0).orThrow("socket");
      SocketHandle sender = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0).orThrow("socket");
      ws2.bind(receiver, Sockaddr.loopback(4242)).orThrow("bind");
      ws2.bind(sender, Sockaddr.loopback(4243)).orThrow("bind");
      for (int i = 0; i < 100; i++) {
        ws2.sendto(sender, WsaBuffers.of(one), 0, Sockaddr.loopback(4242)).orThrow("sendto");
      }
      int arrived = 0;
      while (ws2.select(FdSet.of(receiver), null, null, new TimeVal(0, 0)).returnValue() == 1) {
        ws2.recvfrom(receiver, WsaBuffers.of(one), 0, 0, 0).orThrow("recvfrom");
        arrived++;
      }
      assertThat(arrived).isBetween(30, 70); // the same number in every run
    }
  }
}
