package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams at the idiomatic level. */
class DatagramSocketTest {
  static Stream<WinsockBuilder> bases() {
    return Stream.of(
        Winsock.builder().base(LoopbackProvider.create()),
        Winsock.builder().base(TcpProvider.loopbackOnly()));
  }

  /** WSP-RECV-7. */
  @ParameterizedTest
  @MethodSource("bases")
  void givenTwoSockets_whenADatagramIsSent_thenTheReceiverKnowsBytesAndSender(WinsockBuilder base) {
    try (Winsock winsock = base.build();
        ClientSocket receiver = winsock.udpSocket();
        ClientSocket sender = winsock.udpSocket();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64)) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      sender.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      int sent = sender.sendto(WsaBuffers.of(hello), receiver.localAddress());
      ClientSocket.Received received = receiver.recvfrom(WsaBuffers.of(room));

      assertThat(sent).isEqualTo(5);
      assertThat(received).isEqualTo(new ClientSocket.Received(5, sender.localAddress()));
      assertThat(WsaBuffers.of(room).bytes(5)).isEqualTo("hello".getBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void givenIpv6_whenADatagramIsSent_thenTheSendersAddressFits(WinsockBuilder base) {
    try (Winsock winsock = base.build();
        ClientSocket receiver = ClientSocket.udp(winsock.ws2_32(), Winsock2.AF_INET6);
        ClientSocket sender = ClientSocket.udp(winsock.ws2_32(), Winsock2.AF_INET6);
        NativeBlock one = NativeBlock.copyOf(new byte[] {7})) {
      InetSocketAddress loopback = new InetSocketAddress("::1", 0);
      receiver.bind(loopback);
      sender.bind(loopback);

      sender.sendto(WsaBuffers.of(one), receiver.localAddress());

      assertThat(receiver.recvfrom(WsaBuffers.of(one)).from()).isEqualTo(sender.localAddress());
    }
  }

  /** WSP-RECV-7: a stream names no sender, who can only be the peer. */
  @ParameterizedTest
  @MethodSource("bases")
  void givenStream_whenReceivedFrom_thenTheSenderIsThePeer(WinsockBuilder base) {
    try (Winsock winsock = base.build();
        SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64)) {
      sockets.client().send(WsaBuffers.of(hello));

      assertThat(sockets.server().recvfrom(WsaBuffers.of(room)))
          .isEqualTo(new ClientSocket.Received(5, sockets.client().localAddress()));
    }
  }

  /** WSP-RECV-3. */
  @ParameterizedTest
  @MethodSource("bases")
  void givenSmallBuffer_whenALongDatagramComes_thenItIsSaidThatItWasCut(WinsockBuilder base) {
    try (Winsock winsock = base.build();
        ClientSocket receiver = winsock.udpSocket();
        ClientSocket sender = winsock.udpSocket();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(2)) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      sender.sendto(WsaBuffers.of(hello), receiver.localAddress());

      assertThatThrownBy(() -> receiver.recvfrom(WsaBuffers.of(room)))
          .isInstanceOfSatisfying(
              WinsockException.class, e -> assertThat(e.errno()).isEqualTo(10040));
      assertThat(room.bytes(0, 2)).isEqualTo("he".getBytes());
    }
  }
}
