package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemApcFactsTest extends SystemApcFacts {
  @Override
  @Test
  @OnWine(value = "WIN-51", instead = "no APC runs in a blocking accept")
  void givenApc_whenBlockingAcceptWaits_thenItRunsThere_WIN_51() throws Exception {
    if (!RunningOn.isWine()) {
      super.givenApc_whenBlockingAcceptWaits_thenItRunsThere_WIN_51();
      return;
    }
    long listener = listener();
    AtomicInteger runs = queueApc();
    Call<Boolean> client =
        inThread(
            () -> {
              windows.connect(windows.socket(true), windows.localPort(listener));
              return true;
            });

    windows.accept(listener);

    assertThat(client.get()).isTrue();
    assertThat(runs).hasValue(0);
  }

  @Override
  @Test
  @OnWine(value = "WIN-53", instead = "CancelIoEx for all structures returns TRUE")
  void givenNothingPending_whenCancelled_thenTrueAndNotFound_WIN_53() {
    if (!RunningOn.isWine()) {
      super.givenNothingPending_whenCancelled_thenTrueAndNotFound_WIN_53();
      return;
    }
    assertThat(windows.cancelIoEx(windows.socket(true), 0)).isEqualTo(new Answer(1, 0));
  }
}
