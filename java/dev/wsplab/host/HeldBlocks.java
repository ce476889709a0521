package dev.wsplab.host;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Holds the blocks of native memory among what a client gave to a call. */
final class HeldBlocks {
  private HeldBlocks() {}

  /**
   * Holds the blocks in a call's arguments.
   *
   * @param given a block, the buffers in one, an array of such things, or anything else
   * @return what lets go of each
   * @throws IllegalStateException when one is closed; none is held then
   */
  static List<Runnable> in(@Nullable Object given) {
    List<Runnable> held = new ArrayList<>(2);
    try {
      add(given, held);
      return held;
    } catch (IllegalStateException e) {
      held.forEach(Runnable::run);
      throw e;
    }
  }

  private static void add(@Nullable Object given, List<Runnable> held) {
    if (given instanceof NativeBlock block) {
      block.hold();
      held.add(block::release);
    } else if (given instanceof WsaBuffers buffers) {
      add(buffers.owner(), held);
    } else if (given instanceof Overlapped overlapped) {
      add(overlapped.owner(), held);
    } else if (given instanceof Object[] several) {
      for (Object one : several) {
        add(one, held);
      }
    }
  }
}
