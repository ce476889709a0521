package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.Iovecs;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.provider.network.PacketInfo;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sockets of the network in memory, without a provider above them. */
class MemorySocketsTest {
  private static final Sockaddr ANY = Sockaddr.loopback(0);
  private static final Sockaddr ELSEWHERE = Sockaddr.of(new InetSocketAddress("192.0.2.1", 7));
  private static final int UNSUPPORTED = WsaError.WSAEOPNOTSUPP.code();

  private final MemoryNetwork network =
      new MemoryNetwork(
          Kernel.get().memory(), new ConnectionFailures(), new DatagramFaults(0, 0, 0));
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final NativeBlock room = NativeBlock.allocate(64);

  @AfterEach
  void free() {
    data.close();
    room.close();
  }

  private MemorySocket stream() {
    return new MemorySocket(network, Winsock2.AF_INET);
  }

  private MemoryDatagramSocket datagram() {
    MemoryDatagramSocket made = new MemoryDatagramSocket(network, Winsock2.AF_INET);
    assertThat(made.bind(ANY, false, false)).isZero();
    return made;
  }

  private static Sockaddr nameOf(NetworkSocket socket) {
    return socket.localName().orThrow("localName");
  }

  private Iovec three() {
    return Iovecs.of(data);
  }

  private Arrived receive(NetworkSocket socket) {
    return socket.receiveFrom(Iovecs.of(room), 0);
  }

  /** One lock guards all: a call that keeps it stops every other thread. */
  @Test
  void givenCallsOfBothKinds_whenTheyHaveReturned_thenNoneHoldsTheLock() {
    MemorySocket listener = stream();
    listener.bind(ANY, false, false);
    listener.listen(1);
    Sockaddr name = nameOf(listener);
    MemoryDatagramSocket peer = datagram();
    int calls = 0;
    for (NetworkSocket s : List.of(stream(), datagram())) {
      Sockaddr to = s instanceof MemorySocket ? name : nameOf(peer);
      List<Runnable> all = new ArrayList<>();
      all.add(() -> s.watch((r, w, e, g) -> {}));
      all.add(() -> s.connect(to));
      all.add(() -> s.connectResult(to));
      all.add(s::localName);
      all.add(s::peerName);
      all.add(() -> s.send(three(), 0));
      all.add(() -> s.receive(Iovecs.of(room), 0));
      all.add(() -> s.sendTo(three(), null, null));
      all.add(() -> receive(s));
      all.add(s::available);
      all.add(s::probe);
      all.add(() -> s.isAtMark(false));
      all.add(() -> s.option(SocketOption.SEND_BUFFER));
      all.add(() -> s.setOption(SocketOption.SEND_BUFFER, 9));
      all.add(s::takeError);
      all.add(s::accept);
      all.add(s::shutdownSend);
      all.add(() -> s.closeWaiting(0));
      all.add(s::reset);
      all.add(s::close);
      for (Runnable call : all) {
        call.run();
        assertThat(network.lock().isLocked()).as("call %s of %s", calls++, s).isFalse();
      }
    }
    assertThat(calls).isEqualTo(40);
  }

  @Test
  void givenDatagramSocket_whenCallsOfStreamsAreMade_thenTheyAreNotSupported() {
    MemoryDatagramSocket s = datagram();

    assertThat(s.listen(1)).isEqualTo(UNSUPPORTED);
    assertThat(s.accept().error()).isEqualTo(UNSUPPORTED);
    assertThat(s.send(three(), 0)).isEqualTo(-UNSUPPORTED);
    assertThat(s.receive(three(), 0)).isEqualTo(-UNSUPPORTED);
    assertThat(s.probe()).isEqualTo(-UNSUPPORTED);
    assertThat(s.isAtMark(true)).isEqualTo(-UNSUPPORTED);
  }

  @Test
  void givenWrongTargets_whenADatagramIsSent_thenTheErrorsSayWhichAddressIsWrong() {
    MemoryDatagramSocket s = datagram();
    MemoryDatagramSocket unbound = new MemoryDatagramSocket(network, Winsock2.AF_INET);
    int notConnected = WsaError.WSAENOTCONN.code();
    int unreachable = WsaError.WSAENETUNREACH.code();

    assertThat(s.sendTo(three(), null, null)).as("no peer").isEqualTo(-notConnected);
    assertThat(unbound.sendTo(three(), ANY, null)).as("no name").isEqualTo(-notConnected);
    assertThat(s.sendTo(three(), ELSEWHERE, null)).isEqualTo(-unreachable);
    assertThat(s.connect(ELSEWHERE)).isEqualTo(unreachable);
    assertThat(s.peerName().errno()).isEqualTo(notConnected);
    assertThat(s.sendTo(three(), nameOf(s), new PacketInfo(ELSEWHERE, 1)))
        .isEqualTo(-WsaError.WSAEADDRNOTAVAIL.code());
    assertThat(s.available()).isZero();
  }

  @Test
  void givenAddressesOfTheSender_whenTheyAreNamed_thenTheReceiverSeesThatOne() {
    MemoryDatagramSocket s = datagram();
    MemoryDatagramSocket receiver = datagram();
    int port = nameOf(s).toInetSocketAddress().getPort();
    PacketInfo other = new PacketInfo(Sockaddr.of(new InetSocketAddress("127.0.0.5", 0)), 1);
    PacketInfo none = new PacketInfo(Sockaddr.of(new InetSocketAddress("0.0.0.0", 0)), 1);

    assertThat(s.sendTo(three(), nameOf(receiver), other)).isEqualTo(3);
    assertThat(s.sendTo(three(), nameOf(receiver), none)).isEqualTo(3);

    assertThat(receiver.available()).isEqualTo(6);
    assertThat(receive(receiver).from())
        .isEqualTo(Sockaddr.of(new InetSocketAddress("127.0.0.5", port)));
    assertThat(receive(receiver).from()).isEqualTo(nameOf(s));
    assertThat(receive(receiver).error()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  /** One that is connected takes what comes from its peer alone. */
  @Test
  void givenConnectedSocket_whenAnotherThanItsPeerSends_thenNobodyIsThereForIt() {
    MemoryDatagramSocket s = datagram();
    MemoryDatagramSocket peer = datagram();
    MemoryDatagramSocket stranger = datagram();
    assertThat(s.connect(nameOf(peer))).isZero();

    stranger.sendTo(three(), nameOf(s), null);
    peer.sendTo(three(), nameOf(s), null);

    assertThat(s.available()).isEqualTo(3);
    assertThat(receive(stranger).error()).isEqualTo(WsaError.WSAECONNRESET.code());
    assertThat(receive(peer).error()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(s.disconnect()).isZero();
    stranger.sendTo(three(), nameOf(s), null);
    assertThat(s.available()).isEqualTo(6);
  }

  @Test
  void givenWaitingDatagram_whenWatchingBegins_thenTheWatcherHearsOfIt() {
    List<List<Boolean>> told = new ArrayList<>();
    MemoryDatagramSocket empty = datagram();
    MemoryDatagramSocket s = datagram();
    s.sendTo(three(), nameOf(s), null);

    empty.watch((readable, writable, e, g) -> told.add(List.of(readable, writable)));
    network.tellReady(false);
    s.watch((readable, writable, e, g) -> told.add(List.of(readable, writable)));
    network.tellReady(false);

    assertThat(told).containsExactly(List.of(false, true), List.of(true, true));
  }

  @Test
  void givenWaysToClose_whenClosed_thenThePortIsFreeAgain() {
    List<Runnable> ways = new ArrayList<>();
    for (int way = 0; way < 3; way++) {
      MemoryDatagramSocket s = datagram();
      Sockaddr name = nameOf(s);
      int chosen = way;
      ways.add(
          () -> {
            if (chosen == 0) {
              s.close();
            } else if (chosen == 1) {
              s.closeWaiting(1);
            } else {
              s.reset();
            }
          });
      MemoryDatagramSocket next = new MemoryDatagramSocket(network, Winsock2.AF_INET);
      assertThat(next.bind(name, false, false)).isEqualTo(WsaError.WSAEADDRINUSE.code());
      ways.get(way).run();
      assertThat(next.bind(name, false, false)).isZero();
    }
  }

  @Test
  void givenOptions_whenSet_thenTheyAreKeptAndTheFamiliesAreFixedByBinding() {
    MemoryDatagramSocket s = datagram();

    assertThat(s.setOption(SocketOption.RECEIVE_BUFFER, 77)).isZero();
    assertThat(s.option(SocketOption.RECEIVE_BUFFER)).isEqualTo(77);
    assertThat(s.option(SocketOption.SEND_BUFFER)).isEqualTo(65_536);
    assertThat(s.setOption(SocketOption.IPV6_ONLY, 0)).isEqualTo(WsaError.WSAEINVAL.code());
    MemoryDatagramSocket unbound = new MemoryDatagramSocket(network, Winsock2.AF_INET6);
    assertThat(unbound.setOption(SocketOption.IPV6_ONLY, 0)).isZero();
    assertThat(unbound.option(SocketOption.IPV6_ONLY)).isZero();
  }

  @Test
  void givenMemoryThatIsNotThere_whenReceiving_thenFault() {
    MemoryDatagramSocket s = datagram();
    s.sendTo(three(), nameOf(s), null);

    assertThat(s.receiveFrom(Iovecs.of(WsaBuffers.of(8, 3)), 0).error())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenStreamSocket_whenNotConnected_thenEachCallSaysSo() {
    MemorySocket s = stream();

    assertThat(s.send(three(), 0)).isEqualTo(-WsaError.WSAENOTCONN.code());
    assertThat(s.receive(Iovecs.of(room), 0)).isEqualTo(-WsaError.WSAENOTCONN.code());
    assertThat(s.probe()).isEqualTo(-WsaError.WSAENOTCONN.code());
    assertThat(s.available()).isZero();
    assertThat(s.isAtMark(false)).isEqualTo(1);
    assertThat(s.takeError()).isZero();
    assertThat(s.localName().errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(s.peerName().errno()).isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(s.accept().wouldBlock()).isTrue();
  }
}
