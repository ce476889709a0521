package dev.wsplab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that each cause another: a callback that sends again and again. */
@Timeout(30)
class SchedulerTest {
  private final AtomicInteger runs = new AtomicInteger();
  private final Scheduler scheduler = new Scheduler("test", 0, thrown -> {});

  private void again() {
    runs.incrementAndGet();
    scheduler.submit(this::again);
  }

  /** FLT-105. */
  @Test
  void givenTasksWithoutEnd_whenTheThreadIsInterrupted_thenRunAllReturns() {
    Thread self = Thread.currentThread();
    scheduler.submit(this::again);
    scheduler.submit(self::interrupt);

    int ran = scheduler.runAll();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).isEqualTo(2);
    assertThat(scheduler.waiting()).isOne();
  }

  @Test
  void givenTasksWithoutEnd_whenItEnds_thenItGivesUpWhenTheTimeIsOverAndSaysSo() {
    scheduler.submit(this::again);

    assertThat(scheduler.end(Duration.ofMillis(20))).isFalse();
    assertThat(runs).hasPositiveValue();
  }

  @Test
  void givenTasks_whenItEndsInAnInterruptedThread_thenAllRun() {
    scheduler.submit(runs::incrementAndGet);
    scheduler.submit(runs::incrementAndGet);
    Thread.currentThread().interrupt();

    assertThat(scheduler.end(Duration.ofSeconds(10))).isTrue();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs).hasValue(2);
  }
}
