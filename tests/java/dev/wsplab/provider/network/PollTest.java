package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code WSAPoll}, by {@code SIO_BSP_HANDLE_POLL} and {@code SIO_EXT_POLL} (sheet, 7). */
@ParameterizedClass
@EnumSource(Base.class)
class PollTest implements AffectedByWine {
  private static final int BOUND = TcpWorld.BOUND_MILLIS;
  private static final int BOTH = PollFd.POLLIN | PollFd.POLLWRNORM;

  private final TcpWorld world;

  PollTest(Base base) {
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

  private PollResult poll(SocketHandle s, int events, int timeout) {
    return world.ws2.wsaPoll(List.of(new PollFd(s, events)), timeout);
  }

  private static PollResult one(int revents) {
    return new PollResult(1, 0, List.of(revents));
  }

  @Test
  void givenData_whenPolled_thenEachSocketHasItsOwnResult() {
    Pair pair = world.connected();
    world.send(pair.client(), "x");
    world.receivePeeked(pair.server());
    SocketHandle idle = world.socket();

    PollResult result =
        world.ws2.wsaPoll(
            List.of(
                new PollFd(pair.server(), BOTH),
                new PollFd(idle, BOTH),
                new PollFd(new SocketHandle(-1), BOTH),
                new PollFd(new SocketHandle(0x7FFF_FFF0L), BOTH),
                new PollFd(pair.client(), PollFd.POLLRDNORM)),
            0);

    assertThat(result)
        .isEqualTo(
            new PollResult(
                2, 0, List.of(PollFd.POLLRDNORM | PollFd.POLLWRNORM, 0, 0, PollFd.POLLNVAL, 0)));
  }

  @Test
  void givenWaitingPoll_whenDataCome_thenItReturns() {
    Pair pair = world.connected();
    FutureTask<PollResult> waiting =
        TcpWorld.inBackground(() -> poll(pair.server(), PollFd.POLLIN, -1));

    world.send(pair.client(), "x");

    assertThat(TcpWorld.resultOf(waiting)).isEqualTo(one(PollFd.POLLRDNORM));
  }

  @Test
  void givenNothing_whenTheTimeIsOver_thenZero() {
    Pair pair = world.connected();
    long before = System.nanoTime();

    assertThat(poll(pair.server(), PollFd.POLLIN, 20)).isEqualTo(new PollResult(0, 0, List.of(0)));

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
  }

  @Test
  @OnWine(value = "WIN-21", instead = "a receive after a reset finds a graceful end")
  void givenGracefulEndAndReset_whenPolled_thenHangupAndError() {
    Pair graceful = world.connected();
    world.ws2.shutdown(graceful.client(), Winsock2.SD_SEND).orThrow("shutdown");
    Pair reset = world.connected();
    world.set(reset.client(), Winsock2.SO_LINGER, 1);
    world.ws2.closesocket(reset.client()).orThrow("closesocket");

    assertThat(poll(graceful.server(), PollFd.POLLIN, BOUND)).isEqualTo(one(PollFd.POLLHUP));
    assertThat(poll(reset.server(), PollFd.POLLIN, BOUND))
        .isEqualTo(one(PollFd.POLLHUP | (world.isWine() ? 0 : PollFd.POLLERR)));
  }

  @Test
  void givenNonBlockingConnect_whenItEnds_thenWritableOrHangupWithError() {
    SocketHandle listener = world.listener();
    Sockaddr address = world.nameOf(listener);
    SocketHandle good = world.socket();
    world.nonBlocking(good);
    world.ws2.connect(good, address);
    assertThat(poll(good, BOTH, BOUND)).isEqualTo(one(PollFd.POLLWRNORM));
    assertThat(poll(listener, BOTH, BOUND)).isEqualTo(one(PollFd.POLLRDNORM));
    world.ws2.closesocket(listener).orThrow("closesocket");
    SocketHandle refused = world.socket();
    world.nonBlocking(refused);
    world.ws2.connect(refused, address);

    assertThat(poll(refused, BOTH, BOUND))
        .isEqualTo(one(PollFd.POLLERR | PollFd.POLLHUP | PollFd.POLLWRNORM));
  }

  @Test
  void givenUrgentByte_whenPolled_thenBand() {
    Pair pair = world.connected();
    WsaBuffers one = WsaBuffers.of(world.text("!"));
    world.ws2.send(pair.client(), one, Winsock2.MSG_OOB).orThrow("send");

    assertThat(poll(pair.server(), PollFd.POLLIN, BOUND)).isEqualTo(one(PollFd.POLLRDBAND));
  }

  @Test
  void givenWaitingPoll_whenItsSocketIsClosed_thenNoSocket() {
    Pair pair = world.connected();
    FutureTask<PollResult> waiting =
        TcpWorld.inBackground(() -> poll(pair.server(), PollFd.POLLIN, BOUND));

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    PollResult result = TcpWorld.resultOf(waiting);
    boolean closedBefore = result.errno() == WsaError.WSAENOTSOCK.code();
    assertThat(closedBefore || result.equals(one(PollFd.POLLNVAL))).as("%s", result).isTrue();
  }

  @Test
  void givenBadArguments_whenPolled_thenTheirErrors() {
    SocketHandle s = world.socket();
    int invalid = WsaError.WSAEINVAL.code();

    assertThat(world.ws2.wsaPoll(List.of(), 0).errno()).isEqualTo(invalid);
    assertThat(poll(new SocketHandle(-1), BOTH, 0).errno()).isEqualTo(invalid);
    assertThat(poll(s, 0x400, 0).errno()).as("POLLPRI").isEqualTo(invalid);
    assertThat(poll(new SocketHandle(0x7FFF_FFF0L), BOTH, 0).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(world.ws2.wsaGetLastError()).isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  @Test
  void givenBadMemory_whenTheIoctlIsCalled_thenFault() {
    SocketHandle s = world.socket();
    NativeBlock data = world.block((int) PollData.sizeFor(1));
    data.buffer().putInt(4, 2); // more than there is room for

    assertThat(ioctl(s, data.address(), (int) data.size())).isEqualTo(10014);
    assertThat(ioctl(s, data.address(), 4)).isEqualTo(10014);
    assertThat(ioctl(s, 0, 16)).isEqualTo(10014);
    assertThat(ioctl(s, 8, 64)).isEqualTo(10014);
  }

  private int ioctl(SocketHandle s, long at, int length) {
    return world.ws2.wsaIoctl(s, PollData.SIO_EXT_POLL, at, length, at, length, null, null).errno();
  }
}
