package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The pace at which every command tells how far it has come, by a clock that the test moves. */
class PaceTest {
  private final ManualTimer timer = new ManualTimer();
  private final CommandLine command = Main.timedBy(() -> timer);

  @Test
  void givenACommandAtWork_whenLessThanTwoSecondsPass_thenNothingIsTold() {
    AtomicInteger told = new AtomicInteger();
    Runnable end = Main.pace(command).begin(told::incrementAndGet);

    timer.pass(Duration.ofMillis(1999));

    assertThat(told).hasValue(0);
    end.run();
  }

  @Test
  void givenACommandAtWork_whenSecondsPass_thenItTellsAfterEachTwoOfThem() {
    AtomicInteger told = new AtomicInteger();
    Runnable end = Main.pace(command).begin(told::incrementAndGet);

    timer.pass(Duration.ofSeconds(2));
    assertThat(told).hasValue(1);
    timer.pass(Duration.ofMillis(1999));
    assertThat(told).hasValue(1);
    timer.pass(Duration.ofMillis(1));
    assertThat(told).hasValue(2);
    timer.pass(Duration.ofSeconds(60));
    assertThat(told).hasValue(32);
    end.run();
  }

  @Test
  void givenACommandThatHasEnded_whenTimePasses_thenNothingIsTold() {
    AtomicInteger told = new AtomicInteger();
    Main.pace(command).begin(told::incrementAndGet).run();

    timer.pass(Duration.ofSeconds(60));

    assertThat(told).hasValue(0);
    assertThat(timer.isTerminated()).isTrue();
  }

  /** The whole command, not the pace alone, is driven by that clock. */
  @Test
  void givenATickerOfTheCommand_whenFourSecondsPass_thenItsStateIsToldTwice() {
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    try (Ticker ticker = Ticker.on(command, () -> "at work")) {
      assertThat(ticker).isNotNull();
      timer.pass(Duration.ofSeconds(4));
    }
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("at work, "));
  }
}
