package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.network.ScriptedAuthorizer.About;
import dev.wsplab.provider.network.ScriptedAuthorizer.Asked;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams of both bases while an authorizer is asked about them (WFP-38, WFP-49, WFP-51, WFP-57).
 */
@ParameterizedClass
@EnumSource(Base.class)
class AuthorizerTest {
  private static final int ADDRESS = 44;
  private static final int BLOCKED = WsaError.WSAEACCES.code();

  private final ScriptedAuthorizer authorizer = new ScriptedAuthorizer();
  private final TcpWorld world;

  AuthorizerTest(Base base) {
    world = worldOf(base, authorizer);
  }

  static TcpWorld worldOf(Base base, ScriptedAuthorizer authorizer) {
    TcpProvider tcp = TcpProvider.loopbackOnly().authorizedBy(authorizer);
    LoopbackProvider.Builder loopback = LoopbackProvider.builder().authorizer(authorizer);
    NetworkProvider provider =
        switch (base) {
          case TCP -> tcp;
          case TCP_NON_IFS -> tcp.nonIfs();
          case LOOPBACK -> loopback.build();
          case LOOPBACK_NON_IFS -> loopback.nonIfs().build();
        };
    return new TcpWorld(provider, base.protocols());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private FutureTask<CallResult> connecting(SocketHandle client, SocketHandle listener) {
    Sockaddr to = world.nameOf(listener);
    return TcpWorld.inBackground(() -> world.ws2.connect(client, to));
  }

  @Test
  void givenPermitDuringTheCall_whenConnected_thenBothEndsAreAskedOnceAndAllIsAsEver() {
    TcpWorld.Pair pair = world.connected();
    world.send(pair.client(), "hello");
    assertThat(world.receive(pair.server(), 5)).isEqualTo("hello");
    assertThat(authorizer.asked(About.CONNECT)).hasSize(1);
    assertThat(authorizer.asked(About.ACCEPT)).hasSize(1);
    Asked connect = authorizer.asked(About.CONNECT).get(0);
    Asked accept = authorizer.asked(About.ACCEPT).get(0);
    assertThat(connect.request().local()).isEqualTo(world.nameOf(pair.client()));
    assertThat(connect.request().remote()).isEqualTo(accept.request().local());
    assertThat(accept.request().remote()).isEqualTo(connect.request().local());
    assertThat(accept.request().endpoint())
        .isEqualTo(authorizer.asked(About.LISTEN).get(0).request().endpoint());
  }

  @Test
  void givenPendedConnect_whenPermittedLater_thenTheBlockingCallSucceedsAndNotBefore() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    FutureTask<CallResult> connect = connecting(world.socket(), listener);
    Asked asked = authorizer.next();
    assertThat(connect.isDone()).isFalse();
    assertThat(authorizer.asked(About.ACCEPT)).as("nothing has arrived").isEmpty();
    assertThat(asked.answer().permit()).isTrue();
    assertThat(TcpWorld.resultOf(connect).succeeded()).isTrue();
    world.accept(listener);
    assertThat(asked.answer().permit()).as("a second answer").isFalse();
    assertThat(asked.answer().block(BLOCKED)).isFalse();
  }

  @Test
  void givenPendedConnect_whenBlocked_thenTheCallFailsWithItsErrorAndTheSocketMayTryAgain() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, listener);
    authorizer.next().answer().block(BLOCKED);
    assertThat(TcpWorld.resultOf(connect).errno()).isEqualTo(BLOCKED);
    FutureTask<CallResult> again = connecting(client, listener);
    authorizer.next().answer().permit();
    assertThat(TcpWorld.resultOf(again).succeeded()).isTrue();
  }

  @Test
  void givenPendedConnect_whenRedirected_thenTheOtherListenerIsConnectedTo() {
    authorizer.pend(About.CONNECT);
    SocketHandle meant = world.listener();
    SocketHandle other = world.listener();
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, meant);
    authorizer.next().answer().redirect(world.nameOf(other));
    assertThat(TcpWorld.resultOf(connect).succeeded()).isTrue();
    SocketHandle server = world.accept(other);
    AddressResult peer = world.ws2.getpeername(server);
    assertThat(peer.address()).isEqualTo(world.nameOf(client));
  }

  @Test
  void givenPendedNonBlockingConnect_whenPermitted_thenTheEventTellsIt() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(client, event, Winsock2.FD_CONNECT).orThrow("WSAEventSelect");
    assertThat(world.ws2.connect(client, world.nameOf(listener)).errno())
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    Asked asked = authorizer.next();
    assertThat(world.isSignalled(event)).isFalse();
    asked.answer().permit();
    world.await(event);
    assertThat(world.ws2.getpeername(client).address()).isEqualTo(world.nameOf(listener));
  }

  @Test
  void givenPendedNonBlockingConnect_whenBlocked_thenSoErrorSaysSo() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.nonBlocking(client);
    world.ws2.connect(client, world.nameOf(listener));
    authorizer.next().answer().block(BLOCKED);
    assertThat(world.errorWhenThereIsOne(client)).isEqualTo(BLOCKED);
  }

  @Test
  void givenPendedConnectEx_whenPermitted_thenItsCompletionComesAndNotBefore() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    SocketHandle client = world.bound();
    PortHandle port = world.portOf(client, 5);
    Overlapped overlapped = world.overlapped();
    world.ws2.extensions().connectEx(client, world.nameOf(listener), null, overlapped);
    Asked asked = authorizer.next();
    assertThat(world.hasPacket(port)).isFalse();
    asked.answer().permit();
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.returnValue()).isTrue();
  }

  @Test
  void givenPendedConnectEx_whenTheSocketIsClosed_thenItEndsAbortedAndTheQuestionIsWithdrawn() {
    authorizer.pend(About.CONNECT);
    SocketHandle listener = world.listener();
    SocketHandle client = world.bound();
    PortHandle port = world.portOf(client, 5);
    world.ws2.extensions().connectEx(client, world.nameOf(listener), null, world.overlapped());
    Asked asked = authorizer.next();
    world.ws2.closesocket(client).orThrow("closesocket");
    assertThat(world.packet(port).returnValue()).isFalse();
    assertThat(authorizer.nextTold()).isEqualTo("withdrawn " + asked.request().id());
    assertThat(asked.answer().permit()).isFalse();
  }

  @Test
  void givenPendedBlockingConnect_whenTheSocketIsClosed_thenTheCallReturns() {
    authorizer.pend(About.CONNECT);
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, world.listener());
    authorizer.next();
    world.ws2.closesocket(client).orThrow("closesocket");
    assertThat(TcpWorld.resultOf(connect).errno()).isEqualTo(WsaError.WSAEINTR.code());
  }

  @Test
  void givenPendedAccept_whenPermitted_thenTheConnectionCanBeAcceptedAndNotBefore() {
    authorizer.pend(About.ACCEPT);
    SocketHandle listener = world.listener();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(listener, event, Winsock2.FD_ACCEPT).orThrow("WSAEventSelect");
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, listener);
    Asked asked = authorizer.next();
    assertThat(world.ws2.accept(listener).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(world.isSignalled(event)).isFalse();
    asked.answer().permit();
    world.await(event);
    assertThat(TcpWorld.resultOf(connect).succeeded()).isTrue();
    AcceptResult accepted = world.ws2.accept(listener);
    assertThat(accepted.errno()).isZero();
    world.ws2.closesocket(accepted.socket()).orThrow("closesocket");
    world.ws2.closesocket(client).orThrow("closesocket");
  }

  @Test
  void givenPendedAccept_whenBlocked_thenNobodyAcceptsAndTheClientFindsNoConnection() {
    // WFP-57
    authorizer.pend(About.ACCEPT);
    SocketHandle listener = world.listener();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(listener, event, Winsock2.FD_ACCEPT).orThrow("WSAEventSelect");
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, listener);
    authorizer.next().answer().block(WsaError.WSAETIMEDOUT.code());
    CallResult result = TcpWorld.resultOf(connect);
    if (world.isOnTheSystem()) {
      world.until(() -> world.errorOfSending(client) != 0);
    } else {
      assertThat(result.errno()).isEqualTo(WsaError.WSAETIMEDOUT.code());
    }
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(world.ws2.accept(listener).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  @Test
  void givenPendedAcceptEx_whenPermitted_thenItsCompletionComesAndNotBefore() {
    authorizer.pend(About.ACCEPT);
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    PortHandle port = world.portOf(listener, 6);
    NativeBlock output = world.block(2 * ADDRESS);
    Overlapped overlapped = world.overlapped();
    Result started =
        world
            .ws2
            .extensions()
            .acceptEx(listener, accepting, output, 0, ADDRESS, ADDRESS, overlapped);
    assertThat(started.error()).isEqualTo(WsaError.WSA_IO_PENDING.code());
    FutureTask<CallResult> connect = connecting(world.socket(), listener);
    Asked asked = authorizer.next();
    assertThat(world.hasPacket(port)).isFalse();
    asked.answer().permit();
    assertThat(world.packet(port).returnValue()).isTrue();
    assertThat(TcpWorld.resultOf(connect).succeeded()).isTrue();
  }

  @Test
  void givenPendedAccept_whenTheListenerIsClosed_thenTheQuestionIsWithdrawn() {
    authorizer.pend(About.ACCEPT);
    SocketHandle listener = world.listener();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(listener, event, Winsock2.FD_ACCEPT).orThrow("WSAEventSelect");
    SocketHandle client = world.socket();
    FutureTask<CallResult> connect = connecting(client, listener);
    Asked asked = authorizer.next();
    world.ws2.closesocket(listener).orThrow("closesocket");
    CallResult result = TcpWorld.resultOf(connect);
    assertThat(result.succeeded() || result.errno() == WsaError.WSAECONNREFUSED.code()).isTrue();
    world.until(() -> !asked.answer().permit() && !authorizer.wasToldNothing());
  }

  @Test
  void givenPendedBind_whenAnswered_thenTheCallWaitsForItAndReturnsIt() {
    // WFP-38
    authorizer.pend(About.BIND);
    SocketHandle s = world.socket();
    FutureTask<CallResult> bind =
        TcpWorld.inBackground(() -> world.ws2.bind(s, Sockaddr.loopback(0)));
    Asked asked = authorizer.next();
    assertThat(bind.isDone()).isFalse();
    asked.answer().block(BLOCKED);
    assertThat(TcpWorld.resultOf(bind).errno()).isEqualTo(BLOCKED);
    FutureTask<CallResult> again =
        TcpWorld.inBackground(() -> world.ws2.bind(s, Sockaddr.loopback(0)));
    authorizer.next().answer().permit();
    assertThat(TcpWorld.resultOf(again).succeeded()).isTrue();
  }

  @Test
  void givenPendedBind_whenTheSocketIsClosed_thenTheCallReturnsAndTheQuestionIsWithdrawn() {
    authorizer.pend(About.BIND);
    SocketHandle s = world.socket();
    FutureTask<CallResult> bind =
        TcpWorld.inBackground(() -> world.ws2.bind(s, Sockaddr.loopback(0)));
    Asked asked = authorizer.next();
    world.ws2.closesocket(s).orThrow("closesocket");
    assertThat(TcpWorld.resultOf(bind).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(authorizer.nextTold()).isEqualTo("withdrawn " + asked.request().id());
  }

  @Test
  void givenBlockedListen_whenListening_thenTheCallFailsAndNobodyIsListenedFor() {
    authorizer.block(About.LISTEN, BLOCKED);
    world.breaks("WSP-ERR-1"); // Winsock's pages of listen know no such error; ALE gives it
    SocketHandle s = world.bound();
    assertThat(world.ws2.listen(s, 5).errno()).isEqualTo(BLOCKED);
    assertThat(world.ws2.connect(world.socket(), world.nameOf(s)).errno())
        .isEqualTo(WsaError.WSAECONNREFUSED.code());
  }

  @Test
  void givenUnboundSocket_whenItConnects_thenItsBindIsAskedAboutFirst() {
    authorizer.block(About.BIND, BLOCKED);
    SocketHandle client = world.socket();
    assertThat(world.ws2.connect(client, Sockaddr.loopback(9)).errno()).isEqualTo(BLOCKED);
    assertThat(authorizer.asked(About.CONNECT)).isEmpty();
  }

  @Test
  void givenAuthorizerThatThrows_whenConnecting_thenTheConnectIsBlocked() {
    authorizer.on(
        About.CONNECT,
        asked -> {
          throw new IllegalStateException("thrown by the test");
        });
    SocketHandle listener = world.listener();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
    try {
      assertThat(world.ws2.connect(world.socket(), world.nameOf(listener)).errno())
          .isEqualTo(BLOCKED);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
  }

  @Test
  void givenConnection_whenBothEndsClose_thenBothFlowsWereToldAndEnd() {
    TcpWorld.Pair pair = world.connected();
    world.ws2.closesocket(pair.client()).orThrow("closesocket");
    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    long connect = authorizer.asked(About.CONNECT).get(0).request().id();
    long accept = authorizer.asked(About.ACCEPT).get(0).request().id();
    assertThat(Stream.generate(authorizer::nextTold).limit(4).toList())
        .containsExactlyInAnyOrder(
            "established " + connect,
            "established " + accept,
            "closed " + connect,
            "closed " + accept);
  }
}
