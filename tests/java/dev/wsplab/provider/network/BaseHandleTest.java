package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@code SIO_BASE_HANDLE} gives the system's own socket on Windows, so that an event loop's own
 * polls of the socket driver work on it (WSP-IOCTL-5).
 */
@EnabledOnOs(OS.WINDOWS)
class BaseHandleTest {
  private static final long KEY = 0xAFD;

  private final TcpWorld world = new TcpWorld();
  private final PortHandle port = world.port();
  private final AfdDevice device = new AfdDevice(port, KEY);

  @AfterEach
  void close() {
    device.close();
    world.close();
  }

  /** A layer that changes nothing. */
  public static final class Layer extends LayeredProvider {}

  private long base(SocketHandle s) {
    return base(world.ws2, s);
  }

  private long base(Ws2_32 ws2, SocketHandle s) {
    NativeBlock out = world.block(8);
    assertThat(
            ws2.wsaIoctl(s, Winsock2.SIO_BASE_HANDLE, 0, 0, out.address(), 8, null, null)
                .orThrow("WSAIoctl")
                .bytes())
        .isEqualTo(8);
    return out.buffer().getLong(0);
  }

  private void expectAnswer(AfdDevice.Poll poll, int events) {
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.taken()).isTrue();
    assertThat(packet.key()).isEqualTo(KEY);
    assertThat(packet.overlapped()).isEqualTo(poll.address());
    assertThat(packet.status()).isEqualTo(AfdDevice.STATUS_SUCCESS);
    assertThat(poll.sockets()).isEqualTo(1);
    assertThat(poll.events()).isEqualTo(events);
  }

  @Test
  void givenConnectedSocket_whenPolledForData_thenItPendsUntilThePeerSends() {
    Pair pair = world.connected();
    try (AfdDevice.Poll poll =
        AfdDevice.poll(base(pair.server()), AfdDevice.RECEIVE | AfdDevice.LOCAL_CLOSE)) {
      assertThat(device.ask(poll)).isEqualTo(AfdDevice.STATUS_PENDING);
      assertThat(world.hasPacket(port)).isFalse();

      world.send(pair.client(), "hello");

      expectAnswer(poll, AfdDevice.RECEIVE);
      assertThat(world.receive(pair.server(), 5)).as("our own call").isEqualTo("hello");
    }
  }

  @Test
  void givenConnectedSocket_whenPolledForRoom_thenItIsAnsweredAtOnce() {
    Pair pair = world.connected();
    try (AfdDevice.Poll poll = AfdDevice.poll(base(pair.client()), AfdDevice.SEND)) {
      assertThat(device.ask(poll)).isIn(AfdDevice.STATUS_SUCCESS, AfdDevice.STATUS_PENDING);

      expectAnswer(poll, AfdDevice.SEND);
    }
  }

  @Test
  void givenConnectedSocket_whenThePeerCloses_thenAPollForTheEndIsAnswered() {
    Pair pair = world.connected();
    try (AfdDevice.Poll poll = AfdDevice.poll(base(pair.server()), AfdDevice.DISCONNECT)) {
      assertThat(device.ask(poll)).isEqualTo(AfdDevice.STATUS_PENDING);

      world.ws2.closesocket(pair.client()).orThrow("closesocket");

      expectAnswer(poll, AfdDevice.DISCONNECT);
    }
  }

  @Test
  void givenPolledSocket_whenItIsClosed_thenAPollForThatIsAnswered() {
    Pair pair = world.connected();
    try (AfdDevice.Poll poll =
        AfdDevice.poll(base(pair.server()), AfdDevice.RECEIVE | AfdDevice.LOCAL_CLOSE)) {
      assertThat(device.ask(poll)).isEqualTo(AfdDevice.STATUS_PENDING);

      world.ws2.closesocket(pair.server()).orThrow("closesocket");

      expectAnswer(poll, AfdDevice.LOCAL_CLOSE);
    }
  }

  @Test
  void givenSocketOfALayer_whenPolled_thenItIsTheSystemsSocketBelowTheLayer() {
    try (Winsock winsock = Winsock.builder().layer(new Layer()).build();
        SocketPair pair = winsock.connectedPair();
        AfdDevice.Poll poll =
            AfdDevice.poll(base(winsock.ws2_32(), pair.server().handle()), AfdDevice.RECEIVE)) {
      assertThat(device.ask(poll)).isEqualTo(AfdDevice.STATUS_PENDING);

      pair.client().send(WsaBuffers.of(world.text("hello")));

      expectAnswer(poll, AfdDevice.RECEIVE);
    }
  }
}
