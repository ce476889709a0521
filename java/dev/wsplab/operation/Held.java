package dev.wsplab.operation;

import dev.wsplab.kernel.NativeBlock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a call needs until it has ended: Java objects that stay reachable, and blocks whose memory
 * stays although their owner closes them meanwhile. Thread-safe.
 */
public final class Held {
  private record Contents(@Nullable Object objects, List<NativeBlock> blocks) {}

  private final AtomicReference<@Nullable Contents> contents;
  private final long thread;

  private Held(Contents contents, long thread) {
    this.contents = new AtomicReference<>(contents);
    this.thread = thread;
  }

  /**
   * Holds these.
   *
   * @param objects what stays reachable, or null
   * @param blocks whose memory stays
   * @param thread number of the thread that its routine is to run in, 0 for none
   * @throws IllegalStateException when a block is closed
   */
  public static Held of(@Nullable Object objects, List<NativeBlock> blocks, long thread) {
    int held = 0;
    try {
      for (NativeBlock block : blocks) {
        block.hold();
        held++;
      }
    } catch (IllegalStateException e) {
      blocks.subList(0, held).forEach(NativeBlock::release);
      throw e;
    }
    return new Held(new Contents(objects, blocks), thread);
  }

  /** Returns the number of the thread that its routine is to run in, 0 for none. */
  long thread() {
    return thread;
  }

  /** Lets go. A second call does nothing. */
  public void release() {
    Contents released = contents.getAndSet(null);
    if (released != null) {
      released.blocks().forEach(NativeBlock::release);
    }
  }

  @Override
  public String toString() {
    Contents now = contents.get();
    return now == null ? "released" : String.valueOf(now.objects());
  }
}
