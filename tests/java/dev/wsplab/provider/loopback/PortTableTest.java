package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.loopback.PortTable.Binding;
import dev.wsplab.provider.loopback.PortTable.Link;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is bound where, by the tables of the page "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE". */
class PortTableTest {
  private static final int FIRST = 49152;
  private static final int LAST = 65535;

  private final PortTable table = new PortTable();
  private final MemoryNetwork network =
      new MemoryNetwork(
          Kernel.get().memory(), new ConnectionFailures(), new DatagramFaults(0, 0, 0));

  private MemorySocket socket() {
    return new MemorySocket(network, Winsock2.AF_INET);
  }

  private MemorySocket listening() {
    MemorySocket made = socket();
    made.listen(1);
    return made;
  }

  private static Endpoint at(String host, int port) throws UnknownHostException {
    return new Endpoint(InetAddress.getByName(host), port);
  }

  private static Binding plain(NetworkSocket owner, Endpoint endpoint) {
    return new Binding(owner, endpoint, false, false, false);
  }

  private static Binding bothFamilies(NetworkSocket owner, int port) throws UnknownHostException {
    return new Binding(owner, at("::", port), true, false, false);
  }

  @Test
  void givenPorts_whenTheLastOneIsGivenOut_thenTheFirstOneFollows() throws UnknownHostException {
    List<Integer> given = new ArrayList<>();
    for (int i = FIRST; i <= LAST; i++) {
      given.add(table.allocate());
    }
    assertThat(given).startsWith(FIRST, FIRST + 1).endsWith(LAST - 1, LAST).doesNotHaveDuplicates();

    assertThat(table.allocate()).isEqualTo(FIRST);
    table.add(plain(socket(), at("127.0.0.1", FIRST + 1)));
    assertThat(table.allocate()).as("one that is bound is passed over").isEqualTo(FIRST + 2);
  }

  @Test
  void givenEveryPortBound_whenOneIsWanted_thenThereIsNoneUntilOneIsFree()
      throws UnknownHostException {
    MemorySocket owner = socket();
    List<Binding> all = new ArrayList<>();
    for (int port = FIRST; port <= LAST; port++) {
      Binding made = plain(owner, at("127.0.0.1", port));
      assertThat(table.add(made)).isZero();
      all.add(made);
    }
    assertThat(table.allocate()).isZero();

    table.remove(all.get(700));

    assertThat(table.allocate()).isEqualTo(FIRST + 700);
  }

  @Test
  void givenTwoBoundToAPort_whenOneIsRemoved_thenThePortIsStillTaken() throws UnknownHostException {
    Binding first = plain(socket(), at("127.0.0.1", FIRST));
    Binding second = plain(socket(), at("127.0.0.2", FIRST));
    table.add(first);
    table.add(second);

    table.remove(first);
    table.remove(first);
    assertThat(table.allocate()).isEqualTo(FIRST + 1);
    assertThat(table.receivers(at("127.0.0.2", FIRST))).containsExactly(second.owner());

    table.remove(second);
    for (int port = FIRST + 2; port <= LAST; port++) {
      table.allocate();
    }
    assertThat(table.allocate()).isEqualTo(FIRST);
  }

  /** Own is what the page calls a specific address; none means that the two do not meet. */
  @ParameterizedTest
  @CsvSource({
    // first, exclusive or reuse, second, exclusive or reuse, error
    "0.0.0.0, -, 127.0.0.1, -,",
    "0.0.0.0, exclusive, 127.0.0.1, -, WSAEACCES",
    "0.0.0.0, exclusive, 127.0.0.1, reuse, WSAEACCES",
    "0.0.0.0, -, 127.0.0.1, exclusive,",
    "127.0.0.1, -, 0.0.0.0, -,",
    "127.0.0.1, -, 0.0.0.0, exclusive, WSAEADDRINUSE",
    "127.0.0.1, exclusive, 0.0.0.0, -,",
    "127.0.0.1, -, 127.0.0.2, -,",
    "127.0.0.1, exclusive, 127.0.0.2, exclusive,",
    "127.0.0.1, -, 127.0.0.1, -, WSAEADDRINUSE",
    "127.0.0.1, -, 127.0.0.1, reuse, WSAEACCES",
    "127.0.0.1, reuse, 127.0.0.1, -, WSAEADDRINUSE",
    "127.0.0.1, reuse, 127.0.0.1, reuse,",
    "127.0.0.1, exclusive, 127.0.0.1, reuse, WSAEACCES",
    "0.0.0.0, -, 0.0.0.0, -, WSAEADDRINUSE",
    "0.0.0.0, reuse, 0.0.0.0, reuse,",
    "0.0.0.0, -, ::, -,",
    "::1, exclusive, 127.0.0.1, exclusive,",
  })
  void givenBinding_whenAnotherOfThatPortIsEntered_thenTheTableAnswers(
      String first, String how, String second, String then, String error)
      throws UnknownHostException {
    MemorySocket owner = socket();
    assertThat(table.add(binding(owner, first, how))).isZero();

    assertThat(table.add(binding(owner, second, then)))
        .isEqualTo(error == null ? 0 : WsaError.valueOf(error).code());
  }

  private static Binding binding(NetworkSocket owner, String host, String how)
      throws UnknownHostException {
    return new Binding(owner, at(host, 80), false, how.equals("reuse"), how.equals("exclusive"));
  }

  @Test
  void givenWildcardOfBothFamilies_whenIpv4Binds_thenTheyMeet() throws UnknownHostException {
    table.add(bothFamilies(socket(), 80));

    assertThat(table.add(plain(socket(), at("0.0.0.0", 80))))
        .isEqualTo(WsaError.WSAEADDRINUSE.code());
    assertThat(table.add(plain(socket(), at("127.0.0.1", 80)))).as("its own address").isZero();
    assertThat(table.add(plain(socket(), at("0.0.0.0", 81)))).as("another port").isZero();
  }

  @Test
  void givenOwnAddressAndWildcards_whenSomethingIsSent_thenTheOwnAddressComesFirst()
      throws UnknownHostException {
    MemorySocket wildcard = socket();
    MemorySocket own = socket();
    MemorySocket six = socket();
    MemorySocket both = socket();
    table.add(plain(wildcard, at("0.0.0.0", 80)));
    table.add(plain(own, at("127.0.0.1", 80)));
    table.add(plain(six, at("::", 80)));
    table.add(bothFamilies(both, 81));

    assertThat(table.receivers(at("127.0.0.1", 80))).containsExactly(own, wildcard);
    assertThat(table.receivers(at("127.0.0.2", 80))).containsExactly(wildcard);
    assertThat(table.receivers(at("::1", 80))).containsExactly(six);
    assertThat(table.receivers(at("127.0.0.1", 81))).containsExactly(both);
    assertThat(table.receivers(at("::1", 81))).containsExactly(both);
    assertThat(table.receivers(at("127.0.0.1", 82))).isEmpty();
  }

  /** Own addresses hear no broadcast. */
  @Test
  void givenBroadcast_whenSent_thenThoseBoundToAWildcardOfIpv4HearIt() throws UnknownHostException {
    MemorySocket wildcard = socket();
    MemorySocket both = socket();
    table.add(new Binding(wildcard, at("0.0.0.0", 80), false, true, false));
    table.add(plain(socket(), at("127.0.0.1", 80)));
    table.add(plain(socket(), at("::", 80)));
    table.add(bothFamilies(both, 81));

    assertThat(table.wildcards(at("255.255.255.255", 80))).containsExactly(wildcard);
    assertThat(table.wildcards(at("255.255.255.255", 81))).containsExactly(both);
    assertThat(table.wildcards(at("255.255.255.255", 82))).isEmpty();
  }

  @Test
  void givenListeners_whenConnected_thenTheOneBoundToTheAddressTakesItBeforeTheFirstWildcard()
      throws UnknownHostException {
    MemorySocket wildcard = listening();
    MemorySocket own = listening();
    table.add(new Binding(wildcard, at("0.0.0.0", 80), false, true, false));
    table.add(new Binding(listening(), at("0.0.0.0", 80), false, true, false));
    table.add(plain(socket(), at("127.0.0.2", 80)));
    table.add(plain(own, at("127.0.0.1", 80)));

    assertThat(table.listener(at("127.0.0.1", 80))).isSameAs(own);
    assertThat(table.listener(at("127.0.0.2", 80)))
        .as("that one does not listen")
        .isSameAs(wildcard);
    assertThat(table.listener(at("::1", 80))).isNull();
    assertThat(table.listener(at("127.0.0.1", 81))).isNull();
  }

  @Test
  void givenConnection_whenTheSameIsMadeAgain_thenOnlyAfterTheFirstHasGone()
      throws UnknownHostException {
    Link link = new Link(at("127.0.0.1", FIRST), at("127.0.0.1", 80));

    assertThat(table.connect(link)).isTrue();
    assertThat(table.connect(link)).isFalse();
    assertThat(table.connect(new Link(link.to(), link.from()))).as("the other way").isTrue();
    table.disconnect(link);
    assertThat(table.connect(link)).isTrue();
  }
}
