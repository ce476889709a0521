package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Buffer objects: what the pages of IFWXIOBuffer say (ff827280 to ff827286). */
class BufferTest {
  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(FwxBuffer buffer) {
    return new String(buffer.readAt(0, buffer.dataSize()), StandardCharsets.US_ASCII);
  }

  /** FWX-74: what fits is added, and the rest is told (page ff827281). */
  @Test
  void givenBufferWithLittleRoom_whenMoreIsAppended_thenWhatFitsIsThereAndItIsFull() {
    try (Bench bench = Bench.manual()) {
      FwxBuffer buffer = bench.service.firewall().createBuffer(4).orThrow();
      assertThat(buffer.append(ascii("abc"))).isEqualTo(HResult.S_OK);
      assertThat(buffer.append(ascii("defg"))).isEqualTo(HResult.FWX_E_BUFFERFULL);
      assertThat(text(buffer)).isEqualTo("abcd");
      assertThat(buffer.append(ascii("h"))).isEqualTo(HResult.FWX_E_BUFFERFULL);
      assertThat(text(buffer)).isEqualTo("abcd");
      buffer.release();
    }
  }

  /** Page ff827285: from an offset, as much as there is and as fits. */
  @Test
  void givenTwoBuffers_whenOneIsSentToTheOther_thenFromTheOffsetAndAsMuchAsFits() {
    try (Bench bench = Bench.manual()) {
      FwxBuffer from = bench.service.firewall().createBuffer(8).orThrow();
      FwxBuffer to = bench.service.firewall().createBuffer(4).orThrow();
      from.append(ascii("abcdef"));
      assertThat(from.sendToBuffer(to, 4, 100)).isEqualTo(HResult.S_OK);
      assertThat(text(to)).isEqualTo("ef");
      assertThat(from.sendToBuffer(to, 0, 3)).isEqualTo(HResult.FWX_E_BUFFERFULL);
      assertThat(text(to)).isEqualTo("efab");
      assertThatThrownBy(() -> from.sendToBuffer(to, 7, 1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("offset=7");
      from.release();
      to.release();
    }
  }

  /** FWX-67: a window keeps the buffer that it is a part of; constant memory stays its owner's. */
  @Test
  void givenWindowOfAConstantBuffer_whenTheBufferIsReleased_thenTheWindowStillHasItsBytes() {
    try (Bench bench = Bench.manual();
        NativeBlock memory = NativeBlock.copyOf(ascii("abcdef"))) {
      FwxFirewall firewall = bench.service.firewall();
      FwxBuffer all = firewall.createConstBuffer(memory.address(), 6).orThrow();
      FwxBuffer part = firewall.createWindowBuffer(all, 2, 3).orThrow();
      assertThat(all.append(ascii("g"))).isEqualTo(HResult.FWX_E_BUFFERFULL);
      assertThat(all.release()).as("held by the window").isEqualTo(1);
      assertThat(text(part)).isEqualTo("cde");
      assertThat(part.allocatedSize()).isEqualTo(3);
      assertThat(part.release()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> all.setDataSize(0))
          .withMessageContaining("IFWXIOBuffer::SetDataSize");
      assertThat(memory.bytes(0, 6)).isEqualTo(ascii("abcdef"));
    }
  }

  /** FWX-74: parts that are none, and memory that is none. */
  @Test
  void givenBadArguments_whenBuffersAreMade_thenEachGivesItsHresult() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      FwxBuffer buffer = firewall.createBuffer(8).orThrow();
      buffer.append(ascii("abc"));
      assertThat(firewall.createWindowBuffer(buffer, 0, 4).hresult())
          .as("beyond the data")
          .isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(firewall.createWindowBuffer(buffer, -1, 1).hresult())
          .isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(firewall.createWindowBuffer(buffer, Integer.MAX_VALUE, 2).hresult())
          .isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(firewall.createWindowBuffer(buffer, 0, 0).hresult())
          .isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(firewall.createConstBuffer(0, 4).hresult()).isEqualTo(HResult.E_POINTER);
      assertThat(firewall.createConstBuffer(1, 0).hresult()).isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(buffer.release()).isZero();
    }
  }
}
