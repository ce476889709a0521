package dev.wsplab.host;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Held;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Holds the blocks of native memory among what a client gave to a call. */
final class HeldBlocks {
  private HeldBlocks() {}

  /** Lets go of one block, and then of those before it. */
  private record Release(NativeBlock block, Runnable before) implements Runnable {
    @Override
    public void run() {
      block.release();
      before.run();
    }
  }

  /**
   * Holds the blocks in a call's arguments.
   *
   * @param given a block, the buffers in one, an array of such things, or anything else
   * @return what lets go of all of them
   * @throws IllegalStateException when one is closed; none is held then
   */
  static Runnable in(@Nullable Object given) {
    return with(given, Held.nothing());
  }

  /** The same of a structure and what else its operation needs. */
  static Runnable in(Overlapped overlapped, @Nullable Object given) {
    return with(given, with(overlapped.owner(), Held.nothing()));
  }

  private static Runnable with(@Nullable Object given, Runnable held) {
    if (given instanceof NativeBlock block) {
      return with(block, held);
    }
    if (given instanceof WsaBuffers buffers) {
      return with(buffers.owner(), held);
    }
    if (given instanceof Overlapped overlapped) {
      return with(overlapped.owner(), held);
    }
    Runnable all = held;
    if (given instanceof Object[] several) {
      for (Object one : several) {
        all = with(one, all);
      }
    }
    return all;
  }

  private static Runnable with(NativeBlock block, Runnable held) {
    try {
      block.hold();
    } catch (IllegalStateException e) {
      held.run();
      throw e;
    }
    return new Release(block, held);
  }
}
