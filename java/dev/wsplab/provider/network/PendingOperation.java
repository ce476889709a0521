package dev.wsplab.provider.network;

import dev.wsplab.operation.UserFault;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One operation in the queue of its socket. Its outcome is set once, with the lock of the socket
 * held.
 */
final class PendingOperation {
  private final Attempt attempt;
  private final Waiter waiter;
  private volatile @Nullable Outcome outcome;
  private volatile @Nullable RuntimeException fault;

  PendingOperation(Attempt attempt, Waiter waiter) {
    this.attempt = attempt;
    this.waiter = waiter;
  }

  /**
   * Tries to get on; true when it has ended. An attempt that throws is an end too: nothing is lost.
   */
  boolean proceed() {
    Outcome reached;
    try {
      reached = attempt.attempt();
    } catch (RuntimeException e) {
      fault = e;
      reached = Outcome.failed(WsaError.WSASYSCALLFAILURE.code());
    }
    if (reached == null) {
      return false;
    }
    outcome = reached;
    return true;
  }

  /** Ends it from outside. */
  void end(Outcome how) {
    outcome = how;
  }

  /** How it ended, or null while it has not. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  /** Ends it from outside, as the provider ends: its client is told nothing. */
  void endSilently(Outcome how) {
    outcome = how;
    waiter.tellSilently(how);
  }

  /** Tells its waiter; it has ended. */
  void tell(boolean atOnce) {
    Outcome reached = outcome;
    if (reached == null) {
      throw new IllegalStateException("outcome=null: the operation has not ended");
    }
    RuntimeException thrown = fault;
    if (thrown != null) {
      UserFault.report(thrown);
    }
    waiter.tell(reached, atOnce && reached.succeeded());
  }
}
