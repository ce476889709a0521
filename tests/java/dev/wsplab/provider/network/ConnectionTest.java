package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
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
class ConnectionTest implements AffectedByWine {
  private final TcpWorld world;

  ConnectionTest(Base base) {
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

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenEitherFamily_whenConnected_thenDataFlowAndNamesAgree(int family) {
    SocketHandle listener = world.listener(family);
    SocketHandle client = world.socket(family);

    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    AcceptResult accepted = world.ws2.accept(listener);
    world.send(client, "there");
    world.send(accepted.socket(), "back");

    assertThat(world.receive(accepted.socket(), 5)).isEqualTo("there");
    assertThat(world.receive(client, 4)).isEqualTo("back");
    assertThat(accepted.address()).isEqualTo(world.nameOf(client));
    assertThat(world.ws2.getpeername(client).address()).isEqualTo(world.nameOf(listener));
    assertThat(world.nameOf(client).family()).isEqualTo(family);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 1, 0",
    "-1, -1, -1, 1, 0",
    "2, 1, 6, 1, 0",
    "23, 1, 6, 1, 10047",
    "2, 2, 0, 1, 10044",
    "2, 1, 17, 1, 10043",
    "2, 1, 6, 3, 10022",
  })
  void givenParameters_whenSocketIsMade_thenItOrItsError_WSP_SOCKET_3(
      int family, int type, int protocol, int flags, int errno) {
    ProtocolInfo entry = world.entry(Winsock2.AF_INET);
    world.socket();

    int got = world.provider.wspSocket(family, type, protocol, entry, 0, flags).errno();

    assertThat(got).isEqualTo(errno);
  }

  @Test
  void givenBoundSocket_whenBoundAgain_thenInvalid() {
    assertThat(world.ws2.bind(world.bound(), Sockaddr.loopback(0)).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenAddressThatDoesNotFit_whenBound_thenFault() {
    Sockaddr six = TcpWorld.loopback(Winsock2.AF_INET6, 0);
    Sockaddr tooShort = Sockaddr.ofBytes(new byte[] {2, 0, 0, 0, 127, 0, 0, 1});

    assertThat(world.ws2.bind(world.socket(), six).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(world.ws2.bind(world.socket(), tooShort).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenPortInUse_whenBound_thenInUse() {
    SocketHandle first = world.bound();
    Sockaddr taken = world.nameOf(first);

    assertThat(world.ws2.bind(world.socket(), taken).errno())
        .as("by a bound socket")
        .isEqualTo(WsaError.WSAEADDRINUSE.code());
    world.ws2.listen(first, 1).orThrow("listen");
    assertThat(world.ws2.bind(world.socket(), taken).errno())
        .as("by a listener")
        .isEqualTo(WsaError.WSAEADDRINUSE.code());
  }

  @Test
  void givenConnectionsThatLinger_whenTheirPortIsBoundAgain_thenItMay() {
    SocketHandle listener = world.listener();
    Sockaddr name = world.nameOf(listener);
    SocketHandle client = world.socket();
    world.ws2.connect(client, name).orThrow("connect");
    SocketHandle server = world.accept(listener);
    // The server's side closes first, so its port stays in TIME_WAIT.
    world.ws2.closesocket(server).orThrow("closesocket");
    assertThat(world.ws2.recv(client, WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
    world.ws2.closesocket(client).orThrow("closesocket");
    world.ws2.closesocket(listener).orThrow("closesocket");

    SocketHandle again = world.socket();

    assertThat(world.ws2.bind(again, name)).isEqualTo(CallResult.OK);
    assertThat(world.ws2.listen(again, 1)).isEqualTo(CallResult.OK);
  }

  @Test
  void givenUnboundSocket_whenListening_thenInvalid() {
    assertThat(world.ws2.listen(world.socket(), 1).errno()).isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenConnectedSocket_whenListeningOrConnecting_thenAlreadyConnected_WSP_CONNECT_1() {
    Pair pair = world.connected();

    assertThat(world.ws2.listen(pair.client(), 1).errno()).isEqualTo(WsaError.WSAEISCONN.code());
    assertThat(world.ws2.connect(pair.client(), Sockaddr.loopback(9)).errno())
        .isEqualTo(WsaError.WSAEISCONN.code());
  }

  @Test
  void givenListener_whenConnecting_thenInvalid() {
    SocketHandle listener = world.listener();

    assertThat(world.ws2.connect(listener, world.nameOf(listener)).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenBadTargets_whenConnecting_thenTheirErrors_WSP_CONNECT_2() {
    Sockaddr zero = Sockaddr.of(new InetSocketAddress("0.0.0.0", 80));
    Sockaddr noPort = Sockaddr.loopback(0);
    Sockaddr six = TcpWorld.loopback(Winsock2.AF_INET6, 80);
    Sockaddr tooShort = Sockaddr.ofBytes(new byte[] {2, 0, 0, 80});

    assertThat(connectError(zero)).isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
    assertThat(connectError(noPort)).isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
    assertThat(connectError(six)).isEqualTo(WsaError.WSAEAFNOSUPPORT.code());
    assertThat(connectError(tooShort)).isEqualTo(WsaError.WSAEFAULT.code());
  }

  private int connectError(Sockaddr to) {
    return world.ws2.connect(world.socket(), to).errno();
  }

  @Test
  void givenNonBlockingSocket_whenConnecting_thenItGoesOnInTheBackground_WSP_CONNECT_1() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.socket();
    world.nonBlocking(s);

    CallResult first = world.ws2.connect(s, world.nameOf(listener));
    SocketHandle server = world.accept(listener);
    world.send(server, "x");

    assertThat(first.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(world.receiveWhenReady(s)).isEqualTo("x");
    assertThat(world.ws2.connect(s, world.nameOf(listener)).errno())
        .isEqualTo(WsaError.WSAEISCONN.code());
  }

  @Test
  @OnWine(value = "CLI-8", instead = "asking for SO_ERROR does not clear it")
  void givenNonBlockingSocket_whenRefused_thenTheErrorIsKeptForTheOption_CLI_8() {
    SocketHandle s = world.socket();
    world.nonBlocking(s);

    CallResult started = world.ws2.connect(s, world.nameOf(world.bound()));

    assertThat(started.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(world.errorWhenThereIsOne(s)).isEqualTo(WsaError.WSAECONNREFUSED.code());
    assertThat(world.get(s, Winsock2.SO_ERROR).intOrThrow("getsockopt"))
        .as("asking cleared it")
        .isEqualTo(world.isWine() ? WsaError.WSAECONNREFUSED.code() : 0);
  }

  @Test
  void givenNothingQueued_whenAcceptingNonBlocking_thenWouldBlock_WSP_ACCEPT_2() {
    SocketHandle listener = world.listener();
    world.nonBlocking(listener);

    assertThat(world.ws2.accept(listener).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(world.ws2.accept(world.bound()).errno())
        .as("not listening")
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenCondition_whenItAccepts_thenItSawBothAddressesInTheCallersThread_WSP_ACCEPT_1() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    List<Object> seen = new ArrayList<>();

    AcceptResult accepted =
        world.ws2.wsaAccept(
            listener,
            request -> {
              seen.addAll(
                  Arrays.asList(
                      request.callerId(),
                      request.calleeId(),
                      request.callbackData(),
                      Thread.currentThread()));
              return Winsock2.CF_ACCEPT;
            },
            4711);

    assertThat(accepted.succeeded()).isTrue();
    assertThat(seen)
        .containsExactly(
            world.nameOf(client), world.nameOf(listener), 4711L, Thread.currentThread());
  }

  @Test
  void givenCondition_whenItRejects_thenRefusedAndTheAddressTold_WSP_ACCEPT_2() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");

    AcceptResult rejected = world.ws2.wsaAccept(listener, request -> Winsock2.CF_REJECT, 0);

    assertThat(rejected.errno()).isEqualTo(WsaError.WSAECONNREFUSED.code());
    assertThat(rejected.address()).isEqualTo(world.nameOf(client));
    world.ws2.recv(client, WsaBuffers.of(world.block(1)), 0);
    assertThat(world.errorOfSending(client)).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenCondition_whenItDefers_thenTheRequestStaysQueued_WSP_ACCEPT_1() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");

    AcceptResult deferred = world.ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0);
    AcceptResult accepted = world.ws2.accept(listener);

    assertThat(deferred.errno()).isEqualTo(WsaError.WSATRY_AGAIN.code());
    assertThat(deferred.address()).isEqualTo(world.nameOf(client));
    assertThat(accepted.address()).isEqualTo(world.nameOf(client));
  }

  @Test
  void givenCondition_whenItThrows_thenTheRequestStaysQueued() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");

    try {
      world.ws2.wsaAccept(
          listener,
          request -> {
            throw new IllegalStateException("condition");
          },
          0);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("condition");
    }

    assertThat(world.ws2.accept(listener).address()).isEqualTo(world.nameOf(client));
  }

  @Test
  void givenNonBlockingListener_whenAccepted_thenTheSocketIsNonBlockingToo_WSP_ACCEPT_1() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    world.nonBlocking(listener);

    SocketHandle server = world.accept(listener);

    assertThat(world.ws2.recv(server, WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  @Test
  void givenHalfClose_whenTheOtherSideStillSends_thenItArrives() {
    Pair pair = world.connected();
    world.send(pair.client(), "request");

    world.ws2.shutdown(pair.client(), Winsock2.SD_SEND).orThrow("shutdown");

    assertThat(world.receive(pair.server(), 7)).isEqualTo("request");
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0))
        .isEqualTo(TransferResult.done(0, 0));
    world.send(pair.server(), "answer");
    assertThat(world.receive(pair.client(), 6)).isEqualTo("answer");
    assertThat(world.ws2.send(pair.client(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenQueuedSend_whenShutDown_thenTheEndFollowsTheData() {
    Pair pair = world.connected();
    int length = 16 << 20;
    world.ws2.wsaSend(
        pair.client(), WsaBuffers.of(world.block(length)), 0, world.overlapped(), null);

    world.ws2.shutdown(pair.client(), Winsock2.SD_BOTH).orThrow("shutdown");

    TransferResult all =
        world.ws2.recv(pair.server(), WsaBuffers.of(world.block(length + 1)), Winsock2.MSG_WAITALL);
    assertThat(all.bytes()).isEqualTo(length);
    assertThat(world.ws2.recv(pair.client(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenBadShutdowns_whenCalled_thenTheirErrors() {
    Pair pair = world.connected();

    assertThat(world.ws2.shutdown(pair.client(), 3).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.shutdown(world.socket(), Winsock2.SD_BOTH).errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
  }

  @Test
  void givenDisconnect_whenCalled_thenItShutsDownAndRefusesData() {
    Pair pair = world.connected();
    WsaBuffers data = WsaBuffers.of(world.block(1));

    assertThat(world.provider.wspSendDisconnect(pair.client(), data).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(world.provider.wspSendDisconnect(pair.client(), null)).isEqualTo(CallResult.OK);
    assertThat(world.provider.wspRecvDisconnect(pair.server(), null)).isEqualTo(CallResult.OK);

    assertThat(world.ws2.send(pair.client(), data, 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
    assertThat(world.ws2.recv(pair.server(), data, 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenUnconnectedSockets_whenAskedForNames_thenTheirErrors() {
    assertThat(world.ws2.getsockname(world.socket()).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.getpeername(world.bound()).errno()).isEqualTo(WsaError.WSAENOTCONN.code());
  }

  @Test
  void givenUnconnectedSocket_whenTransferring_thenNotConnected() {
    WsaBuffers one = WsaBuffers.of(world.block(1));

    assertThat(world.ws2.send(world.socket(), one, 0).errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(world.ws2.recv(world.bound(), one, 0).errno())
        .isEqualTo(WsaError.WSAENOTCONN.code());
  }

  @Test
  void givenToAndFrom_whenTransferring_thenTheAddressesAreIgnored_WSP_SEND_5() {
    Pair pair = world.connected();
    WsaBuffers data = WsaBuffers.of(world.text("via"));
    Sockaddr anywhere = Sockaddr.loopback(1);

    TransferResult sent =
        world.provider.wspSendTo(pair.client(), data, 0, anywhere, null, null, null);
    TransferResult received =
        world.provider.wspRecvFrom(
            pair.server(), WsaBuffers.of(world.block(3)), 0, 0x10, 0x10, null, null, null);

    assertThat(sent.bytes()).isEqualTo(3);
    assertThat(received.bytes()).isEqualTo(3);
  }

  @Test
  void givenUrgentByte_whenReceivedOutOfBand_thenItIsNotInTheStream() {
    Pair pair = world.connected();
    world.send(pair.client(), "ab");
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");
    world.send(pair.client(), "cd");
    NativeBlock urgent = world.block(1);

    TransferResult out = world.ws2.recv(pair.server(), WsaBuffers.of(urgent), Winsock2.MSG_OOB);

    assertThat(out).isEqualTo(TransferResult.done(1, Winsock2.MSG_OOB));
    assertThat(TcpWorld.textOf(urgent, 1)).isEqualTo("!");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("abcd");
  }

  @Test
  void givenUrgentReceivePends_whenTheByteComes_thenItCompletes() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    TransferResult started =
        world.ws2.wsaRecv(
            pair.server(), WsaBuffers.of(world.block(1)), Winsock2.MSG_OOB, overlapped, null);
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");

    assertThat(started.isPending()).isTrue();
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(1);
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false).bytes())
        .isEqualTo(1);
  }

  @Test
  void givenUrgentReceivePends_whenThePeerGoes_thenItEndsWithoutBytes() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    world.ws2.wsaRecv(
        pair.server(), WsaBuffers.of(world.block(1)), Winsock2.MSG_OOB, overlapped, null);

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    world.await(event);
    assertThat(overlapped.internalHigh()).isZero();
    assertThat(overlapped.internal()).isZero();
  }

  @Test
  void givenUrgentInline_whenReceivedOutOfBand_thenInvalid() {
    Pair pair = world.connected();
    world.set(pair.server(), Winsock2.SO_OOBINLINE, 1);

    TransferResult refused =
        world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), Winsock2.MSG_OOB);

    assertThat(refused.errno()).isEqualTo(WsaError.WSAEINVAL.code());
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("x")), Winsock2.MSG_OOB).orThrow("send");
    assertThat(world.receive(pair.server(), 1)).isEqualTo("x");
  }
}
