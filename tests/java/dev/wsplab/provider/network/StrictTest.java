package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.TransferResult;
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
}
