package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.host.CompletionTiming;
import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is put off, until when, and in which order: WPU-COMPLETE-10, DEC-2. */
@Timeout(60)
class DeferredTimingTest {
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  private final List<String> seen = new ArrayList<>();
  private final List<CompletionTiming> made = new ArrayList<>();

  @AfterEach
  void end() {
    made.forEach(CompletionTiming::end);
  }

  private CompletionTiming timing(DeferredTiming.Delays delays) {
    CompletionTiming timing = new DeferredTiming(delays);
    made.add(timing);
    return timing;
  }

  /** As many entries as the number of the operation says. */
  private CompletionTiming byNumber() {
    return timing((socket, operation) -> new Delay((int) operation, NEVER));
  }

  private final class Told implements CompletionTiming.Result {
    private final long socket;
    private final long operation;
    private final Consumer<String> seenBy;

    Told(long socket, long operation, Consumer<String> seenBy) {
      this.socket = socket;
      this.operation = operation;
      this.seenBy = seenBy;
    }

    @Override
    public SocketHandle socket() {
      return new SocketHandle(socket * 4);
    }

    @Override
    public long socketNumber() {
      return socket;
    }

    @Override
    public long operationNumber() {
      return operation;
    }

    @Override
    public int appear() {
      seenBy.accept(socket + "/" + operation);
      return 2;
    }

    @Override
    public void told(int done) {
      seenBy.accept("told " + socket + "/" + operation + " " + done);
    }
  }

  private Told result(long socket, long operation) {
    return new Told(socket, operation, seen::add);
  }

  @Test
  void givenNoDelay_whenCompleted_thenItIsVisibleAndToldBeforeTheReturn() {
    int done = byNumber().complete(result(1, 0));

    assertThat(done).isEqualTo(2);
    assertThat(seen).containsExactly("1/0", "told 1/0 2");
  }

  @Test
  void givenDelayOfTwoEntries_whenTheClientEntersTwice_thenItIsVisibleAtTheSecond() {
    CompletionTiming timing = byNumber();
    assertThat(timing.complete(result(1, 2))).isZero();
    assertThat(seen).as("visible at the return").isEmpty();

    timing.entered();
    assertThat(seen).as("visible at the first entry").isEmpty();
    timing.entered();

    assertThat(seen).containsExactly("1/2", "told 1/2 2");
  }

  /** Of one socket none overtakes another, not even one that would come at once. */
  @Test
  void givenEarlierResultOfTheSocket_whenALaterOneIsDueSooner_thenItFollowsTheEarlier() {
    CompletionTiming timing = byNumber();
    timing.complete(result(1, 3));
    assertThat(timing.complete(result(1, 0))).isZero();
    timing.complete(result(1, 1));
    timing.complete(result(2, 1));

    timing.entered();
    assertThat(seen).containsExactly("2/1", "told 2/1 2");
    timing.entered();
    timing.entered();

    assertThat(seen.subList(2, 5)).containsExactly("1/3", "1/0", "1/1");
    assertThat(seen).hasSize(8);
  }

  /** All are visible before the stream of events hears of one. */
  @Test
  void givenSeveralOfASocket_whenItIsFinished_thenAllAreVisibleAndThoseOfOthersWait() {
    CompletionTiming timing = byNumber();
    timing.complete(result(1, 5));
    timing.complete(result(2, 5));
    timing.complete(result(1, 6));

    timing.finish(new SocketHandle(4));

    assertThat(seen).containsExactly("1/5", "1/6", "told 1/5 2", "told 1/6 2");
    timing.finishAll();
    assertThat(seen).endsWith("2/5", "told 2/5 2");
    timing.finishAll();
    assertThat(seen).as("each is visible once").hasSize(6);
  }

  @Test
  void givenWaitingResults_whenTheEnvironmentEnds_thenTheyAreVisibleAndNothingIsPutOffAnyMore() {
    CompletionTiming timing = byNumber();
    timing.complete(result(1, 5));

    timing.end();
    assertThat(seen).containsExactly("1/5", "told 1/5 2");

    assertThat(timing.complete(result(1, 6))).isEqualTo(2);
    assertThat(seen).hasSize(4);
  }

  @Test
  void givenEndedEnvironment_whenLookedAt_thenItsThreadHasEnded() throws InterruptedException {
    ThreadGroup group = new ThreadGroup("of this test");
    CompletionTiming timing = byNumber();
    Thread completing = new Thread(group, () -> timing.complete(result(1, 5)));
    completing.start();
    completing.join();
    assertThat(group.activeCount()).as("the thread that waits for the time").isEqualTo(1);

    timing.end();

    assertThat(group.activeCount()).isZero();
  }

  @Test
  void givenNobodyEnters_whenTheTimeHasCome_thenAThreadOfItsOwnMakesThemVisibleInOrder()
      throws InterruptedException {
    CountDownLatch all = new CountDownLatch(6);
    List<String> there = new ArrayList<>(); // written by one thread, read after the latch
    CompletionTiming timing =
        timing((socket, operation) -> new Delay(100, TimeUnit.MILLISECONDS.toNanos(4 - operation)));
    for (int operation = 1; operation <= 3; operation++) {
      timing.complete(
          new Told(
              1,
              operation,
              what -> {
                there.add(what);
                all.countDown();
              }));
    }

    assertThat(all.await(30, TimeUnit.SECONDS)).as("all are visible and told").isTrue();
    assertThat(there.stream().filter(what -> !what.startsWith("told")))
        .containsExactly("1/1", "1/2", "1/3");
  }

  /** Who is told may use what he was told of: no lock is held. */
  @Test
  void givenListenerThatCompletesAndFinishes_whenTold_thenThatGoesOnAsEver() {
    CompletionTiming timing = byNumber();
    AtomicInteger again = new AtomicInteger();
    timing.complete(
        new Told(
            1,
            1,
            what -> {
              if (what.startsWith("told")) {
                timing.complete(result(1, 4));
                timing.finish(new SocketHandle(4));
                again.incrementAndGet();
              }
            }));

    timing.entered();

    assertThat(again).hasValue(1);
    assertThat(seen).containsExactly("1/4", "told 1/4 2");
  }

  /** Whoever finishes a socket finds everything of it visible, also what another thread does. */
  @Test
  void givenManyThreads_whenEachFinishesItsSocket_thenEachResultIsVisibleOnceByThen()
      throws Exception {
    int threads = 4;
    int rounds = 2000;
    CompletionTiming timing =
        timing((socket, operation) -> new Delay((int) (operation % 4), 50_000L));
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> running = new ArrayList<>();
    AtomicInteger wrong = new AtomicInteger();
    for (int t = 1; t <= threads; t++) {
      long socket = t;
      AtomicInteger visible = new AtomicInteger();
      Thread thread =
          new Thread(
              () -> {
                awaitAll(start);
                for (int round = 1; round <= rounds; round++) {
                  timing.complete(
                      new Told(
                          socket,
                          round,
                          what -> {
                            if (!what.startsWith("told")) {
                              visible.incrementAndGet();
                            }
                          }));
                  timing.entered();
                  if (round % 3 == 0) {
                    timing.finish(new SocketHandle(socket * 4));
                    wrong.addAndGet(visible.get() == round ? 0 : 1);
                  }
                }
                timing.finish(new SocketHandle(socket * 4));
                wrong.addAndGet(visible.get() == rounds ? 0 : 1);
              });
      thread.start();
      running.add(thread);
    }
    for (Thread thread : running) {
      thread.join();
    }

    assertThat(wrong).as("finishes after which something was not visible once").hasValue(0);
  }

  private static void awaitAll(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
