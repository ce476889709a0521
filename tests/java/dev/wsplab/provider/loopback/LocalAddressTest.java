package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a socket in memory holds of the ports, and when it gives that back. */
class LocalAddressTest {
  private static final Endpoint HERE = Endpoint.of(Sockaddr.loopback(0));
  private static final int PORTS = 65535 - 49152 + 1;

  private final MemoryNetwork network =
      new MemoryNetwork(
          Kernel.get().memory(), new ConnectionFailures(), new DatagramFaults(0, 0, 0));
  private final MemorySocket owner = new MemorySocket(network, Winsock2.AF_INET);
  private final MemoryOptions options = new MemoryOptions();

  private LocalAddress address() {
    return new LocalAddress(network.ports(), Winsock2.AF_INET);
  }

  private int bind(LocalAddress address, Endpoint to) {
    return address.bind(owner, options, to, false, false);
  }

  private List<LocalAddress> allPorts() {
    List<LocalAddress> all = new ArrayList<>();
    for (int i = 0; i < PORTS; i++) {
      LocalAddress made = address();
      assertThat(bind(made, HERE)).isZero();
      all.add(made);
    }
    return all;
  }

  @Test
  void givenBoundAddress_whenBoundAgain_thenItIsInvalidAndStaysWhereItWas() {
    LocalAddress address = address();
    bind(address, HERE.withPort(80));

    assertThat(bind(address, HERE.withPort(81))).isEqualTo(WsaError.WSAEINVAL.code());

    assertThat(address.endpoint()).isEqualTo(HERE.withPort(80));
  }

  @Test
  void givenEveryPortTaken_whenOneIsWanted_thenThereIsNoBufferSpaceUntilOneIsReleased() {
    List<LocalAddress> all = allPorts();
    LocalAddress late = address();
    assertThat(bind(late, HERE)).isEqualTo(WsaError.WSAENOBUFS.code());
    assertThat(late.bindFor(owner, options, HERE)).isEqualTo(WsaError.WSAENOBUFS.code());
    assertThat(late.isBound()).isFalse();
    MemorySocket listener = new MemorySocket(network, Winsock2.AF_INET);
    listener.bind(Sockaddr.loopback(80), false, false);
    listener.listen(1);
    MemorySocket client = new MemorySocket(network, Winsock2.AF_INET);
    client.connect(Sockaddr.loopback(80));
    assertThat(client.connectResult(Sockaddr.loopback(80))).isEqualTo(WsaError.WSAENOBUFS.code());

    all.get(5).release();

    assertThat(late.bindFor(owner, options, HERE.withPort(80))).isZero();
    assertThat(late.endpoint()).isEqualTo(HERE.withPort(49152 + 5));
  }

  @Test
  void givenAddressThatTheClientChose_whenItsConnectFails_thenItStaysBound() {
    LocalAddress chosen = address();
    bind(chosen, HERE.withPort(80));
    assertThat(chosen.bindFor(owner, options, HERE.withPort(81))).isZero();
    LocalAddress given = address();
    assertThat(given.bindFor(owner, options, HERE.withPort(81))).isZero();
    assertThat(given.endpoint()).isEqualTo(HERE.withPort(49152));

    chosen.connectFailed();
    given.connectFailed();

    assertThat(chosen.endpoint()).isEqualTo(HERE.withPort(80));
    assertThat(given.endpoint()).isNull();
  }

  @Test
  void givenFamilies_whenAskedWhatTheySpeak_thenIpv4InIpv6OnlyForBoth()
      throws UnknownHostException {
    Endpoint four = HERE.withPort(80);
    Endpoint six = new Endpoint(InetAddress.getByName("::1"), 80);
    MemoryOptions both = new MemoryOptions();
    both.set(SocketOption.IPV6_ONLY, 0);
    LocalAddress ofSix = new LocalAddress(network.ports(), Winsock2.AF_INET6);

    assertThat(address().speaks(four, options)).isTrue();
    assertThat(address().speaks(six, options)).isFalse();
    assertThat(address().speaks(six, both)).isFalse();
    assertThat(ofSix.speaks(six, options)).isTrue();
    assertThat(ofSix.speaks(four, options)).isFalse();
    assertThat(ofSix.speaks(four, both)).isTrue();
    assertThat(ofSix.speaks(six, both)).isTrue();
    assertThat(ofSix.bind(owner, options, four, false, false))
        .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
    Endpoint elsewhere = new Endpoint(InetAddress.getByName("2001:db8::1"), 1);
    assertThat(ofSix.bind(owner, options, elsewhere, false, false))
        .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
  }

  @Test
  void givenConnection_whenGivenUp_thenAnotherMayHaveIt() {
    LocalAddress first = address();
    LocalAddress second = address();
    bind(first, HERE.withPort(80));
    bind(second, HERE.withPort(81));
    Endpoint from = HERE.withPort(80);
    Endpoint to = HERE.withPort(90);
    assertThat(first.connect(from, to)).isTrue();
    assertThat(second.connect(from, to)).isFalse();
    second.disconnect();
    assertThat(second.connect(from, to)).as("it was not the second's").isFalse();

    first.disconnect();

    assertThat(second.connect(from, to)).isTrue();
    second.release();
    second.release();
    assertThat(first.connect(from, to)).isTrue();
    assertThat(first.isBound()).isTrue();
  }
}
