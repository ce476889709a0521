package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a command tells that it is still at work. */
class TickerTest {
  private final StringWriter told = new StringWriter();
  private final PrintWriter err = new PrintWriter(told, true);

  @Test
  void givenWorkThatGoesOn_whenTimePasses_thenItsStateIsToldAgainAndAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(3);
    Ticker ticker =
        Ticker.on(
            Pace.every(Duration.ofMillis(1)),
            err,
            () -> {
              enough.countDown();
              return asked.incrementAndGet() + " of 9 done";
            });
    try (ticker) {
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(told.toString()).startsWith("1 of 9 done, 0 s").contains("2 of 9 done, ");
  }

  @Test
  void givenTickerThatIsClosed_whenTimePasses_thenNothingMoreIsTold() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    Ticker ticker =
        Ticker.on(
            Pace.every(Duration.ofMillis(1)),
            err,
            () -> {
              first.countDown();
              return "at work";
            });
    try (ticker) {
      assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
    }
    String whenClosed = told.toString();
    CountDownLatch later = new CountDownLatch(5);
    Ticker another =
        Ticker.on(
            Pace.every(Duration.ofMillis(1)),
            new PrintWriter(new StringWriter()),
            () -> {
              later.countDown();
              return "";
            });
    try (another) {
      assertThat(later.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(told.toString()).isEqualTo(whenClosed);
  }
}
