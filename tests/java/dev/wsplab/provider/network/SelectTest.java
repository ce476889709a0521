package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Threads;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code WSPSelect}, through {@code select} (sheet, 3.9 and 7). */
@ParameterizedClass
@EnumSource(Base.class)
class SelectTest implements AffectedByWine {
  private static final TimeVal NOW = new TimeVal(0, 0);
  private static final TimeVal BOUND = new TimeVal(TcpWorld.BOUND_MILLIS / 1000, 0);

  private final TcpWorld world;

  SelectTest(Base base) {
    world = new TcpWorld(base);
  }

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  @AfterEach
  void closeWorld() {
    world.close();
  }

  private int select(
      @Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except, TimeVal timeout) {
    return world.ws2.select(read, write, except, timeout).orThrow("select");
  }

  private int error(@Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except) {
    CountResult result = world.ws2.select(read, write, except, NOW);
    assertThat(result.returnValue()).isEqualTo(Winsock2.SOCKET_ERROR);
    assertThat(world.ws2.wsaGetLastError()).isEqualTo(result.errno());
    return result.errno();
  }

  @Test
  void givenThreeSets_whenPolled_thenReadySocketsStayAndAreCounted() {
    Pair pair = world.connected();
    world.send(pair.client(), "x");
    world.receivePeeked(pair.server());
    FdSet read = FdSet.of(pair.client(), pair.server());
    FdSet write = FdSet.of(pair.client(), pair.server());
    FdSet except = FdSet.of(pair.client(), pair.server());

    assertThat(select(read, write, except, NOW)).isEqualTo(3);

    assertThat(read.sockets()).containsExactly(pair.server());
    assertThat(write.sockets()).containsExactly(pair.client(), pair.server());
    assertThat(except.sockets()).isEmpty();
  }

  @Test
  void givenNothingReady_whenTheTimeIsOver_thenZeroAndEmptySets() {
    FdSet read = FdSet.of(world.connected().server());
    TimeVal timeout = new TimeVal(0, 20_000);
    long before = System.nanoTime();

    assertThat(select(read, null, null, timeout)).isZero();

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
    assertThat(read.sockets()).isEmpty();
  }

  @Test
  void givenWaitingSelect_whenDataCome_thenItReturns() {
    Pair pair = world.connected();
    FutureTask<Integer> waiting =
        TcpWorld.inBackground(() -> select(FdSet.of(pair.server()), null, null, BOUND));

    world.send(pair.client(), "x");

    assertThat(TcpWorld.resultOf(waiting)).isEqualTo(1);
  }

  @Test
  void givenDataTakenExactly_whenMoreCome_thenTheNextSelectSeesThem() {
    Pair pair = world.connected();
    for (int round = 0; round < 20; round++) {
      FdSet read = FdSet.of(pair.server());
      FutureTask<Integer> waiting = TcpWorld.inBackground(() -> select(read, null, null, BOUND));
      world.send(pair.client(), "abc");
      assertThat(TcpWorld.resultOf(waiting)).as("round %s", round).isEqualTo(1);
      assertThat(world.receive(pair.server(), 3)).isEqualTo("abc");
      assertThat(select(FdSet.of(pair.server()), null, null, NOW)).isZero();
    }
  }

  @Test
  void givenListener_whenSomebodyConnects_thenReadableAndEachIsAccepted() {
    SocketHandle listener = world.listener();
    assertThat(select(FdSet.of(listener), null, null, NOW)).isZero();
    SocketHandle first = world.socket();
    SocketHandle second = world.socket();
    world.ws2.connect(first, world.nameOf(listener)).orThrow("connect");
    world.ws2.connect(second, world.nameOf(listener)).orThrow("connect");

    assertThat(select(FdSet.of(listener), null, null, BOUND)).isEqualTo(1);
    assertThat(select(FdSet.of(listener), null, null, NOW)).isEqualTo(1);

    assertThat(acceptedPeer(listener)).isEqualTo(world.nameOf(first));
    assertThat(select(FdSet.of(listener), null, null, BOUND)).isEqualTo(1);
    assertThat(acceptedPeer(listener)).isEqualTo(world.nameOf(second));
    assertThat(select(FdSet.of(listener), null, null, NOW)).isZero();
  }

  private Sockaddr acceptedPeer(SocketHandle listener) {
    return world.ws2.getpeername(world.accept(listener)).orThrow("getpeername");
  }

  @Test
  void givenPeerThatEnds_whenSelected_thenReadableAndReceiveGivesTheEnd() {
    Pair pair = world.connected();
    world.ws2.shutdown(pair.client(), Winsock2.SD_SEND).orThrow("shutdown");

    assertThat(select(FdSet.of(pair.server()), null, null, BOUND)).isEqualTo(1);

    WsaBuffers room = WsaBuffers.of(world.block(8));
    assertThat(world.ws2.recv(pair.server(), room, 0).orThrow("recv").bytes()).isZero();
  }

  @Test
  @OnWine(value = "WIN-21", instead = "a receive after a reset finds a graceful end")
  void givenReset_whenSelected_thenReadableAndReceiveSaysSo() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_LINGER, 1);
    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(select(FdSet.of(pair.server()), null, null, BOUND)).isEqualTo(1);

    WsaBuffers room = WsaBuffers.of(world.block(8));
    assertThat(world.ws2.recv(pair.server(), room, 0).errno())
        .isEqualTo(world.isWine() ? 0 : WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenFullConnection_whenThePeerReads_thenWritableAgain() {
    Pair pair = world.connected();
    world.nonBlocking(pair.client());
    fill(pair.client());
    assertThat(select(null, FdSet.of(pair.client()), null, NOW)).isZero();
    FutureTask<Integer> waiting =
        TcpWorld.inBackground(() -> select(null, FdSet.of(pair.client()), null, BOUND));

    world.nonBlocking(pair.server());
    WsaBuffers room = WsaBuffers.of(world.block(1 << 16));
    world.until(
        () -> {
          world.ws2.recv(pair.server(), room, 0);
          return waiting.isDone();
        });

    assertThat(TcpWorld.resultOf(waiting)).isEqualTo(1);
  }

  /** Sends until nothing more is taken. */
  private void fill(SocketHandle s) {
    NativeBlock data = world.block(1 << 16);
    int errno = 0;
    while (errno != WsaError.WSAEWOULDBLOCK.code()) {
      errno = world.ws2.send(s, WsaBuffers.of(data), 0).errno();
    }
  }

  @Test
  void givenNonBlockingConnect_whenItSucceeds_thenWritable() {
    SocketHandle listener = world.listener();
    SocketHandle s = world.socket();
    world.nonBlocking(s);
    world.ws2.connect(s, world.nameOf(listener));
    FdSet write = FdSet.of(s);
    FdSet except = FdSet.of(s);

    assertThat(select(null, write, except, BOUND)).isEqualTo(1);

    assertThat(write.contains(s)).isTrue();
    assertThat(except.contains(s)).isFalse();
  }

  @Test
  void givenNonBlockingConnect_whenItIsRefused_thenExceptional() {
    SocketHandle gone = world.listener();
    Sockaddr nobody = world.nameOf(gone);
    world.ws2.closesocket(gone).orThrow("closesocket");
    SocketHandle s = world.socket();
    world.nonBlocking(s);
    world.ws2.connect(s, nobody);
    FdSet read = FdSet.of(s);
    FdSet write = FdSet.of(s);
    FdSet except = FdSet.of(s);

    assertThat(select(read, write, except, BOUND)).isEqualTo(1);

    assertThat(except.contains(s)).isTrue();
    assertThat(world.get(s, Winsock2.SO_ERROR).intOrThrow("getsockopt"))
        .isEqualTo(WsaError.WSAECONNREFUSED.code());
  }

  @Test
  void givenUrgentByte_whenSelected_thenExceptionalUntilItIsReceived() {
    Pair pair = world.connected();
    WsaBuffers one = WsaBuffers.of(world.text("!"));
    world.ws2.send(pair.client(), one, Winsock2.MSG_OOB).orThrow("send");

    assertThat(select(null, null, FdSet.of(pair.server()), BOUND)).isEqualTo(1);

    NativeBlock room = world.block(1);
    world.ws2.recv(pair.server(), WsaBuffers.of(room), Winsock2.MSG_OOB).orThrow("recv");
    assertThat(TcpWorld.textOf(room, 1)).isEqualTo("!");
    assertThat(select(null, null, FdSet.of(pair.server()), NOW)).isZero();
  }

  @Test
  void givenUrgentByteInLine_whenSelected_thenReadableAndNotExceptional() {
    Pair pair = world.connected();
    world.set(pair.server(), Winsock2.SO_OOBINLINE, 1);
    WsaBuffers one = WsaBuffers.of(world.text("!"));
    world.ws2.send(pair.client(), one, Winsock2.MSG_OOB).orThrow("send");
    FdSet read = FdSet.of(pair.server());
    FdSet except = FdSet.of(pair.server());

    assertThat(select(read, null, except, BOUND)).isEqualTo(1);

    assertThat(read.contains(pair.server())).isTrue();
  }

  @Test
  void givenBadArguments_whenSelected_thenErrorAndUnchangedSets() {
    SocketHandle good = world.connected().client();
    SocketHandle closed = world.socket();
    world.ws2.closesocket(closed).orThrow("closesocket");
    FdSet mixed = FdSet.of(good, closed);

    assertThat(error(null, null, null)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(error(new FdSet(), new FdSet(), null)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(error(null, mixed, null)).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(mixed.sockets()).containsExactly(good, closed);
    assertThat(world.ws2.select(FdSet.of(good), null, null, new TimeVal(-1, 0)).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.select(FdSet.of(good), null, null, new TimeVal(0, -1)).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.provider.wspSelect(null, null, null, null).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenFullSet_whenASocketIsAdded_thenItIsLeftOutAsByFdSet() {
    FdSet set = new FdSet(2);
    set.add(new SocketHandle(4));
    set.add(new SocketHandle(8));
    set.add(new SocketHandle(12));

    assertThat(set.sockets()).containsExactly(new SocketHandle(4), new SocketHandle(8));
    assertThat(new FdSet().capacity()).isEqualTo(64);
  }

  @Test
  void givenMoreThan64Sockets_whenTheProgramDefinesALargerSet_thenAllAreLookedAt() {
    FdSet write = new FdSet(100);
    Pair pair = world.connected();
    for (int i = 0; i < 99; i++) {
      write.add(world.socket());
    }
    write.add(pair.client());

    assertThat(select(null, write, null, NOW)).isEqualTo(1);
    assertThat(write.sockets()).containsExactly(pair.client());
  }

  @Test
  void givenWaitingSelect_whenItsSocketIsClosed_thenNotASocket() {
    Pair pair = world.connected();
    FutureTask<CountResult> waiting = waiting(pair.server());

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    assertThat(TcpWorld.resultOf(waiting).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  /** A select that is waiting already: an APC has run in its wait. */
  private FutureTask<CountResult> waiting(SocketHandle s) {
    CompletableFuture<Boolean> inWait = new CompletableFuture<>();
    FutureTask<CountResult> task =
        TcpWorld.inBackground(
            () -> {
              queueApc(() -> inWait.complete(true));
              return world.ws2.select(FdSet.of(s), null, null, null);
            });
    assertThat(inWait.orTimeout(TcpWorld.BOUND_MILLIS, TimeUnit.MILLISECONDS).join()).isTrue();
    return task;
  }

  @Test
  void givenWaitingSelect_whenWinsockEnds_thenInterruptedCall_WSP_CLEAN_2() {
    Pair pair = world.connected();
    FutureTask<CountResult> waiting = waiting(pair.server());

    world.ws2.wsaCleanup().orThrow("WSACleanup");

    assertThat(TcpWorld.resultOf(waiting).errno()).isEqualTo(WsaError.WSAEINTR.code());
  }

  @Test
  void givenNothingReady_whenSelecting_thenApcsRunInTheWaitAndItGoesOn_WIN_51() {
    Pair pair = world.connected();
    queueApc(() -> world.send(pair.client(), "x"));

    assertThat(select(FdSet.of(pair.server()), null, null, BOUND)).isEqualTo(1);
  }

  @Test
  void givenReadySocket_whenSelecting_thenNoApcRuns_WIN_51() {
    Pair pair = world.connected();
    AtomicInteger runs = new AtomicInteger();
    queueApc(runs::incrementAndGet);

    assertThat(select(null, FdSet.of(pair.client()), null, BOUND)).isEqualTo(1);
    assertThat(select(FdSet.of(pair.client()), null, null, NOW)).isZero();

    assertThat(runs).hasValue(0);
    world.kernel32.sleepEx(0, true);
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenWaitingSelect_whenCancelledFromAnApc_thenInterruptedCall() {
    Pair pair = world.connected();
    List<Integer> nested = new ArrayList<>();
    queueApc(
        () -> {
          FdSet read = FdSet.of(pair.server());
          nested.add(world.ws2.select(read, null, null, BOUND).errno());
          nested.add(world.provider.wspCancelBlockingCall().errno());
        });

    CountResult result = world.ws2.select(FdSet.of(pair.server()), null, null, null);

    assertThat(result.errno()).isEqualTo(WsaError.WSAEINTR.code());
    // APC-10: the inner call was refused, the cancel was not.
    assertThat(nested).containsExactly(WsaError.WSAEINPROGRESS.code(), 0);
  }

  @Test
  void givenInterrupt_whenSelecting_thenTheExceptionPassesAndNothingStays() {
    Pair pair = world.connected();
    int before = world.winsock.openHandles();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> world.ws2.select(FdSet.of(pair.server()), null, null, null))
        .isInstanceOf(WaitInterruptedException.class);

    assertThat(world.winsock.openHandles()).isEqualTo(before);
  }

  @Test
  void givenTwoWaitingSelects_whenDataCome_thenBothReturn() {
    Pair pair = world.connected();
    FutureTask<CountResult> first = waiting(pair.server());
    FutureTask<CountResult> second = waiting(pair.server());

    world.send(pair.client(), "x");

    assertThat(TcpWorld.resultOf(first).returnValue()).isEqualTo(1);
    assertThat(TcpWorld.resultOf(second).returnValue()).isEqualTo(1);
  }

  private void queueApc(Runnable body) {
    Threads threads = world.winsock.exports().kernel().threads();
    long owner = world.winsock.exports().owner();
    assertThat(threads.queueApc(threads.open(owner), owner, body)).isZero();
  }
}
