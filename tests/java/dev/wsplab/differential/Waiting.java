package dev.wsplab.differential;

import dev.wsplab.differential.NamedSockets.Result;
import java.util.function.Supplier;

/** Waits for what a network does in its own time. */
final class Waiting {
  private static final long LIMIT = 5_000_000_000L;

  private Waiting() {}

  /** Calls until it is no longer too early. */
  static Result until(Supplier<Result> call) {
    Result result = call.get();
    for (long end = System.nanoTime() + LIMIT;
        result.failure() == Failure.WOULD_BLOCK && System.nanoTime() < end; ) {
      Thread.onSpinWait();
      result = call.get();
    }
    return result;
  }
}
