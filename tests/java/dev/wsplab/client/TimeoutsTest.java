package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
  /** What would be negative as a number means for ever to the system. */
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT0.000000001S, 1",
    "PT0.001S, 1",
    "PT1.0001S, 1001",
    "P24D, 2073600000",
    "PT2147483.646999999S, 2147483647",
    "P4000D, 2147483647",
    "PT2562047788015215H30M7S, 2147483647"
  })
  void givenTime_whenPassedToTheSystem_thenItIsWholeMillisecondsThatEnd(
      Duration timeout, int millis) {
    assertThat(Timeouts.millis(timeout)).isEqualTo(millis);
  }

  @Test
  void givenNegativeTime_whenWaiting_thenItIsRefused() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        CompletionPort port = winsock.completionPort();
        Event event = winsock.event()) {
      Duration negative = Duration.ofSeconds(-1);

      assertThatThrownBy(() -> port.take(negative))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("timeout=PT-1S: 0 or more");
      assertThatThrownBy(() -> event.await(negative)).hasMessage("timeout=PT-1S: 0 or more");
    }
  }

  @Test
  void givenMoreTimeThanTheSystemKnows_whenThereIsSomethingToTake_thenItIsTaken() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        CompletionPort port = winsock.completionPort();
        Event event = winsock.event()) {
      port.post(1, 2, null);
      event.set();

      assertThat(port.take(Duration.ofDays(4000))).isPresent();
      assertThat(event.await(Duration.ofDays(4000))).isTrue();
    }
  }
}
