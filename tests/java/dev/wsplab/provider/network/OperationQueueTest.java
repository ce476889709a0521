package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class OperationQueueTest {
  private final ReentrantLock lock = new ReentrantLock();
  private final OperationQueue queue = new OperationQueue(lock);
  private final List<String> told = new ArrayList<>();

  private boolean ready;

  private PendingOperation operation(String name) {
    return new PendingOperation(
        () -> ready ? Outcome.DONE : null, (outcome, atOnce) -> told.add(name + " " + atOnce));
  }

  @Test
  void givenWaitingOperations_whenReady_thenToldInOrderWithoutTheLock() {
    PendingOperation looking =
        new PendingOperation(
            () -> Outcome.DONE,
            (outcome, atOnce) -> told.add("held " + lock.isHeldByCurrentThread()));
    queue.add(operation("first"));
    queue.add(looking);
    queue.add(operation("third"));

    queue.progress();
    queue.drain();
    assertThat(told).as("the first is not ready, so none is").isEmpty();
    ready = true;
    queue.progress();
    queue.drain();

    assertThat(told).containsExactly("first false", "held false", "third false");
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void givenAnOperationToldAtOnce_whenOthersEndMeanwhile_thenTheyFollowIt() {
    ready = true;
    PendingOperation own = operation("own");
    own.proceed();
    queue.reserveDraining();
    queue.add(operation("other"));
    queue.progress();

    queue.drain();
    assertThat(told).as("nobody else may tell now").isEmpty();
    queue.drainAfter(own);

    assertThat(told).containsExactly("own true", "other false");
  }

  @Test
  void givenAWaiterThatThrows_whenDrainedAgain_thenTheRestIsTold() {
    ready = true;
    queue.add(
        new PendingOperation(
            () -> Outcome.DONE,
            (outcome, atOnce) -> {
              throw new IllegalStateException("waiter");
            }));
    queue.add(operation("rest"));
    queue.progress();

    assertThatThrownBy(queue::drain).hasMessage("waiter");
    queue.drain();

    assertThat(told).containsExactly("rest false");
  }

  @Test
  void givenWaitingOperation_whenEnded_thenOnlyTheFirstEndCounts() {
    PendingOperation operation = operation("ended");
    queue.add(operation);

    assertThat(queue.end(operation, Outcome.failed(WsaError.WSAEINTR))).isTrue();
    assertThat(queue.end(operation, Outcome.DONE)).isFalse();
    assertThat(queue.withdraw(operation)).isFalse();
    queue.drain();

    assertThat(told).containsExactly("ended false");
    assertThat(operation.outcome()).isEqualTo(Outcome.failed(WsaError.WSAEINTR));
  }

  @Test
  void givenOperationThatHasNotEnded_whenTold_thenThatIsABug() {
    assertThatThrownBy(() -> operation("early").tell(false)).hasMessageContaining("outcome=null");
  }
}
