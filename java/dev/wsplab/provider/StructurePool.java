package dev.wsplab.provider;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Native {@code WSAOVERLAPPED} structures of a layer, to be used again and again. Thread-safe. */
final class StructurePool implements AutoCloseable {
  private static final int BLOCK = 64;

  private final Deque<Overlapped> free = new ArrayDeque<>();

  // close() closes each; the checker follows fields, not what a list owns.
  @SuppressWarnings({"mustcall:type.argument", "mustcall:type.arguments.not.inferred"})
  private final List<OverlappedBlock> blocks = new ArrayList<>();

  /**
   * Takes a structure; its members are what the last user left.
   *
   * @throws dev.wsplab.kernel.KernelException 8 when memory is short
   */
  @SuppressWarnings("builder:required.method.not.called") // the list owns the block from here on
  synchronized Overlapped take() {
    Overlapped taken = free.poll();
    if (taken != null) {
      return taken;
    }
    OverlappedBlock block = OverlappedBlock.allocate(BLOCK);
    blocks.add(block);
    for (int i = 1; i < BLOCK; i++) {
      free.push(block.overlapped(i));
    }
    return block.overlapped(0);
  }

  /** Gives one back that no provider uses any more. */
  synchronized void give(Overlapped structure) {
    free.push(structure);
  }

  /** Frees all of them. */
  @Override
  public synchronized void close() {
    free.clear();
    blocks.forEach(OverlappedBlock::close);
    blocks.clear();
  }
}
