package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.platform.LargeBlock;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.Test;

/** What a call was given stays until it has ended, and no longer. */
class HeldBlocksTest {
  private final LargeBlock first = new LargeBlock();
  private final LargeBlock last = new LargeBlock();

  @Test
  void givenClosedBlockAmongOthers_whenHeld_thenNoneIsHeld() {
    NativeBlock closed = NativeBlock.allocate(16);
    closed.close();

    assertThatThrownBy(() -> HeldBlocks.in(new Object[] {first.block(), closed, last.block()}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");

    first.assertThere();
    first.block().close();
    first.assertGone();
    last.block().close();
    last.assertGone();
  }

  @Test
  void givenBlocksAndBuffersInThem_whenHeld_thenAllStayUntilReleased() {
    Runnable held =
        HeldBlocks.in(new Object[] {first.block(), "nothing to hold", WsaBuffers.of(last.block())});

    first.block().close();
    last.block().close();

    first.assertThere();
    last.assertThere();
    held.run();
    first.assertGone();
    last.assertGone();
  }
}
