package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Base.class)
class ExtensionTest implements AffectedByWine {
  private static final int ADDRESS = 44;

  private final TcpWorld world;

  ExtensionTest(Base base) {
    world = new TcpWorld(base);
  }

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Result acceptEx(
      SocketHandle listener,
      SocketHandle accepting,
      NativeBlock output,
      int receiveLength,
      Overlapped overlapped) {
    return world
        .ws2
        .extensions()
        .acceptEx(listener, accepting, output, receiveLength, ADDRESS, ADDRESS, overlapped);
  }

  private SocketHandle connectTo(SocketHandle listener) {
    SocketHandle client = world.socket(world.nameOf(listener).family());
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenNoReceiveLength_whenConnected_thenItCompletesOnTheListenersKey_WIN_58(int family) {
    SocketHandle listener = world.listener(family);
    SocketHandle accepting = world.socket(family);
    PortHandle port = world.portOf(listener, 5);
    Overlapped overlapped = world.overlapped();
    NativeBlock output = world.block(2 * ADDRESS);

    Result started = acceptEx(listener, accepting, output, 0, overlapped);
    SocketHandle client = connectTo(listener);

    assertThat(started).isEqualTo(Result.PENDING);
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.key()).isEqualTo(5);
    assertThat(packet.bytes()).isZero();
    Sockaddrs found =
        world
            .ws2
            .extensions()
            .getAcceptExSockaddrs(listener, output.address(), 0, ADDRESS, ADDRESS);
    assertThat(found).isEqualTo(new Sockaddrs(world.nameOf(listener), world.nameOf(client)));
    world.send(accepting, "hello");
    assertThat(world.receive(client, 5)).isEqualTo("hello");
  }

  @Test
  void givenReceiveLength_whenOnlyConnected_thenItWaitsForData_WIN_58_CLI_ACCEPTEX_3() {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    NativeBlock output = world.block(16 + 2 * ADDRESS);
    acceptEx(listener, accepting, output, 16, overlapped);
    assertThat(connectTime(accepting)).isEqualTo(-1);

    SocketHandle client = connectTo(listener);
    // A second connection can be accepted only after the first: then the first has been seen.
    acceptAnother(listener);

    assertThat(connectTime(accepting)).as("connected, waiting for data").isNotNegative();
    assertThat(overlapped.isPending()).isTrue();
    world.send(client, "first data");
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(10);
    assertThat(TcpWorld.textOf(output, 10)).isEqualTo("first data");
    Sockaddrs found =
        world
            .ws2
            .extensions()
            .getAcceptExSockaddrs(listener, output.address(), 16, ADDRESS, ADDRESS);
    assertThat(found.remote()).isEqualTo(world.nameOf(client));
  }

  private void acceptAnother(SocketHandle listener) {
    EventHandle event = world.event();
    acceptEx(listener, world.socket(), world.block(2 * ADDRESS), 0, world.overlapped(event));
    connectTo(listener);
    world.await(event);
  }

  private int connectTime(SocketHandle s) {
    return world.get(s, Winsock2.SO_CONNECT_TIME).intOrThrow("getsockopt");
  }

  @Test
  void givenConnectionAndDataPresent_whenStarted_thenItCompletesWithThem() {
    SocketHandle listener = world.listener();
    SocketHandle client = connectTo(listener);
    world.send(client, "early");
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    NativeBlock output = world.block(64 + 2 * ADDRESS);

    Result result = acceptEx(listener, world.socket(), output, 64, overlapped);

    assertThat(result.started()).isTrue();
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(5);
    assertThat(TcpWorld.textOf(output, 5)).isEqualTo("early");
  }

  @Test
  void givenConnectionPresent_whenStartedWithoutReceive_thenItIsDoneAtOnceAndStillIndicated() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 3);
    connectTo(listener);
    Overlapped overlapped = world.overlapped();

    Result result = acceptEx(listener, world.socket(), world.block(2 * ADDRESS), 0, overlapped);

    assertThat(result).isEqualTo(Result.done(0));
    assertThat(world.packet(port).overlapped()).isEqualTo(overlapped.address());
  }

  @Test
  void givenListenerClosed_whenAcceptExPends_thenCancelled_WIN_22() {
    SocketHandle listener = world.listener();
    Overlapped overlapped = world.overlapped();
    SocketHandle accepting = world.socket();
    acceptEx(listener, accepting, world.block(2 * ADDRESS), 0, overlapped);
    PortHandle port = world.portOf(listener, 8); // WIN-17: associated after the start

    world.ws2.closesocket(listener).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isEqualTo(995);
    assertThat(packet.bytes()).isZero();
    assertThat(packet.key()).isEqualTo(8);
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertThat(world.ws2.bind(accepting, Sockaddr.loopback(0)))
        .as("the accepting socket is free again")
        .isEqualTo(CallResult.OK);
  }

  @Test
  void givenListenerClosed_whenAcceptExWaitsForData_thenCancelled_WIN_22() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 8);
    SocketHandle accepting = world.socket();
    Overlapped overlapped = world.overlapped();
    acceptEx(listener, accepting, world.block(16 + 2 * ADDRESS), 16, overlapped);
    connectTo(listener);
    acceptEx(listener, world.socket(), world.block(2 * ADDRESS), 0, world.overlapped());
    connectTo(listener);
    assertThat(world.packet(port).returnValue()).as("the second one").isTrue();

    world.ws2.closesocket(listener).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.error()).isEqualTo(995);
    assertThat(world.ws2.recv(accepting, WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAECONNABORTED.code());
  }

  @Test
  void givenAcceptingSocketClosed_whenAcceptExPends_thenAbortedOnTheListenersKey_WIN_25() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 8);
    SocketHandle accepting = world.socket();
    Overlapped overlapped = world.overlapped();
    acceptEx(listener, accepting, world.block(2 * ADDRESS), 0, overlapped);

    world.ws2.closesocket(accepting).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.key()).isEqualTo(8);
    assertThat(packet.error()).isEqualTo(995);
    assertThat(connectTo(listener).isInvalid()).as("the listener goes on").isFalse();
    assertThat(world.ws2.accept(listener).succeeded()).isTrue();
  }

  @Test
  void givenAcceptingSocketClosed_whenItWaitsForData_thenAbortedOnTheListenersKey_WIN_25() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 8);
    SocketHandle accepting = world.socket();
    acceptEx(listener, accepting, world.block(16 + 2 * ADDRESS), 16, world.overlapped());
    connectTo(listener);
    acceptEx(listener, world.socket(), world.block(2 * ADDRESS), 0, world.overlapped());
    connectTo(listener);
    assertThat(world.packet(port).returnValue()).as("the second one").isTrue();

    world.ws2.closesocket(accepting).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.key()).isEqualTo(8);
    assertThat(packet.error()).isIn(995, 1236);
  }

  @Test
  void givenAcceptedSocket_whenContextIsUpdated_thenItIsAFullOne_CLI_ACCEPTEX_6() {
    SocketHandle listener = world.listener();
    world.set(listener, Winsock2.SO_RCVTIMEO, 1234);
    SocketHandle accepting = world.socket();
    EventHandle event = world.event();
    acceptEx(listener, accepting, world.block(2 * ADDRESS), 0, world.overlapped(event));
    SocketHandle client = connectTo(listener);
    world.await(event);

    assertThat(world.ws2.getpeername(accepting).errno()).isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(world.ws2.shutdown(accepting, Winsock2.SD_SEND).errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(updateAcceptContext(accepting, listener)).isEqualTo(CallResult.OK);

    assertThat(world.ws2.getpeername(accepting).address()).isEqualTo(world.nameOf(client));
    assertThat(world.nameOf(accepting)).isEqualTo(world.nameOf(listener));
    assertThat(world.get(accepting, Winsock2.SO_RCVTIMEO).intOrThrow("getsockopt")).isEqualTo(1234);
    assertThat(world.ws2.shutdown(accepting, Winsock2.SD_SEND)).isEqualTo(CallResult.OK);
  }

  private CallResult updateAcceptContext(SocketHandle s, SocketHandle listener) {
    return world.ws2.setsockopt(
        s,
        Winsock2.SOL_SOCKET,
        Winsock2.SO_UPDATE_ACCEPT_CONTEXT,
        TcpWorld.bytes(listener.value()));
  }

  @Test
  void givenWrongSockets_whenContextIsUpdated_thenTheirErrors() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.socket();

    assertThat(updateAcceptContext(s, listener).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(updateAcceptContext(s, world.socket()).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(updateAcceptContext(s, new SocketHandle(12)).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(
            world
                .ws2
                .setsockopt(
                    s, Winsock2.SOL_SOCKET, Winsock2.SO_UPDATE_ACCEPT_CONTEXT, TcpWorld.bytes(1))
                .errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(
            world
                .ws2
                .setsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_UPDATE_CONNECT_CONTEXT, new byte[0])
                .errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
  }

  /**
   * Which arguments of AcceptEx are refused with what; Internal says pending all the same (WIN-42).
   */
  @ParameterizedTest
  @CsvSource({
    "0, 44, WSAEINVAL",
    "44, 0, WSAEFAULT",
    "31, 44, WSAEINVAL",
    "44, 31, WSAEINVAL",
  })
  void givenShortAreas_whenAcceptExIsCalled_thenRefusedAndInternalSaysPending_WIN_42(
      int localLength, int remoteLength, WsaError error) {
    SocketHandle listener = world.listener();
    Overlapped overlapped = world.overlapped();

    Result result =
        world
            .ws2
            .extensions()
            .acceptEx(
                listener,
                world.socket(),
                world.block(128),
                0,
                localLength,
                remoteLength,
                overlapped);

    assertThat(result).isEqualTo(Result.failed(error));
    assertThat(overlapped.isPending()).isTrue();
  }

  @Test
  void givenWrongSockets_whenAcceptExIsCalled_thenTheirErrors_WIN_42() {
    SocketHandle listener = world.listener();
    NativeBlock output = world.block(128);
    SocketHandle claimed = world.socket();
    acceptEx(listener, claimed, output, 0, world.overlapped());
    Overlapped overlapped = world.overlapped();

    assertThat(acceptEx(listener, new SocketHandle(12), output, 0, overlapped))
        .isEqualTo(Result.failed(WsaError.WSAENOTSOCK));
    assertThat(overlapped.isPending()).isTrue();
    assertThat(acceptEx(world.bound(), world.socket(), output, 0, overlapped))
        .isEqualTo(Result.failed(WsaError.WSAEINVAL));
    assertThat(acceptEx(listener, world.bound(), output, 0, overlapped))
        .isEqualTo(Result.failed(WsaError.WSAEINVAL));
    assertThat(acceptEx(listener, claimed, output, 0, overlapped))
        .as("one request at a time")
        .isEqualTo(Result.failed(WsaError.WSAEINVAL));
    assertThat(acceptEx(listener, world.socket(Winsock2.AF_INET6), output, 0, overlapped))
        .isEqualTo(Result.failed(WsaError.WSAEINVAL));
    assertThat(world.ws2.bind(claimed, Sockaddr.loopback(0)).errno())
        .as("a claimed socket is not to be bound")
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenNoStructureOrBadMemory_whenAcceptExIsCalled_thenTheirErrors_WIN_42() {
    SocketHandle listener = world.listener();
    var extensions = world.ws2.extensions();

    assertThat(acceptEx(listener, world.socket(), world.block(128), 0, null))
        .isEqualTo(Result.failed(WsaError.WSA_INVALID_PARAMETER));
    assertThat(acceptEx(listener, world.socket(), world.block(128), 0, Overlapped.at(0x10)))
        .isEqualTo(Result.failed(WsaError.WSAEFAULT));
    assertThat(
            extensions.acceptEx(
                listener, world.socket(), 0x10, null, 0, ADDRESS, ADDRESS, world.overlapped()))
        .isEqualTo(Result.failed(WsaError.WSAEFAULT));
  }

  @Test
  void givenManyAcceptEx_whenManyConnect_thenEachGetsOne() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 1);
    List<SocketHandle> accepting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      SocketHandle s = world.socket();
      accepting.add(s);
      acceptEx(listener, s, world.block(2 * ADDRESS), 0, world.overlapped());
    }
    for (int i = 0; i < 50; i++) {
      connectTo(listener);
    }

    for (int i = 0; i < 50; i++) {
      assertThat(world.packet(port).returnValue()).isTrue();
    }
    assertThat(world.hasPacket(port)).isFalse();
    assertThat(accepting).allSatisfy(s -> assertThat(connectTime(s)).isNotNegative());
  }

  @Test
  void givenBoundSocket_whenConnectExSucceeds_thenItsDataWereSent_CLI_CONNECTEX_2() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.bound();
    PortHandle port = world.portOf(s, 6);
    Overlapped overlapped = world.overlapped();

    Result result =
        world
            .ws2
            .extensions()
            .connectEx(s, world.nameOf(listener), world.text("payload"), overlapped);

    assertThat(result.started()).isTrue();
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isEqualTo(7);
    SocketHandle server = world.accept(listener);
    assertThat(world.receive(server, 7)).isEqualTo("payload");
    world.send(server, "x");
    assertThat(world.receive(s, 1)).isEqualTo("x");
  }

  @Test
  void givenConnectedByConnectEx_whenContextIsUpdated_thenItIsAFullOne_CLI_CONNECTEX_3() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.bound();
    EventHandle event = world.event();
    world.ws2.extensions().connectEx(s, world.nameOf(listener), null, world.overlapped(event));
    world.await(event);

    assertThat(world.ws2.getpeername(s).errno()).isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(world.ws2.shutdown(s, Winsock2.SD_SEND).errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(
            world.ws2.setsockopt(
                s, Winsock2.SOL_SOCKET, Winsock2.SO_UPDATE_CONNECT_CONTEXT, new byte[0]))
        .isEqualTo(CallResult.OK);
    assertThat(world.ws2.getpeername(s).address()).isEqualTo(world.nameOf(listener));
    assertThat(world.ws2.shutdown(s, Winsock2.SD_SEND)).isEqualTo(CallResult.OK);
  }

  @Test
  @OnWine(value = "CLI-CONNECTEX-3", instead = "the first try after a refusal is aborted")
  void givenRefusal_whenConnectExPends_thenItsTwoFormsAndAnotherTry_CLI_CONNECTEX_3() {
    SocketHandle s = world.bound();
    PortHandle port = world.portOf(s, 6);
    Overlapped overlapped = world.overlapped();
    Sockaddr nobody = world.nameOf(world.bound());

    Result started = world.ws2.extensions().connectEx(s, nobody, null, overlapped);

    assertThat(started).isEqualTo(Result.PENDING);
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.error()).as("ERROR_CONNECTION_REFUSED").isEqualTo(1225);
    assertThat(world.ws2.wsaGetOverlappedResult(s, overlapped, false).errno())
        .isEqualTo(WsaError.WSAECONNREFUSED.code());
    SocketHandle listener = world.listener();
    if (world.isWine()) {
      Result aborted =
          world.ws2.extensions().connectEx(s, world.nameOf(listener), null, overlapped);
      assertThat(aborted.error()).isEqualTo(WsaError.WSAECONNABORTED.code());
    }
    world.ws2.extensions().connectEx(s, world.nameOf(listener), null, overlapped);
    assertThat(world.packet(port).returnValue()).isTrue();
  }

  @Test
  void givenWrongArguments_whenConnectExIsCalled_thenTheirErrors_CLI_CONNECTEX_1() {
    Sockaddr name = world.nameOf(world.listener());
    SocketHandle connected = world.connected().client();
    Overlapped overlapped = world.overlapped();

    assertThat(connectExError(world.socket(), name, overlapped))
        .as("not bound")
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(connectExError(connected, name, overlapped)).isEqualTo(WsaError.WSAEISCONN.code());
    assertThat(connectExError(world.listener(), name, overlapped))
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(connectExError(world.bound(), name, null))
        .isEqualTo(WsaError.WSA_INVALID_PARAMETER.code());
    assertThat(connectExError(world.bound(), Sockaddr.loopback(0), overlapped))
        .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
    assertThat(overlapped.isPending()).as("nothing was started").isFalse();
  }

  private int connectExError(SocketHandle s, Sockaddr name, Overlapped overlapped) {
    return world.ws2.extensions().connectEx(s, name, null, overlapped).error();
  }
}
