package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.Iovecs;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which names a datagram socket in memory has, and which its receivers see. */
class MemoryDatagramNamesTest {
  private static final Sockaddr WILDCARD = Sockaddr.of(new InetSocketAddress("0.0.0.0", 0));

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

  private MemoryDatagramSocket bound(Sockaddr name) {
    MemoryDatagramSocket made = new MemoryDatagramSocket(network, Winsock2.AF_INET);
    assertThat(made.bind(name, true, false)).isZero();
    return made;
  }

  private static InetSocketAddress nameOf(MemoryDatagramSocket socket) {
    return socket.localName().orThrow("localName").toInetSocketAddress();
  }

  private static Sockaddr at(String host, int port) {
    return Sockaddr.of(new InetSocketAddress(host, port));
  }

  private Arrived receive(MemoryDatagramSocket socket) {
    return socket.receiveFrom(Iovecs.of(room), 0);
  }

  @Test
  void givenSocketAtTheWildcard_whenItHasAPeer_thenItsNameIsTheAddressThatThePeerSees() {
    MemoryDatagramSocket socket = bound(WILDCARD);
    int port = nameOf(socket).getPort();
    assertThat(nameOf(socket)).isEqualTo(new InetSocketAddress("0.0.0.0", port));

    assertThat(socket.connect(at("127.0.0.7", 9))).isZero();
    assertThat(nameOf(socket)).isEqualTo(new InetSocketAddress("127.0.0.7", port));
    assertThat(socket.peerName().orThrow("peerName")).isEqualTo(at("127.0.0.7", 9));

    socket.disconnect();
    assertThat(nameOf(socket)).isEqualTo(new InetSocketAddress("0.0.0.0", port));
  }

  @Test
  void givenSocketAtItsOwnAddress_whenItHasAPeer_thenItsNameStays() {
    MemoryDatagramSocket socket = bound(at("127.0.0.3", 0));

    assertThat(socket.connect(at("127.0.0.7", 9))).isZero();

    assertThat(nameOf(socket).getAddress().getHostAddress()).isEqualTo("127.0.0.3");
  }

  @Test
  void givenSenderAtTheWildcard_whenItSends_thenTheReceiverSeesTheAddressThatWasSentTo() {
    MemoryDatagramSocket sender = bound(WILDCARD);
    MemoryDatagramSocket receiver = bound(WILDCARD);
    int port = nameOf(receiver).getPort();

    assertThat(sender.sendTo(Iovecs.of(data), at("127.0.0.9", port), null)).isEqualTo(3);
    assertThat(sender.sendTo(Iovecs.of(data), at("255.255.255.255", port), null)).isEqualTo(3);

    Arrived first = receive(receiver);
    assertThat(first.from()).isEqualTo(at("127.0.0.9", nameOf(sender).getPort()));
    assertThat(first.to().address()).isEqualTo(at("127.0.0.9", port));
    Arrived broadcast = receive(receiver);
    assertThat(broadcast.from()).isEqualTo(at("127.0.0.1", nameOf(sender).getPort()));
    assertThat(broadcast.to().address()).isEqualTo(at("255.255.255.255", port));
  }

  @Test
  void givenMemoryThatIsNotThere_whenSent_thenFaultAndNothingArrives() {
    MemoryDatagramSocket socket = bound(at("127.0.0.1", 0));
    Sockaddr itself = socket.localName().orThrow("localName");

    assertThat(socket.sendTo(Iovecs.of(WsaBuffers.of(8, 3)), itself, null))
        .isEqualTo(-WsaError.WSAEFAULT.code());

    assertThat(socket.available()).isZero();
    assertThat(receive(socket).error()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  @Test
  void givenSentDatagram_whenAskedForWhatIsUnsent_thenNothingEverIs() {
    MemoryDatagramSocket socket = bound(at("127.0.0.1", 0));
    socket.sendTo(Iovecs.of(data), socket.localName().orThrow("localName"), null);

    assertThat(socket.hasUnsent()).isFalse();
    assertThat(socket.takeError()).isZero();
    assertThat(socket.connectResult(WILDCARD)).isZero();
  }

  @Test
  void givenTooLittleRoom_whenReceived_thenTheStartAndThatItWasTruncated() {
    MemoryDatagramSocket socket = bound(at("127.0.0.1", 0));
    Sockaddr itself = socket.localName().orThrow("localName");
    socket.sendTo(Iovecs.of(data), itself, null);
    socket.sendTo(Iovecs.of(data), itself, null);

    Arrived peeked =
        socket.receiveFrom(Iovecs.of(WsaBuffers.of(room.address(), 2)), Winsock2.MSG_PEEK);
    Arrived part = socket.receiveFrom(Iovecs.of(WsaBuffers.of(room.address(), 2)), 0);
    Arrived whole = socket.receiveFrom(Iovecs.of(WsaBuffers.of(room.address(), 3)), 0);

    assertThat(peeked).isEqualTo(part);
    assertThat(part.bytes()).isEqualTo(2);
    assertThat(part.isTruncated()).isTrue();
    assertThat(whole.bytes()).isEqualTo(3);
    assertThat(whole.isTruncated()).isFalse();
  }
}
