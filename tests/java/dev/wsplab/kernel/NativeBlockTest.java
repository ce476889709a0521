package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeBlockTest {
  @Test
  void givenNewBlock_whenLookedAt_thenItIsZeroAndAligned() {
    for (int size = 1; size < 200; size += 13) {
      try (NativeBlock block = NativeBlock.allocate(size)) {
        assertThat(block.address() % 16).isZero();
        assertThat(block.size()).isEqualTo(size);
        assertThat(block.bytes(0, size)).containsOnly(0).hasSize(size);
      }
    }
  }

  @Test
  void givenBlock_whenSeenByAddressPointerAndBuffer_thenItIsOneMemory() {
    try (NativeBlock block = NativeBlock.allocate(16)) {
      Kernel.get().memory().storeInt(block.address() + 4, 0x04030201);

      assertThat(block.pointer().getInt(4)).isEqualTo(0x04030201);
      assertThat(block.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(block.buffer().getInt(4)).isEqualTo(0x04030201);
      block.buffer().putLong(8, -1);
      assertThat(block.bytes(8, 8)).containsOnly(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,-1", "0,4", "3,1", "4,0x7fffffff", "0x7fffffff,1"})
  void givenRangeOutside_whenCopied_thenItIsRefused(String offset, String length) {
    try (NativeBlock block = NativeBlock.copyOf(new byte[] {1, 2, 3})) {
      int at = Integer.decode(offset);
      int many = Integer.decode(length);
      assertThatThrownBy(() -> block.bytes(at, many)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void givenClosedBlock_whenUsed_thenEveryWayToItsMemoryIsRefused() {
    NativeBlock block = NativeBlock.allocate(8);
    block.close();
    block.close();

    assertThatThrownBy(block::address).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(block::pointer).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(block::buffer).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> block.bytes(0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenHeldBlock_whenItsOwnerClosesIt_thenTheMemoryStaysUntilTheLastHoldEnds() {
    NativeBlock block = NativeBlock.copyOf(new byte[64]);
    long at = block.address();
    block.hold();
    block.hold();
    block.close();
    block.release();

    try (NativeBlock other = NativeBlock.allocate(64)) {
      byte[] seen = new byte[64];
      Kernel.get().memory().read(at, seen, 0, seen.length);
      assertThat(seen).as("freed memory does not stay zero").containsOnly(0);
      assertThat(other.address()).isNotEqualTo(at);
      assertThatThrownBy(block::hold).isInstanceOf(IllegalStateException.class);
    }
    block.release();
    assertThatThrownBy(block::hold).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenPart_whenAsked_thenItLiesInTheBlockOrIsRefused() {
    try (NativeBlock block = NativeBlock.allocate(16)) {
      assertThat(block.address(12, 4)).isEqualTo(block.address() + 12);
      assertThat(block.address(16, 0)).isEqualTo(block.address() + 16);
      assertThatThrownBy(() -> block.address(13, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> block.address(-4, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> block.address(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void givenNothingToCopy_whenAllocated_thenItIsRefused() {
    assertThatThrownBy(() -> NativeBlock.copyOf(new byte[0])).hasMessageContaining("bytes=0");
    assertThatThrownBy(() -> NativeBlock.allocate(-1)).hasMessageContaining("bytes=-1");
  }
}
