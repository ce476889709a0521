package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that begin and end connections, with all their parameters, through a layer. */
@ParameterizedClass
@EnumSource(Base.class)
class ConnectionCallsTest {
  /** Notes with which flags the last socket was made. */
  private static final class Layer extends LayeredProvider {
    volatile int flags;
    volatile boolean hasGroupsAndQuality;

    @Override
    public SocketResult wspSocket(
        int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
      this.flags = flags;
      return super.wspSocket(family, type, protocol, protocolInfo, group, flags);
    }

    @Override
    public SocketResult wspJoinLeaf(
        SocketHandle s,
        Sockaddr name,
        @Nullable WsaBuffers callerData,
        @Nullable WsaBuffers calleeData,
        long sqos,
        long gqos,
        int joinFlags) {
      return hasGroupsAndQuality
          ? SocketResult.of(s)
          : super.wspJoinLeaf(s, name, callerData, calleeData, sqos, gqos, joinFlags);
    }

    @Override
    public BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
      return hasGroupsAndQuality ? BoolResult.TRUE : super.wspGetQOSByName(s, name, qos);
    }
  }

  private final Layer layer = new Layer();
  private final TcpWorld world;
  private final Ws2_32 ws2;

  ConnectionCallsTest(Base base) {
    world = new TcpWorld(base, List.of(layer));
    ws2 = world.ws2;
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static CallResult failed(WsaError error) {
    return CallResult.failed(error);
  }

  /** WSP-CONNECT-1: what cannot be had is refused, and the socket can still be connected. */
  @Test
  void givenConnectDataOrQuality_whenConnecting_thenEachIsRefusedByItsOwnError() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.socket();
    Sockaddr name = world.nameOf(listener);
    WsaBuffers data = WsaBuffers.of(world.text("hi"));
    long qos = world.block(80).address();

    assertThat(ws2.wsaConnect(s, name, data, null, 0, 0))
        .isEqualTo(failed(WsaError.WSAEPROTONOSUPPORT));
    assertThat(ws2.wsaConnect(s, name, null, null, qos, 0))
        .isEqualTo(failed(WsaError.WSAEOPNOTSUPP));
    assertThat(ws2.wsaConnect(s, name, null, null, 0, qos))
        .isEqualTo(failed(WsaError.WSAEOPNOTSUPP));
    assertThat(ws2.wsaConnect(s, name, null, data, 0, 0)).isEqualTo(CallResult.OK);
    assertThat(ws2.getpeername(s).orThrow("getpeername")).isEqualTo(name);
  }

  @Test
  void givenNoMultipointAndNoQuality_whenAskedFor_thenTheProviderRefuses() {
    SocketHandle s = world.socket();
    WsaBuffers name = WsaBuffers.of(world.text("template"));

    assertThat(ws2.wsaJoinLeaf(s, Sockaddr.loopback(1), null, null, 0, 0, 4))
        .isEqualTo(SocketResult.failed(WsaError.WSAEOPNOTSUPP));
    assertThat(ws2.wsaGetQOSByName(s, name, world.block(80).address()).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
  }

  @Test
  void givenLayerWithGroupsAndQuality_whenWSAJoinLeafAndWSAGetQOSByName_thenItsAnswerComesBack() {
    layer.hasGroupsAndQuality = true;
    SocketHandle s = world.socket();

    assertThat(ws2.wsaJoinLeaf(s, Sockaddr.loopback(1), null, null, 0, 0, 4))
        .isEqualTo(SocketResult.of(s));
    assertThat(ws2.wsaGetQOSByName(s, WsaBuffers.of(world.text("x")), world.block(80).address()))
        .isEqualTo(BoolResult.TRUE);
  }

  @Test
  void givenConnection_whenItsSendingIsDisconnected_thenThePeerSeesTheEnd() {
    Pair pair = world.connected();
    WsaBuffers data = WsaBuffers.of(world.text("bye"));

    assertThat(ws2.wsaSendDisconnect(pair.client(), data))
        .isEqualTo(failed(WsaError.WSAENOPROTOOPT));
    assertThat(ws2.wsaSendDisconnect(pair.client(), null)).isEqualTo(CallResult.OK);
    assertThat(ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0))
        .isEqualTo(TransferResult.done(0, 0));
    world.send(pair.server(), "x");
    assertThat(world.receive(pair.client(), 1)).isEqualTo("x");

    assertThat(ws2.wsaRecvDisconnect(pair.client(), null)).isEqualTo(CallResult.OK);
    assertThat(ws2.recv(pair.client(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenAddresses_whenTurnedIntoTextAndBack_thenTheyAreTheSame() {
    Sockaddr address = Sockaddr.loopback(4711);
    assertThat(ws2.wsaAddressToString(address, null)).isEqualTo(TextResult.of("127.0.0.1:4711"));
    assertThat(ws2.wsaStringToAddress("127.0.0.1:4711", Winsock2.AF_INET, null))
        .isEqualTo(AddressResult.of(address));
    ProtocolInfo six = world.entry(Winsock2.AF_INET6);
    AddressResult parsed = ws2.wsaStringToAddress("[::1]:80", Winsock2.AF_INET6, six);
    assertThat(ws2.wsaAddressToString(parsed.orThrow("WSAStringToAddress"), six).text())
        .isEqualTo("[::1]:80");
    assertThat(ws2.wsaStringToAddress("nonsense", Winsock2.AF_INET, null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ws2.wsaStringToAddress("127.0.0.1", 4711, null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  /** CLI-2. */
  @Test
  void givenEndedWinsock_whenAddressesAreTurned_thenNotInitialised() {
    ws2.wsaCleanup();
    assertThat(ws2.wsaAddressToString(Sockaddr.loopback(1), null).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(ws2.wsaStringToAddress("127.0.0.1", Winsock2.AF_INET, null).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  /** WSP-SOCKET-1. */
  @ParameterizedTest
  @CsvSource({"0, 0x101", "0, 0x1000001", "0, 3", "1, 1", "4711, 1"})
  void givenGroupOrFlagsOfNobody_whenSocketIsMade_thenInvalid(int group, String flags) {
    assertThat(
            ws2.wsaSocket(
                    Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, group, Integer.decode(flags))
                .errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenFlagsThatChangeNothingHere_whenSocketIsMade_thenItIsMade() {
    int flags =
        Winsock2.WSA_FLAG_OVERLAPPED
            | Winsock2.WSA_FLAG_NO_HANDLE_INHERIT
            | Winsock2.WSA_FLAG_ACCESS_SYSTEM_SECURITY;
    assertThat(ws2.wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, 0, flags).succeeded())
        .isTrue();
  }

  private int flagsOfSocket() {
    ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
    return layer.flags;
  }

  /** Sheet, 7: the option belongs to the thread; WSASocket does not look at it. */
  @ParameterizedTest
  @ValueSource(ints = {Winsock2.SO_SYNCHRONOUS_ALERT, Winsock2.SO_SYNCHRONOUS_NONALERT})
  void givenSynchronousOpenType_whenSocketsAreMade_thenThoseOfSocketAreNotOverlapped(int type)
      throws Exception {
    FutureTask<Void> thread =
        TcpWorld.inBackground(
            () -> {
              world.set(SocketHandle.INVALID, Winsock2.SO_OPENTYPE, type);
              OptionResult told = world.get(SocketHandle.INVALID, Winsock2.SO_OPENTYPE);
              assertThat(told.intOrThrow("getsockopt")).isEqualTo(type);
              assertThat(flagsOfSocket()).isZero();
              ws2.wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, 0, 1);
              assertThat(layer.flags).isEqualTo(Winsock2.WSA_FLAG_OVERLAPPED);
              world.set(SocketHandle.INVALID, Winsock2.SO_OPENTYPE, 0);
              assertThat(flagsOfSocket()).isEqualTo(Winsock2.WSA_FLAG_OVERLAPPED);
              world.set(SocketHandle.INVALID, Winsock2.SO_OPENTYPE, type);
              return null;
            });
    TcpWorld.resultOf(thread);

    assertThat(flagsOfSocket()).as("in another thread").isEqualTo(Winsock2.WSA_FLAG_OVERLAPPED);
  }

  @Test
  void givenOpenTypeThatIsNone_whenSet_thenItIsRefused() {
    SocketHandle none = SocketHandle.INVALID;
    int level = Winsock2.SOL_SOCKET;
    assertThat(ws2.setsockopt(none, level, Winsock2.SO_OPENTYPE, TcpWorld.bytes(1)))
        .isEqualTo(failed(WsaError.WSAEINVAL));
    assertThat(ws2.setsockopt(none, level, Winsock2.SO_OPENTYPE, new byte[1]))
        .isEqualTo(failed(WsaError.WSAEFAULT));
    assertThat(ws2.getsockopt(none, level, Winsock2.SO_OPENTYPE, 3).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(ws2.setsockopt(none, level, Winsock2.SO_LINGER, TcpWorld.bytes(0)))
        .isEqualTo(failed(WsaError.WSAENOTSOCK));
  }

  @Test
  void givenOptionsOfGroupsAndMarks_whenAsked_thenTheyAreKnown() {
    SocketHandle s = world.socket();
    assertThat(world.get(s, Winsock2.SO_GROUP_ID).intOrThrow("getsockopt")).isZero();
    for (int name : List.of(Winsock2.SO_RCVLOWAT, Winsock2.SO_SNDLOWAT)) {
      assertThat(world.get(s, name).errno()).isEqualTo(WsaError.WSAEINVAL.code());
      assertThat(ws2.setsockopt(s, Winsock2.SOL_SOCKET, name, TcpWorld.bytes(1)))
          .isEqualTo(failed(WsaError.WSAEINVAL));
    }
  }

  /** WSP-ACCEPT-2: put off, and withdrawn by the peer before it was taken. */
  @Test
  void givenWithdrawnRequest_whenAccepted_thenAccessIsDeniedAndTheNextIsTaken() {
    Assumptions.assumeFalse(world.isOnWinsock(), "it tells nothing of a reset before a receive");
    SocketHandle listener = world.listener();
    SocketHandle withdrawn = world.socket();
    ws2.connect(withdrawn, world.nameOf(listener)).orThrow("connect");
    ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0);
    world.set(withdrawn, Winsock2.SO_LINGER, 1);
    ws2.closesocket(withdrawn).orThrow("closesocket");

    assertThat(ws2.accept(listener).errno()).isEqualTo(WsaError.WSAEACCES.code());

    SocketHandle next = world.socket();
    ws2.connect(next, world.nameOf(listener)).orThrow("connect");
    assertThat(ws2.accept(listener).address()).isEqualTo(world.nameOf(next));
  }

  /** What C passes as NULL gives the documented error; what has none is refused by name. */
  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a careless client does
  void givenNull_whenCalled_thenTheErrorOrTheParameterIsNamed() {
    Pair pair = world.connected();
    SocketHandle s = pair.client();
    int fault = WsaError.WSAEFAULT.code();
    assertThat(ws2.bind(world.socket(), null).errno()).isEqualTo(fault);
    assertThat(ws2.connect(world.socket(), null).errno()).isEqualTo(fault);
    assertThat(ws2.wsaJoinLeaf(s, null, null, null, 0, 0, 4).errno()).isEqualTo(fault);
    assertThat(ws2.setsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, null).errno())
        .isEqualTo(fault);
    assertThat(ws2.send(s, null, 0).errno()).isEqualTo(fault);
    assertThat(ws2.recv(s, null, 0).errno()).isEqualTo(fault);
    assertThat(ws2.wsaSend(s, null, 0, world.overlapped(), null).errno()).isEqualTo(fault);
    assertThat(ws2.sendto(s, null, 0, null).errno()).isEqualTo(fault);
    assertThat(ws2.recvfrom(s, null, 0, 0, 0).errno()).isEqualTo(fault);
    assertThat(ws2.wsaPoll(null, 0).errno()).isEqualTo(fault);
    assertThat(ws2.wsaAddressToString(null, null).errno()).isEqualTo(fault);
    assertThat(ws2.wsaStringToAddress(null, 2, null).errno()).isEqualTo(fault);
    assertThat(ws2.wsaWaitForMultipleEvents(null, false, 0, false).error())
        .as("no handle is a bad number of handles")
        .isEqualTo(WsaError.WSA_INVALID_PARAMETER.code());
    assertThat(ws2.bind(SocketHandle.INVALID, null).errno())
        .as("the socket first (DEC-11)")
        .isEqualTo(WsaError.WSAENOTSOCK.code());

    assertThatThrownBy(() -> ws2.listen(null, 1)).hasMessageStartingWith("s is null");
    assertThatThrownBy(() -> ws2.wsaEventSelect(s, null, 1))
        .hasMessageStartingWith("event is null");
    assertThatThrownBy(() -> ws2.wsaEnumNetworkEvents(s, null))
        .hasMessageStartingWith("event is null");
    assertThat(world.kernel32.getQueuedCompletionStatusEx(world.port(), null, 0, false))
        .isEqualTo(BoolResult.failed(87));
    assertThat(ws2.wsaEventSelect(s, EventHandle.NULL, 0)).isEqualTo(CallResult.OK);
    try (NativeBlock room = NativeBlock.allocate(1)) {
      world.send(pair.server(), "x");
      world.blocking(s);
      assertThat(ws2.recv(s, WsaBuffers.of(room), 0).bytes()).isEqualTo(1);
    }
  }
}
