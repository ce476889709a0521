package dev.wsplab.cli;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.function.BooleanSupplier;

/**
 * One overlapped structure in native memory, used for one operation after the other, and what is to
 * be done when an operation was told. Freed only while none is under way.
 */
final class IoSlot {
  /** Called in a worker thread once per operation that was started. */
  @FunctionalInterface
  interface Told {
    void told(QueuedCompletion completion);
  }

  private final CompletionLoop loop;
  private final OverlappedBlock block;
  private final Overlapped overlapped;
  private final Told told;

  /** Used by {@link CompletionLoop#slot}. */
  IoSlot(CompletionLoop loop, OverlappedBlock block, Told told) {
    this.loop = loop;
    this.block = block;
    this.overlapped = block.overlapped();
    this.told = told;
  }

  Overlapped overlapped() {
    return overlapped;
  }

  /**
   * Starts an operation with this structure.
   *
   * @param call makes the call; gives whether the operation was started, and so will be told
   * @return what the call gave
   */
  boolean start(BooleanSupplier call) {
    loop.beginning();
    boolean started = false;
    try {
      started = call.getAsBoolean();
    } finally {
      if (!started) {
        loop.ended();
      }
    }
    return started;
  }

  void told(QueuedCompletion completion) {
    told.told(completion);
  }

  /** Frees the structure. */
  void free() {
    loop.forget(this);
    block.close();
  }
}
