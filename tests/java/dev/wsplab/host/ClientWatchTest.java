package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is remembered about a client. */
class ClientWatchTest {
  private final ClientWatch watch = new ClientWatch(true, null, CompletionTiming.immediate());

  @Test
  void givenHandles_whenOneIsClosed_thenTheOthersAreOpenWithTheirPlace() {
    watch.opened(new SocketHandle(8), "WSASocket");
    watch.opened(new EventHandle(4), "CreateEvent");

    watch.closing(new SocketHandle(8), () -> true, closed -> closed);

    assertThat(watch.openHandles())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.handle()).isEqualTo(new EventHandle(4));
              assertThat(open.function()).isEqualTo("CreateEvent");
              assertThat(open.place().frames().get(0).getMethodName()).startsWith("givenHandles");
            });
  }

  @Test
  void givenHandle_whenClosingFails_thenItIsOpenStill() {
    watch.opened(new PortHandle(4), "CreateIoCompletionPort");

    assertThat(watch.closing(new PortHandle(4), () -> false, closed -> closed)).isFalse();

    assertThat(watch.openHandles()).hasSize(1);
  }

  /** Eager reuse: another thread makes a socket of the same value before the call has returned. */
  @Test
  void givenValueThatComesBackDuringTheClose_whenItReturns_thenTheNewOneIsOpen() {
    watch.opened(new SocketHandle(4), "WSASocket");

    watch.closing(
        new SocketHandle(4),
        () -> {
          watch.opened(new SocketHandle(4), "WSAAccept");
          return true;
        },
        closed -> closed);

    assertThat(watch.openHandles())
        .singleElement()
        .satisfies(open -> assertThat(open.function()).isEqualTo("WSAAccept"));
  }

  @Test
  void givenSocketsAndAPort_whenTheLastCleanupHasClosedSockets_thenThePortIsOpen() {
    watch.opened(new SocketHandle(4), "WSASocket");
    watch.opened(new PortHandle(8), "CreateIoCompletionPort");

    watch.socketsClosed();

    assertThat(watch.openHandles()).extracting(OpenHandle::handle).containsOnly(new PortHandle(8));
  }

  @Test
  void givenNestedCalls_whenLookedAt_thenBothAreToldUntilTheyReturn() {
    List<Waiter> seen =
        watch.inside(new SocketHandle(4), () -> watch.inside(List.of(), () -> watch.waiters()));

    assertThat(seen).hasSize(2).allMatch(waiter -> waiter.thread() == Thread.currentThread());
    assertThat(seen.get(0).handles()).isEqualTo(List.of(new SocketHandle(4)));
    assertThat(watch.waiters()).isEmpty();
  }

  @Test
  void givenThreadInsideACall_whenItReturns_thenWhoAwaitsThatGoesOn() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              long ticket = watch.enter(List.of());
              inside.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the end of it
              }
              watch.leave(ticket);
            });
    other.start();
    inside.await();

    assertThat(watch.awaitNobodyInside(Duration.ofMillis(1))).isFalse();
    goOn.countDown();
    assertThat(watch.awaitNobodyInside(Duration.ofMinutes(1))).isTrue();
    other.join();
  }

  @Test
  void givenWatchThatIsOff_whenHandlesAreMadeAndCallsRun_thenNothingIsRemembered() {
    ClientWatch off = new ClientWatch(false, null, CompletionTiming.immediate());
    off.opened(new SocketHandle(4), "WSASocket");

    assertThat(off.openHandles()).isEmpty();
    assertThat(off.<Integer>inside(new SocketHandle(4), () -> off.waiters().size())).isZero();
  }
}
