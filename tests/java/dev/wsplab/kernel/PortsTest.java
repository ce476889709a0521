package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PortsTest extends KernelFixture {
  private static final int APCS_RAN = 192;
  private static final int TIMED_OUT = 258;
  private static final int ABANDONED = 735;

  private Ports ports() {
    return kernel.ports();
  }

  /** WIN-1. */
  @Test
  void givenEmptyPort_whenPolled_thenItTimesOut() {
    assertThat(ports().getOne(port(), 0).error()).isEqualTo(TIMED_OUT);
  }

  /** WIN-2, WIN-3, WIN-11, IOCP-Q-1: verbatim, in order, counted. */
  @Test
  void givenWildPackets_whenTaken_thenTheyComeVerbatimInOrder() {
    PortHandle port = port();
    ports().post(port, -1, 0xDEAD_BEEF_0000_0001L, 0xC0000120, -1);
    ports().post(port, Long.MIN_VALUE, 0, 0, 0);
    assertThat(ports().depth(port)).isEqualTo(2);

    assertThat(ports().getOne(port, 0))
        .isEqualTo(new Ports.GetResult(0, -1, 0xDEAD_BEEF_0000_0001L, 0xC0000120, -1));
    assertThat(ports().getOne(port, 0)).isEqualTo(new Ports.GetResult(0, Long.MIN_VALUE, 0, 0, 0));
    assertThat(ports().depth(port)).isZero();
  }

  /** WIN-4, WIN-6. */
  @Test
  void givenPacketsForSeveralEntries_whenTaken_thenWhatIsThereComesWithoutWaiting() {
    PortHandle port = port();
    try (CompletionEntries entries = new CompletionEntries(2)) {
      for (int key = 1; key <= 3; key++) {
        ports().post(port, key, key * 16L, key, key * 10);
      }

      assertThat(ports().get(port, entries, -1, false)).isZero();
      assertThat(entries.count()).isEqualTo(2);
      assertThat(entries.key(1)).isEqualTo(2);
      assertThat(entries.overlapped(1)).isEqualTo(32);
      assertThat(entries.status(1)).isEqualTo(2);
      assertThat(entries.bytes(1)).isEqualTo(20);
      assertThat(ports().get(port, entries, -1, false)).isZero();
      assertThat(entries.count()).isEqualTo(1);
      assertThat(ports().get(port, entries, 0, false)).isEqualTo(TIMED_OUT);
      assertThat(entries.count()).isZero();
    }
  }

  /** WIN-7, IOCP-GQCS-5. */
  @Test
  void givenPendingApc_whenDequeuedWithoutAlert_thenApcStaysQueued() {
    AtomicInteger ran = new AtomicInteger();
    kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);

    assertThat(ports().getOne(port(), 0).error()).isEqualTo(TIMED_OUT);
    assertThat(ran).hasValue(0);
    assertThat(kernel.waits().sleepEx(0, true)).isEqualTo(APCS_RAN);
    assertThat(ran).hasValue(1);
  }

  /**
   * WIN-8 to WIN-10, IOCP-EX-5: whether packet or APC comes first depends on where the thread took
   * its last packet.
   */
  @Test
  void givenPacketAndApc_whenDequeuedAlertably_thenFirstUseRunsTheApcAndLaterUseTakesThePacket() {
    PortHandle port = port();
    AtomicInteger ran = new AtomicInteger();
    try (CompletionEntries entries = new CompletionEntries(4)) {
      kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);
      assertThat(ports().get(port, entries, 0, true)).as("WIN-8").isEqualTo(APCS_RAN);
      assertThat(ran).hasValue(1);

      ports().post(port, 1, 0, 0, 0);
      kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);
      assertThat(ports().get(port, entries, 0, true)).as("WIN-9").isEqualTo(APCS_RAN);
      assertThat(ports().get(port, entries, 0, true)).isZero();

      ports().post(port, 2, 0, 0, 0);
      kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);
      assertThat(ports().get(port, entries, 0, true)).as("WIN-10").isZero();
      assertThat(entries.key(0)).isEqualTo(2);
      assertThat(ran).as("the APC stays").hasValue(2);
      assertThat(ports().get(port, entries, 0, true)).isEqualTo(APCS_RAN);
    }
  }

  /** WIN-13. */
  @Test
  void givenBlockedThread_whenPortIsClosed_thenItIsReleased() throws InterruptedException {
    PortHandle port = port();
    Waiter waiter = new Waiter(port);
    waiter.startAndAwaitSleep();

    assertThat(kernel.closeHandle(port)).isZero();

    waiter.thread.join(LONG.toMillis());
    assertThat(waiter.error.get()).isEqualTo(ABANDONED);
    assertThat(ports().getOne(port, 0).error()).isEqualTo(6);
  }

  /** WIN-12, IOCP-Q-2; 100 waiters, a second idle, one interrupted: nobody else's place changes. */
  @Test
  @OnWine(value = "WIN-12", instead = "the thread that waited longest is released first")
  void givenHundredIdleWaiters_whenOneIsInterrupted_thenItAnswersAndTheOthersStayLastInFirstOut()
      throws Exception {
    PortHandle port = kernel.ports().create(owner, 200);
    List<Waiter> waiters = new ArrayList<>();
    List<Integer> released = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 100; i++) {
      Waiter waiter = new Waiter(port);
      int number = i;
      waiter.onPacket = () -> released.add(number);
      waiter.startAndAwaitSleep();
      waiters.add(waiter);
    }
    // Idle means that time passes without anything to wait for.
    TimeUnit.SECONDS.sleep(1);

    long before = System.nanoTime();
    waiters.get(50).thread.interrupt();
    waiters.get(50).thread.join(LONG.toMillis());
    long took = waiters.get(50).endedAt.get() - before;

    assertThat(waiters.get(50).interrupted.get()).isTrue();
    assertThat(TimeUnit.NANOSECONDS.toMillis(took)).isLessThan(100);
    List<Integer> expected = new ArrayList<>();
    for (int i = 99; i >= 0; i--) {
      if (i != 50) {
        int seen = released.size();
        ports().post(port, i, 0, 0, 0);
        await("a waiter to be released", () -> released.size() > seen);
        expected.add(i);
      }
    }
    if (RunningOn.isWine()) {
      Collections.reverse(expected);
    }
    assertThat(released).isEqualTo(expected);
  }

  /** IOCP-Q-3: a thread that took a packet and is blocked elsewhere does not count. */
  @Test
  void givenConcurrencyOfOne_whenFirstWorkerWaitsForTheSecond_thenPortDoesNotStall()
      throws InterruptedException {
    PortHandle port = kernel.ports().create(owner, 1);
    CountDownLatch latch = new CountDownLatch(1);
    AtomicInteger order = new AtomicInteger();
    Runnable body =
        () -> {
          if (order.incrementAndGet() == 1) {
            awaitLatch(latch);
          } else {
            latch.countDown();
          }
        };
    Waiter first = new Waiter(port);
    Waiter second = new Waiter(port);
    first.onPacket = body;
    second.onPacket = body;
    first.startAndAwaitSleep();
    second.startAndAwaitSleep();

    ports().post(port, 1, 0, 0, 0);
    ports().post(port, 2, 0, 0, 0);

    first.thread.join(5_000);
    second.thread.join(5_000);
    assertThat(latch.getCount()).isZero();
    assertThat(order).hasValue(2);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void givenThreadInterruptedBefore_whenItWaits_thenItIsToldAtOnceAndFlagStays() {
    Thread.currentThread().interrupt();
    try {
      ports().getOne(port(), -1);
      throw new AssertionError("the wait ended without the interrupt");
    } catch (WaitInterruptedException e) {
      assertThat(e).hasMessageContaining("GetQueuedCompletionStatus");
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  /** An alert that comes too late for its wait does not end the next one. */
  @Test
  void givenInterruptThatWasCleared_whenThreadWaitsAgain_thenItTimesOutAsUsual() {
    PortHandle port = port();
    Thread.currentThread().interrupt();
    assertThat(Thread.interrupted()).isTrue();

    assertThat(ports().getOne(port, 1).error()).isEqualTo(TIMED_OUT);
    assertThat(kernel.waits().sleepEx(1, false)).isZero();
  }

  /** An alert whose interrupt was told of before leaves the wait, and its time-out, as they are. */
  @Test
  void givenAlertWithoutInterrupt_whenThreadWaits_thenItTimesOutAsUsual() throws Exception {
    PortHandle port = port();
    ThreadHandle self = new ThreadHandle(KernelNatives.threadSelf());
    boolean alerted = false;
    while (!alerted) { // on a loaded machine the other thread may come too late
      AtomicBoolean over = new AtomicBoolean();
      FutureTask<Boolean> alerts = new FutureTask<>(() -> alertWaiter(port, self, over));
      new Thread(alerts).start();
      long started = System.nanoTime();

      assertThat(ports().getOne(port, 200).error()).isEqualTo(TIMED_OUT);

      assertThat(System.nanoTime() - started).isGreaterThan(190_000_000L);
      over.set(true);
      alerted = alerts.get();
    }
    assertThat(Thread.interrupted()).isFalse();
  }

  private boolean alertWaiter(PortHandle port, ThreadHandle thread, AtomicBoolean over) {
    while (ports().waiters(port) == 0 && !over.get()) {
      Thread.onSpinWait();
    }
    return !over.get() && KernelNatives.threadAlert(thread.value()) == 0;
  }

  /** However an interrupt and the end of a wait meet, none is told of twice. */
  @Test
  void givenInterruptsThatRaceWithTimeouts_whenOneIsTold_thenTheThreadIsInterrupted()
      throws InterruptedException {
    PortHandle port = port();
    AtomicInteger toldWithoutCause = new AtomicInteger();
    Thread waiting =
        new Thread(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                try {
                  ports().getOne(port, 1);
                } catch (WaitInterruptedException e) {
                  if (!Thread.currentThread().isInterrupted()) {
                    toldWithoutCause.incrementAndGet();
                  }
                }
                Thread.interrupted(); // what came too late was for the wait that is over
              }
            });
    waiting.start();
    while (waiting.isAlive()) {
      if (!waiting.isInterrupted()) {
        waiting.interrupt();
      }
      Thread.onSpinWait();
    }
    waiting.join();

    assertThat(toldWithoutCause).hasValue(0);
  }

  /** WIN-9, IOCP-EX-5: a packet of another port in between makes this port a new one again. */
  @Test
  void givenLastPacketFromAnotherPort_whenDequeuedAlertably_thenTheApcWinsAndThePacketStays() {
    PortHandle port = port();
    PortHandle another = port();
    AtomicInteger ran = new AtomicInteger();
    try (CompletionEntries entries = new CompletionEntries(4)) {
      ports().post(port, 1, 0, 0, 0);
      ports().get(port, entries, 0, true);
      ports().post(another, 2, 0, 0, 0);
      ports().get(another, entries, 0, true);
      ports().post(port, 3, 0, 0, 0);
      kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);

      assertThat(ports().get(port, entries, 0, true)).isEqualTo(APCS_RAN);
      assertThat(entries.count()).isZero();
      assertThat(ran).hasValue(1);
      assertThat(ports().depth(port)).isEqualTo(1);

      kernel.threads().queueApc(kernel.threads().current(), owner, ran::incrementAndGet);
      assertThat(ports().get(port, entries, 0, true))
          .as("that return did not associate the thread")
          .isEqualTo(APCS_RAN);
      assertThat(ports().get(port, entries, 0, true)).isZero();
      assertThat(entries.key(0)).isEqualTo(3);
    }
  }

  @Test
  void givenHandleOfAnotherKind_whenUsedAsPort_thenItIsInvalid() {
    PortHandle wrong = new PortHandle(event(true, false).value());

    assertThat(ports().post(wrong, 0, 0, 0, 0)).isEqualTo(6);
    assertThat(ports().getOne(wrong, 0).error()).isEqualTo(6);
    assertThat(ports().depth(wrong)).isEqualTo(-6);
    assertThat(kernel.closeHandle(wrong)).isEqualTo(6);
  }

  /** A thread that waits for one packet. */
  private final class Waiter {
    final AtomicInteger error = new AtomicInteger(-1);
    final AtomicLong endedAt = new AtomicLong();
    final AtomicReference<Boolean> interrupted = new AtomicReference<>(false);
    final PortHandle port;
    final Thread thread;
    volatile Runnable onPacket = () -> {};

    Waiter(PortHandle port) {
      this.port = port;
      thread = new Thread(() -> waitFor());
      thread.setDaemon(true);
    }

    void startAndAwaitSleep() {
      int before = ports().waiters(port);
      thread.start();
      await("the thread to wait", () -> ports().waiters(port) == before + 1);
      if (RunningOn.isWindows()) {
        // It is counted before it enters the system's port, which tells nobody who waits there: on
        // a machine with other work the next one could overtake it.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    private void waitFor() {
      try {
        int result = ports().getOne(port, -1).error();
        error.set(result);
        if (result == 0) {
          onPacket.run();
        }
      } catch (WaitInterruptedException e) {
        interrupted.set(true);
      } finally {
        endedAt.set(System.nanoTime());
      }
    }
  }
}
