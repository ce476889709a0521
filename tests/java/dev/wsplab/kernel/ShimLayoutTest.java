package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.overlapped.OverlappedLayout;
import org.junit.jupiter.api.Test;

class ShimLayoutTest {
  /**
   * What the compiled side says is compared at load; here, that Java's own description says the
   * same.
   */
  @Test
  void givenLayoutOfTheShim_whenComparedWithTheFlyweights_thenTheyAgree() {
    OverlappedLayout layout = OverlappedLayout.ofProcess();

    assertThat(ShimLibrary.layout())
        .startsWith(
            layout.internal(),
            layout.internalHigh(),
            layout.offset(),
            layout.offsetHigh(),
            layout.hEvent(),
            layout.size());
    assertThat(OverlappedLayout.BITS_32).isEqualTo(new OverlappedLayout(0, 4, 8, 12, 16, 20, 4));
  }
}
