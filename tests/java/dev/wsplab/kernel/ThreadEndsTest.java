package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadEndsTest {
  private final Kernel kernel = Kernel.get();
  private final ThreadEnds ends = kernel.threadEnds();
  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();
  private final LongConsumer listener = told::add;

  @BeforeEach
  void listen() {
    ends.addListener(listener);
  }

  @AfterEach
  void stop() {
    ends.removeListener(listener);
  }

  /** Other tests' threads end as well. */
  private boolean isTold(long number) throws InterruptedException {
    while (true) {
      Long next = told.poll(10, TimeUnit.SECONDS);
      if (next == null || next == number) {
        return next != null;
      }
    }
  }

  private long numberOfThread(Runnable body) throws InterruptedException {
    long[] number = new long[1];
    Thread thread =
        new Thread(
            () -> {
              number[0] = kernel.threads().currentNumber();
              body.run();
            });
    thread.start();
    thread.join();
    return number[0];
  }

  @Test
  void givenThreadThatAsked_whenItEnds_thenItsNumberIsTold() throws InterruptedException {
    int[] error = {-1};

    long number = numberOfThread(() -> error[0] = ends.watchCurrent());

    assertThat(error[0]).isZero();
    assertThat(number).isPositive().isNotEqualTo(kernel.threads().currentNumber());
    assertThat(isTold(number)).isTrue();
  }

  @Test
  void givenThreadThatAskedTwice_whenItEnds_thenItIsToldOnce() throws InterruptedException {
    long number =
        numberOfThread(
            () -> {
              ends.watchCurrent();
              ends.watchCurrent();
            });

    assertThat(isTold(number)).isTrue();
    // Only now: two ends may be told in either order, and the wait above takes all that come.
    long later = numberOfThread(ends::watchCurrent);
    Long next = told.poll(10, TimeUnit.SECONDS);
    while (next != null && next != later) {
      assertThat(next).isNotEqualTo(number);
      next = told.poll(10, TimeUnit.SECONDS);
    }
    assertThat(next).isEqualTo(later);
  }

  @Test
  void givenThreadThatDidNotAsk_whenItEnds_thenNothingIsTold() throws InterruptedException {
    long silent = numberOfThread(() -> {});
    long later = numberOfThread(ends::watchCurrent);

    Long next = told.poll(10, TimeUnit.SECONDS);
    while (next != null && next != later) {
      assertThat(next).isNotEqualTo(silent);
      next = told.poll(10, TimeUnit.SECONDS);
    }
    assertThat(next).isEqualTo(later);
  }

  @Test
  void givenListenerThatWasRemoved_whenAThreadEnds_thenItIsNotTold() throws InterruptedException {
    BlockingQueue<Long> kept = new LinkedBlockingQueue<>();
    LongConsumer second = kept::add;
    ends.addListener(second);
    ends.removeListener(listener);
    told.clear();

    long number = numberOfThread(ends::watchCurrent);

    Long next = kept.poll(10, TimeUnit.SECONDS);
    while (next != null && next != number) {
      next = kept.poll(10, TimeUnit.SECONDS);
    }
    ends.removeListener(second);
    assertThat(next).isEqualTo(number);
    assertThat(told).doesNotContain(number);
  }
}
