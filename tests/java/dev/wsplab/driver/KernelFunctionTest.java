package dev.wsplab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Java's numbers of the kernel's functions are the header's. */
class KernelFunctionTest {
  @Test
  void givenHeader_whenCompared_thenItsNumbersAreThoseOfJava() throws IOException {
    assertThat(CallNumbers.of(KernelFunction.values()))
        .isEqualTo(CallNumbers.of("wsplab_km_calls.h", "WSPLAB_KM_FUNCTIONS"));
  }
}
