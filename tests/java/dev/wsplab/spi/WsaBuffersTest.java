package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WsaBuffersTest {
  @ParameterizedTest
  @CsvSource({"3, 500", "-1, 1", "0, -1", "6, 0", "5, 1", "9223372036854775807, 2147483647"})
  void givenPartOutsideTheBlock_whenBuffersAreMade_thenItIsRefused(long offset, int length) {
    try (NativeBlock block = NativeBlock.allocate(5)) {
      assertThatThrownBy(() -> WsaBuffers.of(block, offset, length))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("offset=" + offset + ", length=" + length + ": the block has 5 bytes");
    }
  }

  @Test
  void givenPartOfTheBlock_whenBuffersAreMade_thenTheyLieThere() {
    try (NativeBlock block = NativeBlock.allocate(5)) {
      WsaBuffers buffers = WsaBuffers.of(block, 3, 2);
      assertThat(buffers.address(0)).isEqualTo(block.address() + 3);
      assertThat(buffers.length(0)).isEqualTo(2);
      assertThat(WsaBuffers.of(block, 5, 0).totalLength()).isZero();
    }
  }
}
