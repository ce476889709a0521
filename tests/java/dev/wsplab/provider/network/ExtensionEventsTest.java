package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Network events of sockets that AcceptEx and ConnectEx serve, and that are used again. */
@ParameterizedClass
@EnumSource(Base.class)
class ExtensionEventsTest implements AffectedByWine {
  private static final int ADDRESS = 44;
  private static final int REUSE = TransmitFlags.TF_REUSE_SOCKET;
  private static final int READ = Winsock2.FD_READ;
  private static final int WRITE = Winsock2.FD_WRITE;
  private static final int ACCEPT = Winsock2.FD_ACCEPT;
  private static final int CONNECT = Winsock2.FD_CONNECT;
  private static final int CLOSE = Winsock2.FD_CLOSE;
  private static final int ALL = READ | WRITE | ACCEPT | CONNECT | CLOSE;

  private final TcpWorld world;
  private final EventHandle network;
  private final Extensions extensions;

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  ExtensionEventsTest(Base base) {
    world = new TcpWorld(base);
    network = world.event();
    extensions = world.ws2.extensions();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void select(SocketHandle s, int events) {
    world.ws2.wsaEventSelect(s, network, events).orThrow("WSAEventSelect");
  }

  private Map<Integer, Integer> take(SocketHandle s) {
    NetworkEventsResult result = world.ws2.wsaEnumNetworkEvents(s, network);
    assertThat(result.returnValue()).isZero();
    return result.errorCodes();
  }

  private Map<Integer, Integer> next(SocketHandle s) {
    world.await(network);
    return take(s);
  }

  /** Starts an AcceptEx; its event. */
  private EventHandle acceptEx(SocketHandle listener, SocketHandle accepting, int length) {
    return acceptEx(listener, accepting, world.block(length + 2 * ADDRESS), length);
  }

  private EventHandle acceptEx(
      SocketHandle listener, SocketHandle accepting, NativeBlock output, int length) {
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    extensions
        .acceptEx(listener, accepting, output, length, ADDRESS, ADDRESS, overlapped)
        .orThrow("AcceptEx");
    return event;
  }

  private EventHandle connectEx(SocketHandle s, Sockaddr to) {
    EventHandle event = world.event();
    extensions.connectEx(s, to, null, world.overlapped(event)).orThrow("ConnectEx");
    return event;
  }

  private SocketHandle connectTo(SocketHandle listener) {
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    return client;
  }

  @Test
  void givenAcceptExPends_whenAConnectionComes_thenItIsItsOwnAndTheNextOneIsRecorded() {
    SocketHandle listener = world.listener();
    EventHandle accepted = acceptEx(listener, world.socket(), 0);
    select(listener, ACCEPT);

    connectTo(listener);
    world.await(accepted);
    assertThat(take(listener)).isEmpty();

    connectTo(listener);
    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));
  }

  @Test
  void givenAcceptRecorded_whenAcceptExTakesTheConnection_thenAcceptIsEnabledAnew() {
    SocketHandle listener = world.listener();
    select(listener, ACCEPT);
    connectTo(listener);
    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));

    world.await(acceptEx(listener, world.socket(), 0));
    assertThat(take(listener)).isEmpty();

    connectTo(listener);
    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));
  }

  @Test
  void givenEventsOnTheAcceptingSocket_whenAcceptExBringsAConnection_thenTheyAreTold() {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    select(accepting, ALL);
    EventHandle accepted = acceptEx(listener, accepting, 0);

    SocketHandle client = connectTo(listener);
    world.await(accepted);
    assertThat(next(accepting)).containsExactly(Map.entry(WRITE, 0));
    world.send(client, "x");
    assertThat(next(accepting)).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenReceiveLength_whenTheFirstDataCome_thenTheyAreTheRequestsOwnAndNotRecorded() {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    select(accepting, READ);
    NativeBlock output = world.block(8 + 2 * ADDRESS);
    EventHandle accepted = acceptEx(listener, accepting, output, 8);
    SocketHandle client = connectTo(listener);

    world.send(client, "first");
    world.await(accepted);
    assertThat(TcpWorld.textOf(output, 5)).isEqualTo("first");
    assertThat(take(accepting)).isEmpty();

    world.send(client, "then");
    assertThat(next(accepting)).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenConnectEx_whenItSucceeds_thenConnectAndWrite() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.bound();
    select(s, ALL);

    world.await(connectEx(s, world.nameOf(listener)));

    assertThat(next(s)).containsOnly(Map.entry(CONNECT, 0), Map.entry(WRITE, 0));
  }

  @Test
  void givenConnectEx_whenItIsRefused_thenConnectWithItsErrorAndSelectsException() {
    Sockaddr nobody = world.nameOf(world.bound());
    SocketHandle s = world.bound();
    select(s, ALL);

    world.await(connectEx(s, nobody));

    assertThat(next(s)).containsExactly(Map.entry(CONNECT, WsaError.WSAECONNREFUSED.code()));
    FdSet except = FdSet.of(s);
    assertThat(world.ws2.select(null, null, except, new TimeVal(0, 0)).orThrow("select"))
        .isEqualTo(1);
  }

  @Test
  void givenSocketUsedAgain_whenItIsAcceptedAnew_thenItsEventsBeginAnew() {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    select(accepting, ALL);
    for (int round = 0; round < 3; round++) {
      EventHandle accepted = acceptEx(listener, accepting, 0);
      SocketHandle client = connectTo(listener);
      world.await(accepted);
      assertThat(next(accepting)).containsExactly(Map.entry(WRITE, 0));
      world.send(client, "x");
      assertThat(next(accepting)).containsExactly(Map.entry(READ, 0));
      assertThat(world.receive(accepting, 1)).isEqualTo("x");
      world.ws2.closesocket(client).orThrow("closesocket");
      assertThat(next(accepting)).containsExactly(Map.entry(CLOSE, 0));

      EventHandle disconnected = world.event();
      extensions
          .disconnectEx(accepting, world.overlapped(disconnected), REUSE)
          .orThrow("DisconnectEx");
      world.await(disconnected);
    }
  }

  @Test
  @OnWine(
      value = "CONST-GUID-1",
      instead = "the address of a socket closed just before may be taken")
  void givenSocketUsedAgain_whenItConnectsAnew_thenItsEventsBeginAnew() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.bound();
    Sockaddr name = world.nameOf(s);
    select(s, ALL);
    for (int round = 0; round < 3; round++) {
      world.await(connectEx(s, world.nameOf(listener)));
      assertThat(next(s)).containsOnly(Map.entry(CONNECT, 0), Map.entry(WRITE, 0));
      SocketHandle server = world.accept(listener);
      world.send(server, "x");
      assertThat(next(s)).containsExactly(Map.entry(READ, 0));
      assertThat(world.receive(s, 1)).isEqualTo("x");
      // The server's side ends first, so that its address is free for the next round.
      world.ws2.closesocket(server).orThrow("closesocket");
      assertThat(next(s)).containsExactly(Map.entry(CLOSE, 0));

      EventHandle disconnected = world.event();
      ExtensionFunction.Result result =
          extensions.disconnectEx(s, world.overlapped(disconnected), REUSE);
      if (world.isWine() && result.error() == WsaError.WSAEACCES.code()) {
        return; // it holds the address until its pending polls have been told of the end
      }
      result.orThrow("DisconnectEx");
      world.await(disconnected);
      assertThat(world.nameOf(s)).isEqualTo(name);
    }
  }
}
