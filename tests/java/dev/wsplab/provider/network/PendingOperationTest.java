package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingOperationTest {
  /**
   * An attempt that throws, on whatever thread, ends its operation: its client does not wait for
   * ever.
   */
  @Test
  void givenAttemptThatThrows_whenItProceeds_thenItsWaiterIsToldOfAFailure() {
    List<Outcome> told = new ArrayList<>();
    List<Throwable> reported = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> reported.add(e));
    RuntimeException bug = new IllegalStateException("a bug");
    PendingOperation operation =
        new PendingOperation(
            () -> {
              throw bug;
            },
            new Waiter() {
              @Override
              public void tell(Outcome outcome, boolean atOnce) {
                told.add(outcome);
              }

              @Override
              public void tellSilently(Outcome outcome) {}
            });

    assertThat(operation.proceed()).isTrue();
    operation.tell(false);

    assertThat(told).containsExactly(Outcome.failed(WsaError.WSASYSCALLFAILURE.code()));
    assertThat(reported).containsExactly(bug);
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }
}
