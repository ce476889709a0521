package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Started;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WIN-44 to WIN-46: events of operations, and alertable waits for events. */
abstract class EventFacts extends Facts {
  @Test
  void givenSignalledEvent_whenReceivePends_thenItIsResetAndSetAtTheEnd_WIN_44() {
    Pair pair = connectedPair();
    long event = windows.createEvent(true, true);

    Started started = receive(pair.server(), new Block(8), 8, Structure.withEvent(event));

    assertThat(started.isPending()).isTrue();
    assertNotSignalled(event);
    sendNow(pair.client(), (byte) 1);
    assertSignalled(event);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenRoutine_whenItHasRun_thenTheEventWasNotTouched_WIN_45(boolean signalled) {
    Pair pair = connectedPair();
    long event = windows.createEvent(true, signalled);
    AtomicInteger runs = new AtomicInteger();
    windows.receive(
        pair.server(),
        new Block(8).address(),
        8,
        Structure.withEvent(event).address(),
        (error, bytes, overlapped, flags) -> runs.incrementAndGet());

    sendNow(pair.client(), (byte) 1);

    assertThat(windows.sleep(LONG, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(runs).hasValue(1);
    assertThat(windows.waitFor(event, 0, false)).isEqualTo(signalled ? 0 : WAIT_TIMEOUT);
  }

  @Test
  void givenSignalledEventAndApc_whenWaitedAlertably_thenTheApcWins_WIN_46() {
    for (int timeout : new int[] {0, 2, INFINITE}) {
      long event = windows.createEvent(false, true);
      AtomicInteger runs = queueApc();

      assertThat(windows.waitFor(event, timeout, true)).isEqualTo(WAIT_IO_COMPLETION);

      assertThat(runs).hasValue(1);
      assertThat(windows.waitFor(event, 0, true)).as("still set").isEqualTo(WAIT_OBJECT_0);
      assertNotSignalled(event);
    }
  }
}
