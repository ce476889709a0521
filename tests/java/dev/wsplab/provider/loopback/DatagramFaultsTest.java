package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.DatagramWorld;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that are lost, overtake others, find nobody or no room. */
class DatagramFaultsTest {
  private static final int MANY = 200;

  private static TcpWorld world(LoopbackProvider.Builder builder) {
    return new TcpWorld(builder.build(), LoopbackProvider.protocols());
  }

  private static LoopbackProvider.Builder faults(long seed, double lost, double reordered) {
    return LoopbackProvider.builder().datagramFaults(seed, lost, reordered);
  }

  /** What arrives of many numbered datagrams. */
  private static List<Integer> arrivals(LoopbackProvider.Builder builder) {
    try (TcpWorld world = world(builder)) {
      DatagramWorld udp = new DatagramWorld(world);
      return arrivals(world, udp, udp.bound(), udp.bound());
    }
  }

  private static List<Integer> arrivals(
      TcpWorld world, DatagramWorld udp, SocketHandle from, SocketHandle to) {
    for (int i = 0; i < MANY; i++) {
      udp.send(from, Integer.toString(i), to);
    }
    return drained(world, udp, to);
  }

  private static List<Integer> drained(TcpWorld world, DatagramWorld udp, SocketHandle s) {
    world.nonBlocking(s);
    List<Integer> found = new ArrayList<>();
    DatagramWorld.Received next = udp.receive(s, 100, 0);
    while (next.result().succeeded()) {
      found.add(Integer.valueOf(next.text()));
      next = udp.receive(s, 100, 0);
    }
    assertThat(next.result().errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    return found;
  }

  @Test
  void givenOneSeed_whenSendingTheSameTwice_thenTheSameIsLostAndOvertakes() {
    List<Integer> first = arrivals(faults(42, 0.3, 0.3));

    assertThat(arrivals(faults(42, 0.3, 0.3))).isEqualTo(first);
    assertThat(arrivals(faults(43, 0.3, 0.3))).isNotEqualTo(first);
    assertThat(first).doesNotHaveDuplicates().hasSizeBetween(MANY / 2, MANY * 9 / 10);
    List<Integer> sorted = new ArrayList<>(first);
    Collections.sort(sorted);
    assertThat(first).isNotEqualTo(sorted);
  }

  @Test
  void givenAnotherSender_whenItSendsInBetween_thenTheFirstOnesDatagramsFareTheSame() {
    List<Integer> alone = arrivals(faults(7, 0.4, 0));
    try (TcpWorld world = world(faults(7, 0.4, 0))) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle from = udp.bound();
      SocketHandle to = udp.bound();
      SocketHandle other = udp.bound();
      for (int i = 0; i < MANY; i++) {
        udp.send(other, "noise", other);
        udp.send(from, Integer.toString(i), to);
      }
      assertThat(drained(world, udp, to)).isEqualTo(alone);
    }
  }

  @Test
  void givenNoFaults_whenSending_thenAllComeInOrder() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(i);
    }
    assertThat(arrivals(LoopbackProvider.builder())).isEqualTo(all);
    assertThat(arrivals(faults(1, 1, 0))).isEmpty();
    assertThat(arrivals(faults(1, 0, 0.5))).containsExactlyInAnyOrderElementsOf(all);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void givenNoShare_whenConfiguring_thenItIsRefused(double share) {
    assertThatIllegalArgumentException().isThrownBy(() -> faults(1, share, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> faults(1, 0, share));
  }

  @Test
  void givenFullReceiveBuffer_whenMoreComes_thenItIsLostUntilThereIsRoom() {
    try (TcpWorld world = world(LoopbackProvider.builder())) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle from = udp.bound();
      SocketHandle to = udp.bound();
      world.set(to, Winsock2.SO_RCVBUF, 6);

      udp.send(from, "123", to);
      udp.send(from, "456", to);
      udp.send(from, "7", to);

      assertThat(udp.available(to)).isEqualTo(6);
      assertThat(udp.receive(to)).isEqualTo("123");
      udp.send(from, "89", to);
      assertThat(udp.receive(to)).isEqualTo("456");
      assertThat(udp.receive(to)).isEqualTo("89");
      udp.send(from, "one that is larger", to);
      assertThat(udp.receive(to)).isEqualTo("one that is larger");
    }
  }

  @Test
  void givenFullReceiveBuffer_whenDatagramsWithoutBytesCome_thenTheyAreBoundedToo() {
    try (TcpWorld world = world(LoopbackProvider.builder())) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle s = udp.bound();
      world.set(s, Winsock2.SO_RCVBUF, 3);
      for (int i = 0; i < 5; i++) {
        udp.send(s, "", s);
      }
      world.nonBlocking(s);
      int count = 0;
      while (udp.receive(s, 1, 0).result().succeeded()) {
        count++;
      }
      assertThat(count).isEqualTo(3);
    }
  }

  @Test
  void givenFailuresOnDemand_whenSending_thenDatagramsFareLikeConnections() {
    Sockaddr refusing = Sockaddr.loopback(1001);
    Sockaddr unreachable = Sockaddr.loopback(1002);
    Sockaddr silent = Sockaddr.loopback(1003);
    LoopbackProvider.Builder builder =
        LoopbackProvider.builder().refuse(refusing).unreachable(unreachable).timeOut(silent);
    try (TcpWorld world = world(builder)) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle s = udp.bound();

      assertThat(udp.trySend(s, "x", unreachable).errno())
          .isEqualTo(WsaError.WSAEHOSTUNREACH.code());
      udp.send(s, "x", silent);
      udp.send(s, "x", refusing);

      assertThat(udp.receive(s, 9, 0).result().errno()).isEqualTo(WsaError.WSAECONNRESET.code());
      world.nonBlocking(s);
      assertThat(udp.receive(s, 9, 0).result().errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    }
  }

  @Test
  void givenBroadcast_whenSending_thenAllBoundToTheWildcardOfThatPortReceiveIt() {
    try (TcpWorld world = world(LoopbackProvider.builder())) {
      DatagramWorld udp = new DatagramWorld(world);
      SocketHandle from = udp.bound();
      world.set(from, Winsock2.SO_BROADCAST, 1);
      SocketHandle first = shared(world, udp, new byte[] {0, 0, 0, 0});
      SocketHandle second = shared(world, udp, new byte[] {0, 0, 0, 0});
      SocketHandle local = shared(world, udp, new byte[] {127, 0, 0, 1});

      udp.send(from, "all", address(new byte[] {-1, -1, -1, -1}));

      assertThat(udp.receive(first)).isEqualTo("all");
      assertThat(udp.receive(second)).isEqualTo("all");
      assertThat(udp.isEmpty(local)).isTrue();
    }
  }

  private static SocketHandle shared(TcpWorld world, DatagramWorld udp, byte[] host) {
    SocketHandle s = udp.socket();
    world.set(s, Winsock2.SO_REUSEADDR, 1);
    world.ws2.bind(s, address(host)).orThrow("bind");
    return s;
  }

  private static Sockaddr address(byte[] host) {
    byte[] name = new byte[16];
    name[0] = 2;
    name[2] = 30;
    System.arraycopy(host, 0, name, 4, 4);
    return Sockaddr.ofBytes(name);
  }

  @Test
  void givenAPortOfAStream_whenBindingADatagramSocketToIt_thenBothHaveIt() {
    try (TcpWorld world = world(LoopbackProvider.builder())) {
      DatagramWorld udp = new DatagramWorld(world);
      Sockaddr name = world.nameOf(world.listener());

      assertThat(world.ws2.bind(udp.socket(), name).succeeded()).isTrue();
      assertThat(world.ws2.bind(udp.socket(), name).errno())
          .isEqualTo(WsaError.WSAEADDRINUSE.code());
    }
  }
}
