package dev.wsplab.provider;

import dev.wsplab.provider.CompletionMoment.Kind;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The packets that a layer keeps back for a while, oldest first. Who waits for packets asks how
 * long it may: the time is over by its clock, without a thread of its own. Thread-safe.
 */
final class HeldPackets {
  private static final int INFINITE = -1;

  private final boolean holds;
  private final long patience;
  private final Queue<LayerOperation> held = new ConcurrentLinkedQueue<>();
  private volatile long deadline;
  private volatile boolean ended;

  HeldPackets(CompletionMoment moment) {
    this.holds = moment.kind() == Kind.HELD;
    this.patience = moment.patience().toNanos();
  }

  /**
   * Keeps one back; one that is only to wait for its starting call comes by itself.
   *
   * @return false when its socket is being closed or the layer ends: there may be no next call
   */
  boolean keep(LayerOperation operation) {
    if (!holds) {
      return true;
    }
    if (goesAtOnce(operation)) {
      return false;
    }
    if (held.isEmpty()) {
      deadline = System.nanoTime() + patience;
    }
    held.add(operation);
    // The end or the close may have come in between, and has not seen this one.
    return !goesAtOnce(operation) || !held.remove(operation);
  }

  private boolean goesAtOnce(LayerOperation operation) {
    return ended || operation.socket().isClosing();
  }

  /** The layer ends: nothing is kept any more. */
  void end() {
    ended = true;
  }

  /** Takes the oldest, or null. */
  @Nullable LayerOperation next() {
    return held.poll();
  }

  /** How long to wait for packets, in milliseconds; -1 for ever. */
  int millisLeft() {
    if (held.isEmpty()) {
      return INFINITE;
    }
    long left = deadline - System.nanoTime();
    return left <= 0 ? 0 : (int) TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }
}
