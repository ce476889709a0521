package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresOnDemandTest {
  private static final Sockaddr ELSEWHERE = address("192.0.2.7", 80);
  private static final Sockaddr SILENT = address("192.0.2.7", 81);
  private static final Sockaddr HOST = address("2001:db8::1", 0);
  private static final Sockaddr SERVER = address("127.0.0.1", 4000);

  private final TcpWorld world =
      world(
          LoopbackProvider.builder()
              .refuse(address("127.0.0.1", 1))
              .timeOut(ELSEWHERE)
              .unreachable(HOST)
              .noAnswer(SILENT)
              .resetAfter(SERVER, 10)
              .build());

  @AfterEach
  void close() {
    world.close();
  }

  private static TcpWorld world(LoopbackProvider provider) {
    return new TcpWorld(provider, LoopbackProvider.protocols());
  }

  private static Sockaddr address(String host, int port) {
    return Sockaddr.of(new InetSocketAddress(host, port));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 1, WSAECONNREFUSED",
    "192.0.2.7, 80, WSAETIMEDOUT",
    "2001:db8::1, 443, WSAEHOSTUNREACH",
    "2001:db8::1, 80, WSAEHOSTUNREACH",
    "192.0.2.8, 80, WSAENETUNREACH",
    "127.0.0.1, 2, WSAECONNREFUSED",
  })
  void givenAddress_whenConnected_thenItsFailure(String host, int port, WsaError error) {
    int family = host.contains(":") ? Winsock2.AF_INET6 : Winsock2.AF_INET;

    int got = world.ws2.connect(world.socket(family), address(host, port)).errno();

    assertThat(got).isEqualTo(error.code());
  }

  @Test
  void givenFailure_whenConnectedOverlapped_thenItIsTheCompletionsErrorAndTheSocketLives() {
    SocketHandle s = world.bound();
    PortHandle port = world.portOf(s, 3);
    Overlapped overlapped = world.overlapped();

    Result started = world.ws2.extensions().connectEx(s, ELSEWHERE, null, overlapped);

    assertThat(started).isEqualTo(Result.PENDING);
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(world.ws2.wsaGetOverlappedResult(s, overlapped, false).errno())
        .isEqualTo(WsaError.WSAETIMEDOUT.code());
    SocketHandle listener = world.listener();
    world.ws2.extensions().connectEx(s, world.nameOf(listener), null, overlapped);
    assertThat(world.packet(port).returnValue()).isTrue();
  }

  @Test
  void givenFailure_whenTheSocketWasNotBound_thenItIsNotBoundAfterwards() {
    SocketHandle s = world.socket();

    world.ws2.connect(s, address("127.0.0.1", 2));

    world.ws2.bind(s, address("127.0.0.1", 5000)).orThrow("bind");
    assertThat(world.nameOf(s)).isEqualTo(address("127.0.0.1", 5000));
  }

  @Test
  void givenNoAnswer_whenConnected_thenItPendsUntilTheSocketIsClosed() {
    SocketHandle s = world.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    Result started = world.ws2.extensions().connectEx(s, SILENT, null, overlapped);

    assertThat(started).isEqualTo(Result.PENDING);
    assertThat(world.isSignalled(event)).isFalse();
    world.ws2.closesocket(s).orThrow("closesocket");
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
  }

  @Test
  void givenFailure_whenConnectedInTheBackground_thenItIsKeptForTheOption_CLI_8() {
    SocketHandle s = world.socket();
    world.nonBlocking(s);

    assertThat(world.ws2.connect(s, ELSEWHERE).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());

    assertThat(world.get(s, Winsock2.SO_ERROR).intOrThrow("getsockopt"))
        .isEqualTo(WsaError.WSAETIMEDOUT.code());
  }

  private record Ends(SocketHandle client, SocketHandle server) {}

  /** Both ends of a connection to the address that resets after ten bytes. */
  private Ends connectedToServer() {
    SocketHandle listener = world.socket();
    world.ws2.bind(listener, SERVER).orThrow("bind");
    world.ws2.listen(listener, 5).orThrow("listen");
    SocketHandle client = world.socket();
    world.ws2.connect(client, SERVER).orThrow("connect");
    return new Ends(client, world.accept(listener));
  }

  @Test
  void givenResetAfterBytes_whenMoreAreSent_thenSoManyArriveAndBothEndsAreReset() {
    Ends ends = connectedToServer();
    world.send(ends.server(), "hello");

    TransferResult sent =
        world.ws2.send(ends.client(), WsaBuffers.of(world.text("good morning")), 0);

    assertThat(sent.bytes()).as("taken before the reset").isEqualTo(12);
    assertThat(world.receive(ends.client(), 5)).isEqualTo("hello");
    assertThat(world.receive(ends.server(), 5)).isEqualTo("good ");
    for (SocketHandle end : new SocketHandle[] {ends.client(), ends.server()}) {
      assertThat(world.ws2.recv(end, WsaBuffers.of(world.block(1)), 0).errno())
          .isEqualTo(WsaError.WSAECONNRESET.code());
      assertThat(world.errorOfSending(end)).isEqualTo(WsaError.WSAECONNRESET.code());
    }
  }

  /** WSP-RECV-10: what goes straight into the client's buffers counts, too. */
  @Test
  void givenNoReceiveBuffer_whenReceivesTakeWhatMayArrive_thenTheConnectionIsResetAfterThat() {
    Ends ends = connectedToServer();
    world.set(ends.server(), Winsock2.SO_RCVBUF, 0);
    world.send(ends.client(), "good morning");

    assertThat(world.receive(ends.server(), 4)).isEqualTo("good");
    TransferResult rest = world.ws2.recv(ends.server(), WsaBuffers.of(world.block(64)), 0);

    assertThat(rest).as("10 bytes in all").isEqualTo(TransferResult.done(6, 0));
    assertThat(world.ws2.recv(ends.server(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenResetAfterBytes_whenReceivesPend_thenTheOthersEndWithTheReset() {
    Ends ends = connectedToServer();
    PortHandle port = world.portOf(ends.server(), 1);
    world.ws2.wsaRecv(ends.server(), WsaBuffers.of(world.block(10)), 0, world.overlapped(), null);
    world.ws2.wsaRecv(ends.server(), WsaBuffers.of(world.block(10)), 0, world.overlapped(), null);

    world.send(ends.client(), "0123456789");

    assertThat(world.packet(port).bytes()).isEqualTo(10);
    assertThat(world.packet(port).error()).as("ERROR_NETNAME_DELETED").isEqualTo(64);
  }

  @Test
  void givenResetAfterNothing_whenConnected_thenTheConnectionIsResetAtOnce() {
    try (TcpWorld other = world(LoopbackProvider.builder().resetAfter(SERVER, 0).build())) {
      SocketHandle listener = other.socket();
      other.ws2.bind(listener, SERVER).orThrow("bind");
      other.ws2.listen(listener, 5).orThrow("listen");
      SocketHandle client = other.socket();

      other.ws2.connect(client, SERVER).orThrow("connect");

      assertThat(other.ws2.recv(client, WsaBuffers.of(other.block(1)), 0).errno())
          .isEqualTo(WsaError.WSAECONNRESET.code());
      assertThat(other.ws2.accept(listener).errno())
          .as("withdrawn (WSP-ACCEPT-2)")
          .isEqualTo(WsaError.WSAEACCES.code());
    }
  }

  @Test
  void givenBuiltProvider_whenTheBuilderGoesOn_thenTheProviderStaysAsItWas() {
    LoopbackProvider.Builder builder = LoopbackProvider.builder();
    LoopbackProvider before = builder.build();
    builder.timeOut(address("127.0.0.1", 0)).build();
    try (TcpWorld other = world(before)) {
      assertThat(other.connected()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void givenNegativeBytes_whenAskedFor_thenRefused(long bytes) {
    LoopbackProvider.Builder builder = LoopbackProvider.builder();

    assertThatThrownBy(() -> builder.resetAfter(SERVER, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=" + bytes);
  }

  @Test
  void givenOtherFamily_whenAskedFor_thenRefused() {
    LoopbackProvider.Builder builder = LoopbackProvider.builder();

    assertThatThrownBy(() -> builder.refuse(Sockaddr.ofBytes(new byte[] {1, 0})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("family=1");
  }
}
