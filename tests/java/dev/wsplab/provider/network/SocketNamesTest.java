package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.BspState;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SO_BSP_STATE} (page SO_BSP_STATE). */
@ParameterizedClass
@EnumSource(Base.class)
class SocketNamesTest {
  private final TcpWorld world;
  private final DatagramWorld udp;

  SocketNamesTest(Base base) {
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private BspState state(SocketHandle s) {
    OptionResult result = world.get(s, Winsock2.SO_BSP_STATE);
    assertThat(result.returnValue()).isZero();
    return BspState.ofBytes(result.value());
  }

  private OptionResult asked(SocketHandle s, int length) {
    return world.ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_BSP_STATE, length);
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenNewSocket_whenAskedForItsState_thenWhatItIsAndNoAddresses(int family) {
    assertThat(state(world.socket(family)))
        .isEqualTo(new BspState(null, null, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP));
    assertThat(state(udp.socket(family)))
        .isEqualTo(new BspState(null, null, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP));
  }

  @Test
  void givenListener_whenAskedForItsState_thenItsOwnAddressAlone() {
    SocketHandle listener = world.listener();

    assertThat(state(listener).local()).isEqualTo(world.nameOf(listener));
    assertThat(state(listener).remote()).isNull();
  }

  @Test
  void givenConnection_whenBothAreAskedForTheirState_thenEachNamesTheOther() {
    Pair pair = world.connected();
    BspState client = state(pair.client());
    BspState server = state(pair.server());

    assertThat(client.local()).isEqualTo(world.nameOf(pair.client())).isEqualTo(server.remote());
    assertThat(client.remote()).isEqualTo(world.nameOf(pair.server())).isEqualTo(server.local());
  }

  @Test
  void givenDatagramSocketWithPeer_whenAskedForItsState_thenThePeerToo() {
    SocketHandle peer = udp.bound();
    SocketHandle s = udp.bound();
    world.ws2.connect(s, world.nameOf(peer)).orThrow("connect");

    assertThat(state(s).local()).isEqualTo(world.nameOf(s));
    assertThat(state(s).remote()).isEqualTo(world.nameOf(peer));
  }

  @Test
  void givenTooLittleRoom_whenAskedForTheState_thenFaultAndExactlyEnoughIsEnough() {
    SocketHandle s = world.socket();
    Pair pair = world.connected();
    int whole = state(pair.client()).toBytes().length;

    assertThat(asked(s, BspState.SIZE - 1).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(asked(s, BspState.SIZE).value()).hasSize(BspState.SIZE);
    assertThat(asked(pair.client(), whole - 1).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(asked(pair.client(), whole).value()).hasSize(whole);
  }

  @Test
  void givenState_whenItIsSet_thenNoSuchOptionToSet() {
    assertThat(
            world
                .ws2
                .setsockopt(
                    world.socket(),
                    Winsock2.SOL_SOCKET,
                    Winsock2.SO_BSP_STATE,
                    new byte[BspState.SIZE])
                .errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
  }
}
