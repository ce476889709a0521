package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DEC-6: what a strict base says of a structure on a socket without the overlapped attribute. */
class StrictTest {
  private record Strict(NetworkProvider provider, List<ProtocolInfo> entries) {}

  static Stream<Strict> bases() {
    TcpProvider tcp = TcpProvider.loopbackOnly().strict();
    TcpProvider nonIfs = tcp.nonIfs();
    LoopbackProvider loopback = LoopbackProvider.builder().strict().build();
    return Stream.of(
        new Strict(tcp, tcp.entries()),
        new Strict(nonIfs, nonIfs.entries()),
        new Strict(loopback, loopback.entries()));
  }

  @ParameterizedTest
  @MethodSource("bases")
  void givenSocketWithoutTheAttribute_whenGivenAStructure_thenInvalidAndItIsUntouched(Strict base) {
    try (TcpWorld world = new TcpWorld(base.provider(), base.entries())) {
      Pair pair = world.connected(world.socketWithoutOverlapped());
      SocketHandle s = pair.client();
      Overlapped overlapped = world.overlapped();
      overlapped.publish(4711, 0);
      NativeBlock room = world.block(8);
      TransferResult invalid = TransferResult.failed(WsaError.WSAEINVAL);
      world.send(pair.server(), "x");

      assertThat(world.ws2.wsaRecv(s, WsaBuffers.of(room), 0, overlapped, null)).isEqualTo(invalid);
      assertThat(world.ws2.wsaSend(s, WsaBuffers.of(room), 0, overlapped, null)).isEqualTo(invalid);
      assertThat(
              world.ws2.wsaIoctl(s, Winsock2.FIONREAD, 0, 0, room.address(), 4, overlapped, null))
          .isEqualTo(invalid);
      assertThat(overlapped.internalHigh()).isEqualTo(4711);
      assertThat(world.receive(s, 1)).as("without a structure").isEqualTo("x");
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void givenSocketWithoutTheAttribute_whenAnExtensionGetsAStructure_thenInvalidAndUntouched_DEC_6(
      Strict base) {
    try (TcpWorld world = new TcpWorld(base.provider(), base.entries())) {
      Extensions extensions = world.ws2.extensions();
      Pair pair = world.connected(world.socketWithoutOverlapped());
      SocketHandle s = pair.client();
      NativeBlock room = world.block(128);
      List<TransmitElement> one = List.of(new TransmitElement.Memory(room.address(), 1));
      Overlapped overlapped = world.overlapped();
      overlapped.publish(4711, 0);

      invalid(extensions.transmitPackets(s, one, room, overlapped, 0));
      invalid(extensions.transmitFile(s, null, 0, overlapped, WsaBuffers.of(room), null, 0));
      invalid(extensions.disconnectEx(s, overlapped, 0));
      SocketHandle unconnected = world.socketWithoutOverlapped();
      world.ws2.bind(unconnected, TcpWorld.loopback(Winsock2.AF_INET, 0)).orThrow("bind");
      Sockaddr listener = world.nameOf(world.listener());
      invalid(extensions.connectEx(unconnected, listener, null, overlapped));
      SocketHandle plain = world.socketWithoutOverlapped();
      world.ws2.bind(plain, TcpWorld.loopback(Winsock2.AF_INET, 0)).orThrow("bind");
      world.ws2.listen(plain, 1).orThrow("listen");
      invalid(extensions.acceptEx(plain, world.socket(), room, 0, 32, 32, overlapped));

      assertThat(overlapped.internalHigh()).as("the structure").isEqualTo(4711);
      assertThat(overlapped.isPending()).isFalse();
      assertThat(extensions.transmitPackets(s, one, room, null, 0))
          .as("without a structure")
          .isEqualTo(Result.done(1));
      world.receive(pair.server(), 1);
      world.ws2.connect(unconnected, listener).orThrow("connect: ConnectEx has begun nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void givenDatagramSocketWithoutTheAttribute_whenAMessageGetsAStructure_thenInvalid_DEC_6(
      Strict base) {
    try (TcpWorld world = new TcpWorld(base.provider(), base.entries())) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle s =
          world
              .ws2
              .wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP, null, 0, 0)
              .orThrow("WSASocket");
      SocketHandle receiver = udp.bound();
      world.ws2.connect(s, world.nameOf(receiver)).orThrow("connect");
      DatagramWorld.Message message = udp.message("x", world.nameOf(receiver));
      DatagramWorld.Message room = udp.room(8, 0);
      Overlapped overlapped = world.overlapped();
      overlapped.publish(4711, 0);
      TransferResult invalid = TransferResult.failed(WsaError.WSAEINVAL);
      Extensions extensions = world.ws2.extensions();

      assertThat(extensions.wsaSendMsg(s, message.view, message, 0, overlapped, null))
          .isEqualTo(invalid);
      assertThat(world.ws2.wsaSendMsg(s, message.view, message, 0, overlapped, null))
          .isEqualTo(invalid);
      assertThat(extensions.wsaRecvMsg(s, room.view, room, overlapped, null)).isEqualTo(invalid);
      assertThat(overlapped.internalHigh()).isEqualTo(4711);
      assertThat(udp.isEmpty(receiver)).as("nothing was sent").isTrue();
    }
  }

  private static void invalid(Result result) {
    assertThat(result).isEqualTo(Result.failed(WsaError.WSAEINVAL));
  }
}
