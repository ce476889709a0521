package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NativeBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WsaBuffersTest {
  private final NativeBlock data = NativeBlock.copyOf("abcdefgh".getBytes());
  private final WsaBuffers three =
      WsaBuffers.of(
          new long[] {data.address() + 5, data.address(), data.address() + 2},
          new int[] {3, 0, 2},
          data);

  @AfterEach
  void free() {
    data.close();
  }

  @Test
  void givenSeveralBuffers_whenRead_thenTheirBytesFollowEachOther() {
    assertThat(three.bytes()).isEqualTo("fghcd".getBytes());
    assertThat(three.bytes(4)).isEqualTo("fghc".getBytes());
    assertThat(three.bytes(0)).isEmpty();
    assertThat(WsaBuffers.of(new long[0], new int[0], null).bytes()).isEmpty();
  }

  @Test
  void givenSeveralBuffers_whenOverwritten_thenTheFirstBytesChangeAndTheRestStays() {
    three.put("XYZU".getBytes());

    assertThat(data.bytes(0, 8)).isEqualTo("abUdeXYZ".getBytes());
  }

  @Test
  void givenMoreThanThereIs_whenReadOrWritten_thenItIsRefusedWithTheRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.bytes(6))
        .withMessage("first=6: 0 to 5, which is what the buffers hold");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.bytes(-1))
        .withMessageStartingWith("first=-1: 0 to 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.put(new byte[6]))
        .withMessageStartingWith("data.length=6: 0 to 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WsaBuffers.of(data.address(), -1).bytes())
        .withMessageStartingWith("totalLength=4294967295");
  }

  /** WSP-IO-7: the bytes of an array that a native caller owns are found through the array. */
  @Test
  void givenArrayInMemory_whenRead_thenItIsCapturedFirst() {
    WsaBuffers nobodys = WsaBuffers.at(16, 1);

    assertThatThrownBy(nobodys::bytes).isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> nobodys.put(new byte[1])).isInstanceOf(AccessViolationException.class);
    assertThat(WsaBuffers.at(0, 0).bytes()).isEmpty();
  }

  @Test
  void givenBuffersThatAreNotCaptured_whenOneIsAskedFor_thenTheIndexIsRefused() {
    WsaBuffers array = WsaBuffers.at(data.address(), 1);

    assertThatThrownBy(() -> array.address(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.length(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three.address(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenListsOfDifferentLength_whenMade_thenTheyAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WsaBuffers.of(new long[1], new int[2], null))
        .withMessage(
            "addresses.length=1, lengths.length=2: each buffer needs an address and a length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WsaBuffers.at(1, -1).capture())
        .withMessage("count=-1: 0 or more");
  }

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
