package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code WSPEventSelect} and {@code WSPEnumNetworkEvents} (sheet, 3.9). */
@ParameterizedClass
@EnumSource(Base.class)
class NetworkEventsTest implements AffectedByWine {
  private static final int READ = Winsock2.FD_READ;
  private static final int WRITE = Winsock2.FD_WRITE;
  private static final int OOB = Winsock2.FD_OOB;
  private static final int ACCEPT = Winsock2.FD_ACCEPT;
  private static final int CONNECT = Winsock2.FD_CONNECT;
  private static final int CLOSE = Winsock2.FD_CLOSE;

  private final TcpWorld world;
  private final EventHandle event;

  NetworkEventsTest(Base base) {
    world = new TcpWorld(base);
    event = world.event();
  }

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  @AfterEach
  void closeWorld() {
    world.close();
  }

  private void select(SocketHandle s, int events) {
    world.ws2.wsaEventSelect(s, event, events).orThrow("WSAEventSelect");
  }

  /** What was recorded; the event is reset. */
  private Map<Integer, Integer> take(SocketHandle s) {
    NetworkEventsResult result = world.ws2.wsaEnumNetworkEvents(s, event);
    assertThat(result.returnValue()).isZero();
    assertThat(result.events())
        .isEqualTo(result.errorCodes().keySet().stream().mapToInt(Integer::intValue).sum());
    return result.errorCodes();
  }

  /** Waits for the event, then takes. */
  private Map<Integer, Integer> next(SocketHandle s) {
    world.await(event);
    return take(s);
  }

  private void assertNothing(SocketHandle s) {
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(take(s)).isEmpty();
  }

  @Test
  void givenData_whenTheyCome_thenReadOnceUntilReceived() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    assertNothing(pair.server());

    world.send(pair.client(), "abc");
    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
    world.send(pair.client(), "def");
    waitForBytes(pair.server(), 6);
    assertNothing(pair.server());

    assertThat(world.receive(pair.server(), 1)).isEqualTo("a");
    assertThat(take(pair.server())).as("more to receive").containsExactly(Map.entry(READ, 0));
    assertThat(world.receive(pair.server(), 5)).isEqualTo("bcdef");
    assertThat(world.isSignalled(event)).isFalse();
    world.send(pair.client(), "g");
    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
  }

  private void waitForBytes(SocketHandle s, int bytes) {
    NativeBlock out = world.block(4);
    world.until(
        () -> {
          world
              .ws2
              .wsaIoctl(s, Winsock2.FIONREAD, 0, 0, out.address(), 4, null, null)
              .orThrow("FIONREAD");
          return out.buffer().getInt(0) >= bytes;
        });
  }

  @Test
  void givenDataPresent_whenSelected_thenRecordedAtOnce() {
    Pair pair = world.connected();
    world.send(pair.client(), "x");
    world.receivePeeked(pair.server());

    select(pair.server(), READ | WRITE);

    assertThat(world.isSignalled(event)).isTrue();
    assertThat(take(pair.server())).containsOnly(Map.entry(READ, 0), Map.entry(WRITE, 0));
    assertThat(world.isSignalled(event)).as("reset in the same step").isFalse();
  }

  @Test
  void givenFailingReceive_whenNothingIsThere_thenReadIsEnabledAllTheSame() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    world.send(pair.client(), "x");
    assertThat(next(pair.server())).containsKey(READ);
    assertThat(world.receive(pair.server(), 1)).isEqualTo("x");

    int errno = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).errno();

    assertThat(errno).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    world.send(pair.client(), "y");
    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenFullConnection_whenThePeerReads_thenWriteAgain() {
    Pair pair = world.connected();
    select(pair.client(), WRITE);
    assertThat(next(pair.client())).containsExactly(Map.entry(WRITE, 0));
    world.send(pair.client(), "a");
    assertNothing(pair.client());
    fillForGood(pair.client());
    if (!world.isOnTheSystem()) {
      assertNothing(pair.client());
    }

    world.nonBlocking(pair.server());
    WsaBuffers room = WsaBuffers.of(world.block(1 << 16));
    world.until(
        () -> {
          world.ws2.recv(pair.server(), room, 0);
          return world.isSignalled(event);
        });

    assertThat(take(pair.client())).containsExactly(Map.entry(WRITE, 0));
  }

  /**
   * Sends until there is no room. A real network moves data on to the receiving side, and so may
   * make room without a receive: then FD_WRITE is right, and a send must find that room.
   */
  private void fillForGood(SocketHandle s) {
    assertThat(fill(s)).isPositive();
    if (!world.isOnTheSystem()) {
      return;
    }
    while (!take(s).isEmpty()) {
      assertThat(fill(s)).as("bytes sent after FD_WRITE").isPositive();
    }
  }

  /** How many bytes were sent before WSAEWOULDBLOCK. */
  private long fill(SocketHandle s) {
    WsaBuffers data = WsaBuffers.of(world.block(1 << 16));
    long sent = 0;
    while (true) {
      TransferResult result = world.ws2.send(s, data, 0);
      if (result.errno() == WsaError.WSAEWOULDBLOCK.code()) {
        return sent;
      }
      sent += result.orThrow("send").bytes();
    }
  }

  @Test
  void givenConnect_whenItSucceeds_thenConnectAndWrite() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.socket();
    select(s, CONNECT | WRITE | READ | CLOSE);
    assertNothing(s);

    world.ws2.connect(s, world.nameOf(listener));

    assertThat(next(s)).containsOnly(Map.entry(CONNECT, 0), Map.entry(WRITE, 0));
    assertNothing(s);
  }

  @Test
  @OnWine(value = "CLI-CONNECTEX-3", instead = "the first try after a refusal is aborted")
  void givenConnect_whenItIsRefused_thenConnectWithItsErrorAndTheSocketMayTryAgain() {
    SocketHandle gone = world.listener();
    Sockaddr nobody = world.nameOf(gone);
    world.ws2.closesocket(gone).orThrow("closesocket");
    SocketHandle s = world.socket();
    select(s, CONNECT | WRITE);

    world.ws2.connect(s, nobody);

    assertThat(next(s)).containsExactly(Map.entry(CONNECT, WsaError.WSAECONNREFUSED.code()));
    Sockaddr somebody = world.nameOf(world.listener());
    world.ws2.connect(s, somebody);
    if (world.isWine()) {
      world.breaks("WSP-ERR-1"); // WSPConnect's page does not list WSAECONNABORTED
      assertThat(next(s)).containsExactly(Map.entry(CONNECT, WsaError.WSAECONNABORTED.code()));
      world.ws2.connect(s, somebody);
    }
    assertThat(next(s)).containsOnly(Map.entry(CONNECT, 0), Map.entry(WRITE, 0));
  }

  @Test
  void givenConnected_whenConnectIsNominated_thenRecordedAtOnce() {
    Pair pair = world.connected();

    select(pair.client(), CONNECT);

    assertThat(take(pair.client())).containsExactly(Map.entry(CONNECT, 0));
  }

  @Test
  void givenListener_whenTwoConnect_thenAcceptOnceForEachAccept() {
    SocketHandle listener = world.listener();
    select(listener, ACCEPT);
    assertNothing(listener);
    world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
    world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");

    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));
    assertNothing(listener);
    world.accept(listener);
    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));
    world.accept(listener);
    assertNothing(listener);
  }

  @Test
  void givenListener_whenSelectedBeforeItListens_thenAcceptComesAllTheSame() {
    SocketHandle s = world.bound();
    select(s, ACCEPT);
    world.ws2.listen(s, 5).orThrow("listen");

    world.ws2.connect(world.socket(), world.nameOf(s)).orThrow("connect");

    assertThat(next(s)).containsExactly(Map.entry(ACCEPT, 0));
  }

  @Test
  void givenDeferredRequest_whenAcceptSaysTryAgain_thenAcceptIsNotEnabled_WSP_ACCEPT_1() {
    SocketHandle listener = world.listener();
    select(listener, ACCEPT);
    world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
    assertThat(next(listener)).containsKey(ACCEPT);

    int errno = world.ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0).errno();

    assertThat(errno).isEqualTo(WsaError.WSATRY_AGAIN.code());
    assertNothing(listener);
    world.accept(listener);
    assertNothing(listener);
  }

  @Test
  void givenAcceptedSocket_whenTheListenerHasEvents_thenItHasThemToo_WSP_ACCEPT_1() {
    SocketHandle listener = world.listener();
    select(listener, ACCEPT | READ | WRITE | CONNECT);
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    assertThat(next(listener)).containsExactly(Map.entry(ACCEPT, 0));

    SocketHandle server = world.accept(listener);

    assertThat(next(server)).containsExactly(Map.entry(WRITE, 0));
    world.send(client, "x");
    assertThat(next(server)).containsExactly(Map.entry(READ, 0));
    assertThat(take(listener)).isEmpty();
  }

  @Test
  void givenGracefulEnd_whenDataWait_thenCloseOnlyAfterTheyAreReceived() {
    Pair pair = world.connected();
    select(pair.server(), READ | CLOSE);
    world.send(pair.client(), "ab");
    world.ws2.shutdown(pair.client(), Winsock2.SD_SEND).orThrow("shutdown");

    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
    assertThat(world.receive(pair.server(), 1)).isEqualTo("a");
    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
    assertThat(world.receive(pair.server(), 1)).isEqualTo("b");
    assertThat(next(pair.server())).containsExactly(Map.entry(CLOSE, 0));
    assertNothing(pair.server());
  }

  @Test
  @OnWine(value = "WIN-21", instead = "a receive after a reset finds a graceful end")
  void givenReset_whenItComes_thenCloseWithItsError() {
    Pair pair = world.connected();
    select(pair.server(), READ | CLOSE);
    world.set(pair.client(), Winsock2.SO_LINGER, 1);

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(next(pair.server()))
        .containsExactly(Map.entry(CLOSE, world.isWine() ? 0 : WsaError.WSAECONNRESET.code()));
  }

  @Test
  void givenUrgentByte_whenItComes_thenOutOfBand() {
    Pair pair = world.connected();
    select(pair.server(), OOB | READ);
    WsaBuffers one = WsaBuffers.of(world.text("!"));
    world.ws2.send(pair.client(), one, Winsock2.MSG_OOB).orThrow("send");

    assertThat(next(pair.server())).containsExactly(Map.entry(OOB, 0));
    assertNothing(pair.server());
    WsaBuffers room = WsaBuffers.of(world.block(1));
    world.ws2.recv(pair.server(), room, Winsock2.MSG_OOB).orThrow("recv");
    assertNothing(pair.server());
  }

  @Test
  void givenUrgentByteInLine_whenItComes_thenReadAndNotOutOfBand() {
    Pair pair = world.connected();
    world.set(pair.server(), Winsock2.SO_OOBINLINE, 1);
    select(pair.server(), OOB | READ);
    WsaBuffers one = WsaBuffers.of(world.text("!"));
    world.ws2.send(pair.client(), one, Winsock2.MSG_OOB).orThrow("send");

    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenRecord_whenSelectedAnew_thenClearedAndReplaced() {
    Pair pair = world.connected();
    select(pair.client(), WRITE);
    EventHandle other = world.event();

    world.ws2.wsaEventSelect(pair.client(), other, READ).orThrow("WSAEventSelect");

    assertThat(take(pair.client())).isEmpty();
    world.send(pair.server(), "x");
    world.await(other);
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(take(pair.client())).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenRegistration_whenCancelled_thenNothingIsToldAndItStaysNonBlocking_WSP_IOCTL_7() {
    Pair pair = world.connected();
    select(pair.server(), READ | WRITE);
    assertThat(blocking(pair.server())).isEqualTo(WsaError.WSAEINVAL.code());
    take(pair.server());

    world.ws2.wsaEventSelect(pair.server(), EventHandle.NULL, 0).orThrow("WSAEventSelect");
    world.send(pair.client(), "x");
    waitForBytes(pair.server(), 1);

    assertNothing(pair.server());
    assertThat(world.receive(pair.server(), 1)).isEqualTo("x");
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(blocking(pair.server())).isZero();
  }

  private int blocking(SocketHandle s) {
    NativeBlock zero = world.block(4);
    return world.ws2.wsaIoctl(s, Winsock2.FIONBIO, zero.address(), 4, 0, 0, null, null).errno();
  }

  @Test
  void givenBadEvent_whenSelected_thenInvalidArgumentAndTheOldOneStays() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    EventHandle closed = world.event();
    world.kernel32.closeHandle(closed);
    EventHandle socket = new EventHandle(pair.client().value());
    int invalid = WsaError.WSAEINVAL.code();
    int before = world.winsock.openHandles();

    assertThat(world.ws2.wsaEventSelect(pair.server(), closed, READ).errno()).isEqualTo(invalid);
    assertThat(world.ws2.wsaEventSelect(pair.server(), socket, READ).errno()).isEqualTo(invalid);
    assertThat(world.ws2.wsaEventSelect(pair.server(), EventHandle.NULL, READ).errno())
        .isEqualTo(invalid);
    assertThat(world.ws2.wsaEventSelect(pair.server(), event, 0x400).errno()).isEqualTo(invalid);

    assertThat(world.winsock.openHandles()).isEqualTo(before);
    world.send(pair.client(), "x");
    assertThat(next(pair.server())).containsExactly(Map.entry(READ, 0));
  }

  @Test
  void givenBadEvent_whenEnumerated_thenNothingIsCleared() {
    Pair pair = world.connected();
    select(pair.client(), WRITE);
    EventHandle closed = world.event();
    world.kernel32.closeHandle(closed);

    NetworkEventsResult failed = world.ws2.wsaEnumNetworkEvents(pair.client(), closed);

    assertThat(failed.errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.isSignalled(event)).isTrue();
    assertThat(take(pair.client())).containsExactly(Map.entry(WRITE, 0));
  }

  @Test
  void givenNoEvent_whenEnumerated_thenTheRecordIsClearedAndTheEventStaysSet() {
    Pair pair = world.connected();
    select(pair.client(), WRITE);

    NetworkEventsResult taken = world.ws2.wsaEnumNetworkEvents(pair.client(), EventHandle.NULL);

    assertThat(taken.events()).isEqualTo(WRITE);
    assertThat(taken.errorOf(WRITE)).isZero();
    assertThat(world.isSignalled(event)).isTrue();
    assertThat(take(pair.client())).isEmpty();
  }

  @Test
  void givenClosedSocket_whenThePeerEnds_thenNoCloseAndItsHandlesAreFreed_WSP_CLOSE_2() {
    Pair pair = world.connected();
    int before = world.winsock.openHandles();
    select(pair.server(), CLOSE | READ);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(world.isSignalled(event)).isFalse();
    assertThat(world.winsock.openHandles()).isEqualTo(before - 2);
  }

  @Test
  void givenClosedEventHandle_whenDataCome_thenTheyAreRecordedAndNothingElseIsSet() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    world.kernel32.closeHandle(event);

    world.send(pair.client(), "x");

    world.until(
        () -> world.ws2.wsaEnumNetworkEvents(pair.server(), EventHandle.NULL).events() == READ);
  }

  @Test
  void givenSelectOnTheSameSocket_whenItPolls_thenTheRecordIsUntouched() {
    Pair pair = world.connected();
    select(pair.client(), WRITE);

    world.ws2.select(null, FdSet.of(pair.client()), null, new TimeVal(0, 0)).orThrow("select");

    assertThat(take(pair.client())).containsExactly(Map.entry(WRITE, 0));
  }

  @Test
  void givenPendingReceive_whenDataCome_thenTheyAreItsOwnAndNotRecorded() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    EventHandle done = world.event();
    NativeBlock room = world.block(8);
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, world.overlapped(done), null);

    world.send(pair.client(), "x");

    world.await(done);
    assertNothing(pair.server());
  }

  @Test
  void givenManyRounds_whenPingPongByEvents_thenNoneIsLost() {
    Pair pair = world.connected();
    select(pair.server(), READ);
    for (int i = 0; i < 500; i++) {
      world.send(pair.client(), "ab");
      assertThat(next(pair.server())).as("round %s", i).containsKey(READ);
      assertThat(receiveAvailable(pair.server(), 2)).isEqualTo("ab");
      take(pair.server());
    }
  }

  private String receiveAvailable(SocketHandle s, int length) {
    waitForBytes(s, length);
    return world.receive(s, length);
  }
}
