package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitsTest extends KernelFixture {
  private static final WaitResult SIGNALLED = new WaitResult(0, 0);
  private static final WaitResult TIMED_OUT = new WaitResult(WaitResult.WAIT_TIMEOUT, 0);
  private static final WaitResult APCS_RAN = new WaitResult(WaitResult.WAIT_IO_COMPLETION, 0);

  private Waits waits() {
    return kernel.waits();
  }

  @Test
  void givenAutoResetEvent_whenWaitedFor_thenItIsConsumed() {
    EventHandle event = event(false, true);

    assertThat(waits().waitForSingleObject(event, 0, false)).isEqualTo(SIGNALLED);
    assertThat(waits().waitForSingleObject(event, 0, false)).isEqualTo(TIMED_OUT);
  }

  /** WIN-46, APC-9: the APC wins, and an auto-reset event stays signalled. */
  @Test
  void givenSignalledEventAndApc_whenWaitedForAlertably_thenApcWinsAndEventStays() {
    EventHandle event = event(false, true);
    for (int timeout : new int[] {0, 2, -1}) {
      kernel.threads().queueApc(kernel.threads().current(), owner, () -> {});
      assertThat(waits().waitForSingleObject(event, timeout, true)).isEqualTo(APCS_RAN);
    }
    assertThat(waits().waitForSingleObject(event, 0, true)).isEqualTo(SIGNALLED);
  }

  /** WIN-31: the low bits of a handle are ignored. */
  @Test
  void givenOddHandleValue_whenWaitedFor_thenItIsTheEvent() {
    EventHandle event = event(true, true);

    assertThat(waits().waitForSingleObject(new EventHandle(event.value() + 1), 0, false))
        .isEqualTo(SIGNALLED);
  }

  /** WAIT-2. */
  @Test
  void givenSeveralEvents_whenWaitedForAny_thenLowestSignalledIndexWins() {
    EventHandle a = event(true, false);
    EventHandle b = event(true, true);
    EventHandle c = event(true, true);

    assertThat(waits().waitForMultipleObjects(List.of(a, b, c), false, 0, false).returnValue())
        .isEqualTo(1);
    assertThat(waits().waitForMultipleObjects(List.of(a, b, c), true, 0, false))
        .isEqualTo(TIMED_OUT);
    kernel.events().set(a);
    assertThat(waits().waitForMultipleObjects(List.of(a, b, c), true, 0, false))
        .isEqualTo(SIGNALLED);
  }

  /** WAIT-2: with all, nothing is consumed until all are signalled; duplicates are refused. */
  @Test
  void givenWaitForAll_whenOneIsMissing_thenNoneIsConsumed() {
    EventHandle set = event(false, true);
    EventHandle missing = event(false, false);

    assertThat(waits().waitForMultipleObjects(List.of(set, missing), true, 1, false))
        .isEqualTo(TIMED_OUT);
    assertThat(waits().waitForSingleObject(set, 0, false)).isEqualTo(SIGNALLED);
    assertThat(waits().waitForMultipleObjects(List.of(set, set), true, 0, false).error())
        .isEqualTo(87);
  }

  /** WAIT-1. */
  @Test
  void givenNoOrTooManyObjects_whenWaitedFor_thenParameterIsInvalid() {
    EventHandle event = event(true, true);

    assertThat(waits().waitForMultipleObjects(List.of(), false, 0, false).error()).isEqualTo(87);
    assertThat(
            waits()
                .waitForMultipleObjects(Collections.nCopies(64, event), false, 0, false)
                .returnValue())
        .isZero();
    assertThat(
            waits().waitForMultipleObjects(Collections.nCopies(65, event), false, 0, false).error())
        .isEqualTo(87);
  }

  @Test
  void givenHandleOfNothing_whenWaitedFor_thenItFailsWith6() {
    assertThat(waits().waitForSingleObject(new EventHandle(0x7FFF_FFF0L), 0, false))
        .isEqualTo(new WaitResult(WaitResult.WAIT_FAILED, 6));
    assertThat(waits().waitForSingleObject(EventHandle.NULL, -1, false).error()).isEqualTo(6);
  }

  @Test
  void givenWaitingThread_whenInterrupted_thenTheWaitEndsAndTheEventIsUntouched()
      throws InterruptedException {
    EventHandle event = event(false, false);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                waits().waitForSingleObject(event, -1, true);
              } catch (WaitInterruptedException e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : null);
              }
            });
    thread.start();
    thread.interrupt();
    thread.join(LONG.toMillis());

    assertThat(thrown.get()).hasMessageContaining("WaitForSingleObject");
    kernel.events().set(event);
    assertThat(waits().waitForSingleObject(event, 0, false)).isEqualTo(SIGNALLED);
  }

  @Test
  void givenInterruptedThread_whenItSleeps_thenItIsToldAtOnce() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> waits().sleepEx(-1, false))
        .isInstanceOf(WaitInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
