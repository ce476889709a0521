package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The private copy of a WSABUF array (WSP-IO-7). */
class BufferLoanTest {
  private final NativeBlock data = NativeBlock.allocate(64);
  private final WsaBuffers given =
      WsaBuffers.of(new long[] {data.address(), data.address() + 32}, new int[] {32, 8}, data);

  @Test
  void givenLoan_whenTheCallRuns_thenItSaysWhatTheClientSaid() {
    try (data;
        BufferLoan loan = new BufferLoan(given)) {
      assertThat(loan.view().isTransient()).isTrue();
      assertThat(loan.view().owner()).isSameAs(data);
      WsaBuffers seen = loan.view().capture();

      assertThat(seen.count()).isEqualTo(2);
      assertThat(seen.address(1)).isEqualTo(data.address() + 32);
      assertThat(seen.length(1)).isEqualTo(8);
      assertThat(loan.wasWritten()).isFalse();
      assertThat(loan.explains(40)).isFalse();
    }
  }

  @Test
  void givenLoan_whenTheCallHasReturned_thenItLeadsIntoThePage() {
    try (data;
        BufferLoan loan = new BufferLoan(given)) {
      loan.recall();

      WsaBuffers seen = loan.view().capture();
      assertThat(loan.holds(seen.address(0))).isTrue();
      assertThat(loan.holds(seen.address(1) + BufferLoan.PAGE)).isFalse();
      assertThat(seen.totalLength()).isEqualTo(42);
      assertThat(loan.explains(42)).isTrue();
      assertThat(loan.explains(40)).isFalse();
      assertThat(loan.wasWritten()).isFalse();
    }
  }

  /** The longest buffer asks for 33 bytes now. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 32})
  void givenRecalledLoan_whenOneByteIsWrittenThere_thenItIsNoticed(int at) {
    try (data;
        BufferLoan loan = new BufferLoan(given)) {
      loan.recall();
      long last = loan.view().capture().address(0) + at;
      Kernel.get().memory().write(new byte[] {0}, 0, 1, last);

      assertThat(loan.wasWritten()).isTrue();
    }
  }

  @Test
  void givenBuffersLargerThanThePage_whenRecalled_thenNothingLeadsBeyondIt() {
    try (data;
        BufferLoan loan = new BufferLoan(WsaBuffers.of(data.address(), -1))) {
      loan.recall();

      assertThat(loan.view().capture().length(0)).isEqualTo(BufferLoan.PAGE);
    }
  }

  @Test
  void givenNoBuffers_whenLent_thenThereAreNone() {
    try (data;
        BufferLoan loan = new BufferLoan(WsaBuffers.of(new long[0], new int[0], null))) {
      assertThat(loan.view().capture().count()).isZero();
      loan.recall();
      assertThat(loan.wasWritten()).isFalse();
    }
  }
}
