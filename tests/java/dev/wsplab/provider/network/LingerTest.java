package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * WSP-CLOSE-6: closing with a time to linger, while the peer does not read what has been sent. On
 * Winsock's own sockets it is Winsock that lingers, and does not tell what is unsent.
 */
@ParameterizedClass
@EnumSource(Base.class)
class LingerTest {
  private static final int CHUNK = 1 << 16;

  private final TcpWorld world;

  LingerTest(Base base) {
    world = new TcpWorld(base);
  }

  @BeforeEach
  void ours() {
    Assumptions.assumeFalse(world.isOnWinsock());
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Sends until no more is taken; returns how much was. */
  private long fill(SocketHandle s) {
    WsaBuffers chunk = WsaBuffers.of(world.block(CHUNK));
    long sent = 0;
    TransferResult result = world.ws2.send(s, chunk, 0);
    while (result.succeeded()) {
      sent += result.bytes();
      result = world.ws2.send(s, chunk, 0);
    }
    assertThat(result.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    return sent;
  }

  /** A connection full of data that nobody reads, whose client lingers that long. */
  private Pair full(int seconds, boolean nonBlocking) {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_LINGER, seconds << 16 | 1);
    world.nonBlocking(pair.client());
    sent = fill(pair.client());
    if (!nonBlocking) {
      world.blocking(pair.client());
    }
    return pair;
  }

  private long sent;

  /** Receives until the end: how many bytes came before it. */
  private long drain(SocketHandle s) {
    WsaBuffers room = WsaBuffers.of(world.block(CHUNK));
    long received = 0;
    last = world.ws2.recv(s, room, 0);
    while (last.succeeded() && last.bytes() > 0) {
      received += last.bytes();
      last = world.ws2.recv(s, room, 0);
    }
    return received;
  }

  private TransferResult last = TransferResult.PENDING;

  /** WSP-CLOSE-6: nonblocking; the handle is still valid, and nothing was begun. */
  @Test
  void givenUnreadDataAndNonBlocking_whenClosed_thenWouldBlockAndTheSocketLives() {
    Pair pair = full(10, true);

    assertThat(world.ws2.closesocket(pair.client()).errno())
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());

    WsaBuffers room = WsaBuffers.of(world.block(CHUNK));
    for (long left = sent; left > 0; ) {
      left -= world.ws2.recv(pair.server(), room, 0).orThrow("recv").bytes();
    }
    world.send(pair.client(), "still here");
    assertThat(world.receive(pair.server(), 10)).isEqualTo("still here");
    world.until(() -> world.ws2.closesocket(pair.client()).succeeded());
    assertThat(drain(pair.server())).isZero();
    assertThat(last).isEqualTo(TransferResult.done(0, 0));
  }

  /** WSP-CLOSE-6: blocking; it waits for the peer, and ends gracefully. */
  @Test
  void givenUnreadDataAndBlocking_whenThePeerReads_thenCloseHasWaitedAndThePeerHasAll() {
    Pair pair = full(60, false);
    Thread[] closing = new Thread[1];
    FutureTask<CallResult> call =
        TcpWorld.inBackground(
            () -> {
              closing[0] = Thread.currentThread();
              return world.ws2.closesocket(pair.client());
            });
    world.until(() -> closing[0] != null && closing[0].getState() == Thread.State.TIMED_WAITING);

    assertThat(drain(pair.server())).isEqualTo(sent);
    assertThat(last).as("a graceful end").isEqualTo(TransferResult.done(0, 0));
    assertThat(TcpWorld.resultOf(call)).isEqualTo(CallResult.OK);
  }

  /** WSP-CLOSE-6: blocking; when its time is over the connection is reset. */
  @Test
  void givenUnreadDataAndBlocking_whenThePeerDoesNotRead_thenTheConnectionIsResetInTime() {
    Pair pair = full(1, false);
    long begin = System.nanoTime();

    assertThat(world.ws2.closesocket(pair.client())).isEqualTo(CallResult.OK);

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(drain(pair.server())).isLessThan(sent);
    assertThat(last.errno()).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  /**
   * WSP-CLOSE-6: the peer resets the connection while the close waits: nothing is left to wait for.
   */
  @Test
  void givenCloseThatWaits_whenThePeerResets_thenItReturns() {
    Pair pair = full(3600, false);
    FutureTask<CallResult> call = TcpWorld.inBackground(() -> world.ws2.closesocket(pair.client()));
    world.set(pair.server(), Winsock2.SO_LINGER, 1);
    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    assertThat(TcpWorld.resultOf(call)).isEqualTo(CallResult.OK);
  }
}
