package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Altitudes are numbers of any precision. */
class AltitudeTest {
  @ParameterizedTest
  @CsvSource({
    "99.5, 100",
    "325000.3, 325000.30000000000000001",
    "9, 10",
    "0.1, 0.11",
    "40000, 325000"
  })
  void givenTwoAltitudes_whenCompared_thenTheyAreComparedAsNumbers(String low, String high) {
    assertThat(Altitude.of(low)).isLessThan(Altitude.of(high));
    assertThat(Altitude.of(high)).isGreaterThan(Altitude.of(low));
  }

  @Test
  void givenTheSameNumberInTwoTexts_whenCompared_thenTheyAreEqual() {
    assertThat(Altitude.of("1.5"))
        .isEqualTo(Altitude.of("1.50"))
        .hasSameHashCodeAs(Altitude.of("1.500"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "high", "-1", "1e5", "1.", ".5", "1,5", " 1"})
  void givenNoDecimalNumber_whenRead_thenTheMessageShowsItAndWhatIsNeeded(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Altitude.of(text))
        .withMessageContaining("\"" + text + "\"")
        .withMessageContaining("325000.3");
  }

  /** FLT-49. */
  @Test
  void givenAnInstanceAtAnAltitude_whenAnotherComesThere_thenCollision() {
    try (FltBench bench = FltBench.inline()) {
      assertThatThrownBy(() -> bench.watching("300000.0"))
          .isInstanceOf(FltException.class)
          .hasMessageContaining("STATUS_FLT_INSTANCE_ALTITUDE_COLLISION")
          .hasMessageContaining("initiator at 300000")
          .extracting(thrown -> ((FltException) thrown).status())
          .isEqualTo(0xC01C0011);
      assertThat(bench.volume.instances()).containsExactly(bench.instance);
    }
  }

  /** FLT-48, FLT-120: also where text and floating point would say otherwise. */
  @Test
  void givenAltitudesThatTextWouldSortOtherwise_whenReadThrough_thenTheHigherIsFirst() {
    try (FltBench bench = FltBench.inline()) {
      bench.watching("99.5");
      bench.watching("100");
      bench.watching("100.00000000000000000000001");
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.steps())
          .startsWith("pre 100.00000000000000000000001", "pre 100", "pre 99.5", "fs");
      bench.flt.fltFreeCallbackData(data);
    }
  }
}
