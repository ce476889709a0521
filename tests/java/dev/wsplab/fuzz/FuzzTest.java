package dev.wsplab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.load.Scale;
import dev.wsplab.provider.loopback.LoopbackProvider;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of calls against a model of handles, sockets, operations and ports: each call
 * says what the model says, and in the end each operation was told exactly once (WPU-COMPLETE-18).
 */
@Timeout(600)
class FuzzTest {
  private static final long FIRST_SEED = 1_000_000;

  private final int calls = Scale.of(500_000, 50_000);

  static Winsock environment(boolean ifs) {
    LoopbackProvider.Builder base = LoopbackProvider.builder();
    return Winsock.builder().base(ifs ? base.build() : base.nonIfs().build()).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenRandomCalls_whenMadeToTheModelToo_thenEachSaysTheSame(boolean ifs) {
    Fuzzer fuzzer = new Fuzzer(() -> environment(ifs), ifs);
    for (long seed = FIRST_SEED; fuzzer.calls() < calls; seed++) {
      assertThat(fuzzer.run(seed)).isNull();
    }
  }

  /** Seeds on which emulator and model once differed. */
  @ParameterizedTest
  @CsvSource({"1000013, true", "1000013, false"})
  void givenCallsThatOnceDiffered_whenMadeToTheModelToo_thenEachSaysTheSame(
      long seed, boolean ifs) {
    assertThat(new Fuzzer(() -> environment(ifs), ifs).run(seed)).isNull();
  }
}
