package dev.wsplab.provider;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Native {@code WSAOVERLAPPED} structures of a layer, to be used again and again. Their memory goes
 * when the pool is closed and every one has been given back: a call that runs into the layer's end
 * never writes to memory that is somebody else's. Thread-safe.
 */
final class StructurePool implements AutoCloseable {
  private static final int BLOCK = 64;

  private final Deque<Overlapped> free = new ArrayDeque<>();

  // close() closes each; the checker follows fields, not what a list owns.
  @SuppressWarnings({"mustcall:type.argument", "mustcall:type.arguments.not.inferred"})
  private final List<OverlappedBlock> blocks = new ArrayList<>();

  private int taken;
  private boolean closed;

  /**
   * Takes a structure; its members are what the last user left.
   *
   * @return null when the pool is closed
   * @throws dev.wsplab.kernel.KernelException 8 when memory is short
   */
  synchronized @Nullable Overlapped take() {
    if (closed) {
      return null;
    }
    Overlapped structure = free.poll();
    if (structure == null) {
      structure = firstOfNewBlock();
    }
    taken++;
    return structure;
  }

  /** Gives one back that no provider uses any more. */
  synchronized void give(Overlapped structure) {
    taken--;
    free.push(structure);
    freeIfUnused();
  }

  /** Frees all of them, as soon as those that are taken have been given back. */
  @Override
  public synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  @SuppressWarnings("builder:required.method.not.called") // the list owns the block from here on
  private Overlapped firstOfNewBlock() {
    OverlappedBlock block = OverlappedBlock.allocate(BLOCK);
    blocks.add(block);
    for (int i = 1; i < BLOCK; i++) {
      free.push(block.overlapped(i));
    }
    return block.overlapped(0);
  }

  private void freeIfUnused() {
    if (closed && taken == 0) {
      free.clear();
      blocks.forEach(OverlappedBlock::close);
      blocks.clear();
    }
  }
}
