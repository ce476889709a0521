package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.Test;

/** What a call was given stays until it has ended, and no longer. */
class HeldBlocksTest {
  // So large that the system takes its pages back as soon as it is freed.
  private static final int LARGE = 64 << 20;

  private final GuardedMemory memory = Kernel.get().memory();

  private void assertThatMemoryIsThere(long at) {
    assertThatCode(() -> memory.touch(at, 8)).doesNotThrowAnyException();
  }

  private void assertThatMemoryIsGone(long at) {
    assertThatThrownBy(() -> memory.touch(at, 8)).isInstanceOf(AccessViolationException.class);
  }

  @Test
  void givenClosedBlockAmongOthers_whenHeld_thenNoneIsHeld() {
    NativeBlock first = NativeBlock.allocate(LARGE);
    long at = first.address();
    NativeBlock closed = NativeBlock.allocate(16);
    closed.close();
    NativeBlock last = NativeBlock.allocate(LARGE);
    long lastAt = last.address();

    assertThatThrownBy(() -> HeldBlocks.in(new Object[] {first, closed, last}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");

    assertThatMemoryIsThere(at);
    first.close();
    assertThatMemoryIsGone(at);
    last.close();
    assertThatMemoryIsGone(lastAt);
  }

  @Test
  void givenBlocksAndBuffersInThem_whenHeld_thenAllStayUntilReleased() {
    NativeBlock block = NativeBlock.allocate(LARGE);
    NativeBlock buffer = NativeBlock.allocate(LARGE);
    long at = block.address();
    long bufferAt = buffer.address();
    Runnable held = HeldBlocks.in(new Object[] {block, "nothing to hold", WsaBuffers.of(buffer)});

    block.close();
    buffer.close();

    assertThatMemoryIsThere(at);
    assertThatMemoryIsThere(bufferAt);
    held.run();
    assertThatMemoryIsGone(at);
    assertThatMemoryIsGone(bufferAt);
  }
}
