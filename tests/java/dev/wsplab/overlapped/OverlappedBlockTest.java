package dev.wsplab.overlapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import org.junit.jupiter.api.Test;

class OverlappedBlockTest {
  private static final int COUNT = 400;

  /** A provider writes the result of what its client has abandoned: into memory of nobody else. */
  @Test
  void givenPendingStructure_whenClosed_thenTheProviderStillWritesToIt() {
    OverlappedBlock block = OverlappedBlock.allocate(COUNT);
    Overlapped last = block.overlapped(COUNT - 1);
    last.markPending();

    block.close();
    block.close();

    // A block whose memory is gone gives no structure; until that is sure nothing is written there.
    assertThat(block.overlapped(COUNT - 1)).isEqualTo(last);
    try (OverlappedBlock next = OverlappedBlock.allocate(COUNT)) {
      assertThat(next.overlapped(0).address()).isNotEqualTo(last.address() - (COUNT - 1L) * size());
      assertThat(last.isPending()).isTrue();
      last.publish(5, 0);
      assertThat(last.internalHigh()).isEqualTo(5);
    }
  }

  @Test
  void givenFinishedStructures_whenClosed_thenTheyAreGone() {
    OverlappedBlock block = OverlappedBlock.allocate(COUNT);
    block.overlapped(3).markPending();
    block.overlapped(3).publish(0, 0);

    block.close();
    block.close();

    assertThatThrownBy(() -> block.overlapped(0)).isInstanceOf(IllegalStateException.class);
  }

  /** Beside the block lies what others have allocated, and the guard lets everybody write there. */
  @Test
  void givenBlock_whenAStructureWouldLieBesideIt_thenItIsRefused() {
    long size = size();
    try (NativeBlock memory = NativeBlock.allocate(2 * size)) {
      assertThat(Overlapped.in(memory, size).address()).isEqualTo(memory.address() + size);
      for (long at : new long[] {-1, -size, size + 1, 2 * size, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> Overlapped.in(memory, at))
            .as("at " + at)
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void givenNoStructures_whenAllocated_thenTheMessageSaysHowManyAreNeeded() {
    assertThatThrownBy(() -> OverlappedBlock.allocate(0).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count=0: at least 1 structure is needed");
  }

  @Test
  void givenBlock_whenShown_thenCountAndSize() {
    try (OverlappedBlock block = OverlappedBlock.allocate(3)) {
      assertThat(block).hasToString("3 structures of " + size() + " bytes");
    }
  }

  private static int size() {
    return OverlappedLayout.ofProcess().size();
  }
}
