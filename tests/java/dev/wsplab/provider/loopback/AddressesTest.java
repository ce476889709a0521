package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final int IPV6_LEVEL = 41;
  private static final int IPV6_V6ONLY = 27;

  private final TcpWorld world = new TcpWorld(Base.LOOPBACK);

  @AfterEach
  void close() {
    world.close();
  }

  private static Sockaddr address(String host, int port) {
    return Sockaddr.of(new InetSocketAddress(host, port));
  }

  private SocketHandle listenerAt(int family, Sockaddr name) {
    SocketHandle s = world.socket(family);
    world.ws2.bind(s, name).orThrow("bind");
    world.ws2.listen(s, 2).orThrow("listen");
    return s;
  }

  @Test
  void givenPortsThatNobodyChose_whenBound_thenTheyCountUpAndNoneIsTakenTwice() {
    world.ws2.bind(world.socket(), address("127.0.0.1", 49153)).orThrow("bind");

    assertThat(world.nameOf(world.bound()).port()).isEqualTo(49152);
    assertThat(world.nameOf(world.bound()).port()).isEqualTo(49154);
  }

  @Test
  void givenTwoEnvironments_whenBoundToTheSamePort_thenTheyDoNotMeet() {
    try (TcpWorld other = new TcpWorld(Base.LOOPBACK)) {
      SocketHandle listener = world.listener();
      assertThat(world.nameOf(listener)).isEqualTo(other.nameOf(other.bound()));

      assertThat(other.ws2.connect(other.socket(), world.nameOf(listener)).errno())
          .isEqualTo(WsaError.WSAECONNREFUSED.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3"})
  void givenWildcardListener_whenConnected_thenTheNamesAreTheTarget(String host) {
    SocketHandle listener = listenerAt(Winsock2.AF_INET, address("0.0.0.0", 80));
    SocketHandle client = world.socket();

    world.ws2.connect(client, address(host, 80)).orThrow("connect");

    SocketHandle server = world.accept(listener);
    assertThat(world.nameOf(listener)).isEqualTo(address("0.0.0.0", 80));
    assertThat(world.nameOf(server)).isEqualTo(address(host, 80));
    assertThat(world.ws2.getpeername(server).address()).isEqualTo(world.nameOf(client));
  }

  @Test
  void givenWildcardAndItsOwnListener_whenConnected_thenTheOneBoundToTheAddressTakesIt() {
    SocketHandle any = listenerAt(Winsock2.AF_INET, address("0.0.0.0", 80));
    SocketHandle one = listenerAt(Winsock2.AF_INET, address("127.0.0.1", 80));
    world.nonBlocking(any);

    world.ws2.connect(world.socket(), address("127.0.0.1", 80)).orThrow("connect");

    assertThat(world.ws2.accept(any).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(world.ws2.accept(one).succeeded()).isTrue();
  }

  @Test
  void givenIpv6WildcardForBothFamilies_whenConnectedByIpv4_thenTheAddressIsMapped() {
    SocketHandle listener = world.socket(Winsock2.AF_INET6);
    world
        .ws2
        .setsockopt(listener, IPV6_LEVEL, IPV6_V6ONLY, TcpWorld.bytes(0))
        .orThrow("setsockopt");
    world.ws2.bind(listener, address("::", 80)).orThrow("bind");
    world.ws2.listen(listener, 2).orThrow("listen");
    SocketHandle client = world.socket();

    world.ws2.connect(client, address("127.0.0.1", 80)).orThrow("connect");

    AcceptResult accepted = world.ws2.accept(listener);
    byte[] name = accepted.address().bytes();
    assertThat(accepted.address().family()).isEqualTo(Winsock2.AF_INET6);
    assertThat(accepted.address().port()).isEqualTo(world.nameOf(client).port());
    assertThat(name).endsWith(-1, -1, 127, 0, 0, 1, 0, 0, 0, 0);
    world.send(client, "both");
    assertThat(world.receive(accepted.socket(), 4)).isEqualTo("both");
  }

  @Test
  void givenIpv6Only_whenConnectedByIpv4_thenRefused() {
    listenerAt(Winsock2.AF_INET6, address("::", 80));

    assertThat(world.ws2.connect(world.socket(), address("127.0.0.1", 80)).errno())
        .isEqualTo(WsaError.WSAECONNREFUSED.code());
  }

  @Test
  void givenFullBacklog_whenConnected_thenRefusedUntilOneIsAccepted() {
    SocketHandle listener = listenerAt(Winsock2.AF_INET, address("127.0.0.1", 80));
    for (int i = 0; i < 2; i++) {
      world.ws2.connect(world.socket(), address("127.0.0.1", 80)).orThrow("connect");
    }
    SocketHandle third = world.socket();

    assertThat(world.ws2.connect(third, address("127.0.0.1", 80)).errno())
        .isEqualTo(WsaError.WSAECONNREFUSED.code());
    world.accept(listener);

    assertThat(world.ws2.connect(third, address("127.0.0.1", 80)).succeeded()).isTrue();
  }

  @Test
  void givenOtherAddress_whenBound_thenNotAvailable() {
    assertThat(world.ws2.bind(world.socket(), address("192.0.2.1", 0)).errno())
        .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
  }

  /** The table of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", for one user. */
  @ParameterizedTest
  @CsvSource({
    "default, 0.0.0.0, default, 0.0.0.0, WSAEADDRINUSE",
    "default, 0.0.0.0, default, 127.0.0.1, ",
    "default, 0.0.0.0, reuse, 0.0.0.0, WSAEACCES",
    "default, 127.0.0.1, default, 0.0.0.0, ",
    "default, 127.0.0.1, default, 127.0.0.1, WSAEADDRINUSE",
    "default, 127.0.0.1, default, 127.0.0.2, ",
    "default, 127.0.0.1, reuse, 127.0.0.1, WSAEACCES",
    "default, 127.0.0.1, exclusive, 0.0.0.0, WSAEADDRINUSE",
    "reuse, 0.0.0.0, reuse, 0.0.0.0, ",
    "reuse, 0.0.0.0, default, 0.0.0.0, WSAEADDRINUSE",
    "reuse, 127.0.0.1, reuse, 127.0.0.1, ",
    "reuse, 127.0.0.1, exclusive, 127.0.0.1, WSAEADDRINUSE",
    "exclusive, 0.0.0.0, default, 127.0.0.1, WSAEACCES",
    "exclusive, 0.0.0.0, reuse, 0.0.0.0, WSAEACCES",
    "exclusive, 0.0.0.0, exclusive, 0.0.0.0, WSAEADDRINUSE",
    "exclusive, 127.0.0.1, default, 0.0.0.0, ",
    "exclusive, 127.0.0.1, reuse, 127.0.0.1, WSAEACCES",
  })
  void givenBoundSocket_whenAnotherIsBound_thenTheTablesAnswer(
      String first, String firstHost, String second, String secondHost, WsaError error) {
    world.ws2.bind(socket(first), address(firstHost, 80)).orThrow("bind");

    int got = world.ws2.bind(socket(second), address(secondHost, 80)).errno();

    assertThat(got).isEqualTo(error == null ? 0 : error.code());
  }

  private SocketHandle socket(String kind) {
    SocketHandle s = world.socket();
    if (kind.equals("reuse")) {
      world.set(s, Winsock2.SO_REUSEADDR, 1);
    } else if (kind.equals("exclusive")) {
      world.set(s, Winsock2.SO_EXCLUSIVEADDRUSE, 1);
    }
    return s;
  }

  @Test
  void givenSharedAddress_whenConnectedToTheSameTarget_thenInUseUntilTheFirstIsClosed() {
    listenerAt(Winsock2.AF_INET, address("127.0.0.1", 80));
    SocketHandle first = socket("reuse");
    SocketHandle second = socket("reuse");
    world.ws2.bind(first, address("127.0.0.1", 5000)).orThrow("bind");
    world.ws2.bind(second, address("127.0.0.1", 5000)).orThrow("bind");
    world.ws2.connect(first, address("127.0.0.1", 80)).orThrow("connect");

    assertThat(world.ws2.connect(second, address("127.0.0.1", 80)).errno())
        .isEqualTo(WsaError.WSAEADDRINUSE.code());
    world.ws2.closesocket(first).orThrow("closesocket");

    assertThat(world.ws2.connect(second, address("127.0.0.1", 80)).succeeded()).isTrue();
  }

  @Test
  void givenBothFamiliesOnOneWildcard_whenIpv4Binds_thenInUse() {
    SocketHandle both = world.socket(Winsock2.AF_INET6);
    world.ws2.setsockopt(both, IPV6_LEVEL, IPV6_V6ONLY, TcpWorld.bytes(0)).orThrow("setsockopt");
    world.ws2.bind(both, address("::", 80)).orThrow("bind");
    world.ws2.bind(world.socket(Winsock2.AF_INET6), address("::", 81)).orThrow("bind");

    assertThat(world.ws2.bind(world.socket(), address("0.0.0.0", 80)).errno())
        .isEqualTo(WsaError.WSAEADDRINUSE.code());
    assertThat(world.ws2.bind(world.socket(), address("0.0.0.0", 81)).succeeded()).isTrue();
  }
}
