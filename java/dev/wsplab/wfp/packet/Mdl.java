package dev.wsplab.wfp.packet;

import dev.wsplab.kernel.NativeBlock;

/**
 * Native memory of a net buffer, a memory descriptor list with one range.
 *
 * @param byRetreat whether it was allocated because a retreat found no room
 */
record Mdl(NativeBlock block, boolean byRetreat) {
  int size() {
    return (int) block.size();
  }
}
