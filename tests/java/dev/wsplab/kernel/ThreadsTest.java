package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest extends KernelFixture {
  private static final int APCS_RAN = 192;

  private Threads threads() {
    return kernel.threads();
  }

  /** WIN-47, APC-2: on their own thread, in order, all of them, in one alertable wait. */
  @Test
  void givenApcsOfAnotherThread_whenThatThreadWaitsAlertably_thenTheyRunThereInOrder()
      throws InterruptedException {
    AtomicReference<ThreadHandle> target = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    Thread thread =
        new Thread(
            () -> {
              target.set(threads().current());
              known.countDown();
              awaitQuietly(queued);
              ran.add("sleep " + kernel.waits().sleepEx(0, true));
            },
            "target");
    thread.start();
    awaitQuietly(known);
    for (int i = 0; i < 3; i++) {
      int number = i;
      threads()
          .queueApc(
              target.get(),
              owner,
              () -> ran.add(number + " in " + Thread.currentThread().getName()));
    }
    assertThat(kernel.waits().sleepEx(0, true)).as("not in this thread").isZero();
    queued.countDown();
    thread.join();

    assertThat(ran).containsExactly("0 in target", "1 in target", "2 in target", "sleep 192");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * APC-2: those queued while they run belong to the same wait. APC-4: a wait inside runs further
   * ones.
   */
  @Test
  void givenApcThatQueuesAndWaits_whenRun_thenInnerWaitRunsTheNext() {
    List<String> order = new ArrayList<>();
    threads()
        .queueApc(
            threads().current(),
            owner,
            () -> {
              order.add("first begins");
              threads().queueApc(threads().current(), owner, () -> order.add("inner"));
              kernel.waits().sleepEx(0, true);
              order.add("first ends");
              threads().queueApc(threads().current(), owner, () -> order.add("last"));
            });

    assertThat(kernel.waits().sleepEx(0, true)).isEqualTo(APCS_RAN);

    assertThat(order).containsExactly("first begins", "inner", "first ends", "last");
    assertThat(kernel.waits().sleepEx(0, true)).isZero();
  }

  @Test
  void givenApc_whenItRuns_thenTheThreadKnowsThatOneDoes() {
    List<Boolean> running = new ArrayList<>();
    Threads threads = Kernel.get().threads();
    threads.queueApc(threads.current(), owner, () -> running.add(threads.isRunningApc()));

    threads.runApcs();

    assertThat(running).containsExactly(true);
    assertThat(threads.isRunningApc()).isFalse();
  }

  @Test
  void givenApcThatThrows_whenRun_thenTheOthersRunAndTheFirstExceptionComesOut() {
    AtomicInteger ran = new AtomicInteger();
    for (String text : List.of("first", "second")) {
      threads()
          .queueApc(
              threads().current(),
              owner,
              () -> {
                throw new IllegalStateException(text);
              });
      threads().queueApc(threads().current(), owner, ran::incrementAndGet);
    }

    assertThatThrownBy(() -> kernel.waits().sleepEx(0, true))
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(ran).hasValue(2);
  }

  /** A ticket of a closed environment does nothing. */
  @Test
  void givenForgottenApcs_whenThreadWaitsAlertably_thenTheyDoNothing() {
    AtomicInteger ran = new AtomicInteger();
    long other = kernel.newOwner();
    threads().queueApc(threads().current(), other, () -> ran.addAndGet(100));
    threads().queueApc(threads().current(), owner, ran::incrementAndGet);

    threads().forgetApcs(other);

    assertThat(kernel.waits().sleepEx(0, true)).isEqualTo(APCS_RAN);
    assertThat(ran).hasValue(1);
  }

  /** WIN-48, APC-5. */
  @Test
  void givenEndedThread_whenApcIsQueued_thenErrorIs31AndHandleIsSignalled()
      throws InterruptedException {
    AtomicReference<ThreadHandle> ended = new AtomicReference<>();
    Thread thread = new Thread(() -> ended.set(threads().open(owner)));
    thread.start();
    thread.join();

    assertThat(kernel.waits().waitForSingleObject(ended.get(), 10_000, false).signalled()).isTrue();
    assertThat(threads().queueApc(ended.get(), owner, () -> {})).isEqualTo(31);
  }

  @Test
  void givenHandleThatIsNoThread_whenApcIsQueued_thenItIsInvalid() {
    ThreadHandle wrong = new ThreadHandle(event(true, false).value());

    assertThat(threads().queueApc(wrong, owner, () -> {})).isEqualTo(6);
  }

  /** WIN-H9: one value for each thread. */
  @Test
  void givenTwoThreads_whenEachSetsItsLastError_thenEachReadsItsOwn() throws InterruptedException {
    threads().setLastError(10022);
    AtomicInteger other = new AtomicInteger(-1);
    Thread thread =
        new Thread(
            () -> {
              int before = threads().lastError();
              threads().setLastError(997);
              other.set(before * 1000 + threads().lastError());
            });
    thread.start();
    thread.join();

    assertThat(threads().lastError()).isEqualTo(10022);
    assertThat(other).hasValue(997);
  }

  @Test
  void givenSameThread_whenAskedTwice_thenItsHandleIsTheSame() {
    assertThat(threads().current()).isEqualTo(threads().current());
    assertThat(kernel.handleCount(owner)).as("its own handle is nobody's").isZero();
    assertThat(threads().open(owner)).isNotEqualTo(threads().current());
    assertThat(kernel.handleCount(owner)).isEqualTo(1);
  }

  /** A thread that ends takes its APCs with it; Java keeps nothing of them. */
  @Test
  void givenThreadThatEndsWithApcsQueued_whenLookedAt_thenTheirTicketsAreDropped()
      throws InterruptedException {
    int before = threads().queuedApcs();
    AtomicInteger ran = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; i < 3; i++) {
                threads().queueApc(threads().current(), owner, ran::incrementAndGet);
              }
            });
    thread.start();
    thread.join();

    await("the tickets to be dropped", () -> threads().queuedApcs() == before);
    assertThat(ran).hasValue(0);
  }

  @Test
  void givenApcThatThrowsAnError_whenRun_thenTheOthersWaitForTheNextWait() {
    AtomicInteger ran = new AtomicInteger();
    threads()
        .queueApc(
            threads().current(),
            owner,
            () -> {
              throw new StackOverflowError("first");
            });
    threads().queueApc(threads().current(), owner, ran::incrementAndGet);

    assertThatThrownBy(() -> kernel.waits().sleepEx(0, true))
        .isInstanceOf(StackOverflowError.class);
    assertThat(kernel.waits().sleepEx(0, true)).isEqualTo(APCS_RAN);
    assertThat(ran).hasValue(1);
  }

  /** WIN-47: an APC that comes during the wait ends it. */
  @Test
  void givenThreadInAlertableSleep_whenApcIsQueued_thenItRunsThereAndTheSleepEnds()
      throws InterruptedException {
    AtomicReference<ThreadHandle> target = new AtomicReference<>();
    AtomicInteger result = new AtomicInteger();
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              target.set(threads().current());
              result.set(kernel.waits().sleepEx(-1, true));
            });
    thread.start();
    await("the thread's handle", () -> target.get() != null);

    threads().queueApc(target.get(), owner, () -> ranIn.set(Thread.currentThread()));
    thread.join(LONG.toMillis());

    assertThat(result).hasValue(APCS_RAN);
    assertThat(ranIn).hasValue(thread);
  }
}
