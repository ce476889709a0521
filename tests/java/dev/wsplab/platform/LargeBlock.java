package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;

/**
 * A block so large that the system takes its pages back as soon as it is freed, and that therefore
 * tells whether it is.
 */
public final class LargeBlock {
  private static final int BYTES = 64 << 20;

  private final GuardedMemory memory = Kernel.get().memory();
  private final NativeBlock block = NativeBlock.allocate(BYTES);
  private final long address = block.address();

  /** The block; who asks closes it. */
  public NativeBlock block() {
    return block;
  }

  /** Fails when the block's memory has been freed. */
  public void assertThere() {
    assertThatCode(() -> memory.touch(address, 8)).doesNotThrowAnyException();
  }

  /** Fails when the block's memory is still there. */
  public void assertGone() {
    assertThatThrownBy(() -> memory.touch(address, 8)).isInstanceOf(AccessViolationException.class);
  }
}
