package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** APCs that a client queues itself, and the wait that signals first. */
class ApcCallsTest extends HostFixture {
  /** APC-2, APC-8. */
  @Test
  void givenHandleOfOpenThread_whenQueueUserAPC_thenTheyRunInOrderInAnAlertableWait() {
    ThreadHandle self = kernel32.openThread().handle();
    List<Long> ran = new ArrayList<>();
    assertThat(kernel32.queueUserAPC(ran::add, self, 1).returnValue()).isTrue();
    assertThat(kernel32.queueUserAPC(ran::add, self, 2).returnValue()).isTrue();
    assertThat(ran).isEmpty();

    EventHandle signalled = kernel32.createEvent(true, false);
    EventHandle awaited = kernel32.createEvent(true, false);
    WaitResult first = kernel32.signalObjectAndWait(signalled, awaited, 10_000, true);

    assertThat(first.returnValue()).isEqualTo(WaitResult.WAIT_IO_COMPLETION);
    assertThat(ran).containsExactly(1L, 2L);
    assertThat(kernel32.waitForSingleObjectEx(signalled, 0, false).returnValue()).isZero();
    kernel32.closeHandle(self);
  }

  @Test
  void givenEvent_whenSignalObjectAndWait_thenTheSameCallReturns() {
    EventHandle event = kernel32.createEvent(false, false);
    assertThat(kernel32.signalObjectAndWait(event, event, 0, false).returnValue()).isZero();
    assertThat(kernel32.signalObjectAndWait(new EventHandle(4711), event, 0, false))
        .isEqualTo(new WaitResult(WaitResult.WAIT_FAILED, 6));
  }

  /** WIN-48. */
  @Test
  void givenThreadThatHasEnded_whenAFunctionIsQueued_thenItFails() throws InterruptedException {
    ThreadHandle[] ended = new ThreadHandle[1];
    Thread thread = new Thread(() -> ended[0] = kernel32.openThread().handle());
    thread.start();
    thread.join();

    // The system's thread ends a little after Java's.
    int error = 0;
    for (long end = System.nanoTime() + 10_000_000_000L; error == 0 && System.nanoTime() < end; ) {
      error = kernel32.queueUserAPC(data -> {}, ended[0], 0).errno();
    }
    assertThat(error).isEqualTo(31);
    assertThat(kernel32.queueUserAPC(data -> {}, new ThreadHandle(4711), 0).errno()).isEqualTo(6);
    assertThatThrownBy(() -> kernel32.queueUserAPC(null, ended[0], 0))
        .hasMessageStartingWith("apc is null");
  }
}
