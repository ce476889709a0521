package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostPollerTest extends KernelFixture {
  private final HostSockets sockets = kernel.hostSockets();
  private final HostSocketPairs pairs = new HostSocketPairs();

  private record Told(long cookie, int changes) {}

  @AfterEach
  void closeSockets() {
    pairs.close();
  }

  private static List<Told> await(HostPoller poller) {
    List<Told> told = new ArrayList<>();
    assertThat(poller.await((cookie, changes) -> told.add(new Told(cookie, changes)))).isTrue();
    return told;
  }

  /** What would be told now: a wake ends the wait when there is nothing. */
  private static List<Told> toldNow(HostPoller poller) {
    poller.wake();
    return await(poller);
  }

  private void sendByte(int socket) {
    try (NativeBlock block = NativeBlock.allocate(1)) {
      assertThat(sockets.send(socket, new long[] {block.address()}, new long[] {1}, 0, null))
          .isEqualTo(1);
    }
  }

  private void receiveAll(int socket) {
    try (NativeBlock block = NativeBlock.allocate(8)) {
      long got;
      do {
        got = sockets.recv(socket, new long[] {block.address()}, new long[] {8}, 0, null);
      } while (got > 0);
      assertThat(got).isEqualTo(-sockets.constant("EAGAIN"));
    }
  }

  @Test
  void givenSocket_whenItChanges_thenEachChangeIsToldOnceBeginningWithWhatIsReady()
      throws IOException {
    HostSocketPairs.Pair pair = pairs.connect(HostSocketPairs.INET);
    try (HostPoller poller = new HostPoller()) {
      assertThat(poller.add(pair.server(), Long.MIN_VALUE)).isZero();
      assertThat(await(poller)).containsExactly(new Told(Long.MIN_VALUE, HostPoller.OUT));
      assertThat(toldNow(poller)).as("an edge is told once").isEmpty();

      sendByte(pair.client());
      assertThat(await(poller))
          .containsExactly(new Told(Long.MIN_VALUE, HostPoller.OUT | HostPoller.IN));
      assertThat(toldNow(poller)).isEmpty();

      receiveAll(pair.server());
      sendByte(pair.client());
      assertThat(await(poller)).as("after EAGAIN it is told again").hasSize(1);
      receiveAll(pair.server());

      sockets.shutdown(pair.client(), 1);
      assertThat(await(poller).get(0).changes() & HostPoller.HANGUP).isNotZero();
    }
  }

  @Test
  void givenRemovedOrClosedSocket_whenItChanges_thenNothingIsTold() throws IOException {
    HostSocketPairs.Pair removed = pairs.connect(HostSocketPairs.INET);
    HostSocketPairs.Pair closed = pairs.connect(HostSocketPairs.INET);
    try (HostPoller poller = new HostPoller()) {
      poller.add(removed.server(), 1);
      poller.add(closed.server(), 2);
      await(poller);
      toldNow(poller);

      assertThat(poller.remove(removed.server())).isZero();
      pairs.close(closed.server());
      sendByte(removed.client());

      assertThat(toldNow(poller)).isEmpty();
      assertThat(poller.remove(removed.server())).isEqualTo(-sockets.constant("ENOENT"));
      assertThat(poller.add(-1, 3)).isEqualTo(-sockets.constant("EBADF"));
    }
  }

  @Test
  void givenThreadThatWaits_whenWoken_thenItReturnsWithNothing() throws Exception {
    try (HostPoller poller = new HostPoller()) {
      AtomicReference<List<Told>> told = new AtomicReference<>();
      Thread thread = new Thread(() -> told.set(await(poller)));
      thread.start();
      poller.wake();
      thread.join(LONG.toMillis());

      assertThat(told.get()).isEmpty();
    }
  }

  /** Whether it waits already or is just about to: it never waits in a closed poller. */
  @Test
  void givenThreadThatWaitsAgainAndAgain_whenPollerIsClosed_thenItIsRefusedAndCloseReturns()
      throws Exception {
    for (int round = 0; round < 100; round++) {
      HostPoller poller = new HostPoller();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      CountDownLatch running = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                running.countDown();
                try {
                  while (poller.await((cookie, changes) -> {})) {
                    Thread.onSpinWait();
                  }
                } catch (IllegalStateException e) {
                  thrown.set(e);
                }
              });
      thread.start();
      running.await();
      poller.close();
      thread.join(LONG.toMillis());

      assertThat(thrown.get()).hasMessageContaining("closed");
    }
  }

  @Test
  void givenClosedPoller_whenUsed_thenItIsRefusedAndASecondCloseDoesNothing() throws IOException {
    HostPoller poller = new HostPoller();
    poller.close();
    poller.close();

    assertThatThrownBy(() -> poller.add(0, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> poller.remove(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(poller::wake).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> poller.await((cookie, changes) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
