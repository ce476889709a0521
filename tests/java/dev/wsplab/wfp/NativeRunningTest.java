package dev.wsplab.wfp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of a module that run while it is unloaded. */
@Timeout(60)
class NativeRunningTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final NativeRunning running = new NativeRunning();

  @Test
  void givenCallbackThatRuns_whenAwaited_thenTheWaitEndsWithIt() throws InterruptedException {
    AtomicBoolean left = new AtomicBoolean();
    assertThat(running.enter()).isTrue();
    Thread waiting =
        new Thread(
            () -> {
              running.await(LONG);
              assertThat(left).isTrue();
              running.end();
            });
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    left.set(true);
    running.leave();
    waiting.join();
    assertThat(running.enter()).as("the module goes").isFalse();
  }

  @Test
  void givenCallbackThatNeverEnds_whenAwaited_thenTheWaitHasABound() {
    running.enter();
    running.await(Duration.ofMillis(20));
    assertThat(running.end()).as("it runs still").isFalse();
  }

  @Test
  void givenNoCallback_whenAwaited_thenNobodyWaitsAndAnInterruptIsKept() {
    Thread.currentThread().interrupt();
    running.await(LONG);
    assertThat(Thread.interrupted()).isTrue();

    running.enter();
    Thread.currentThread().interrupt();
    running.await(LONG);
    assertThat(Thread.interrupted()).isTrue();
  }
}
