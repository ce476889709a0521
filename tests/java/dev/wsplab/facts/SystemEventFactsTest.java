package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemEventFactsTest extends SystemEventFacts {
  @Override
  @Test
  @OnWine(value = "WIN-46", instead = "the signalled object wins, and the APC stays queued")
  void givenSignalledEventAndApc_whenWaitedAlertably_thenTheApcWins_WIN_46() {
    if (!RunningOn.isWine()) {
      super.givenSignalledEventAndApc_whenWaitedAlertably_thenTheApcWins_WIN_46();
      return;
    }
    AtomicInteger runs = queueApc();

    assertThat(windows.waitFor(windows.createEvent(false, true), INFINITE, true))
        .isEqualTo(WAIT_OBJECT_0);

    assertThat(runs).hasValue(0);
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
  }
}
