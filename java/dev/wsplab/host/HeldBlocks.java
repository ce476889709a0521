package dev.wsplab.host;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Finds the blocks of native memory among what a client gave to a call. */
final class HeldBlocks {
  private HeldBlocks() {}

  /**
   * The blocks in a call's arguments.
   *
   * @param given a block, the buffers in one, an array of such things, or anything else
   */
  static List<NativeBlock> in(@Nullable Object given) {
    List<NativeBlock> found = new ArrayList<>(2);
    add(given, found);
    return found;
  }

  private static void add(@Nullable Object given, List<NativeBlock> found) {
    if (given instanceof NativeBlock block) {
      found.add(block);
    } else if (given instanceof WsaBuffers buffers) {
      add(buffers.owner(), found);
    } else if (given instanceof Object[] several) {
      for (Object one : several) {
        add(one, found);
      }
    }
  }
}
