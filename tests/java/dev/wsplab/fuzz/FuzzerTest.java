package dev.wsplab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.fuzz.FuzzCall.Kind;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.faulty.CompletesTwice;
import dev.wsplab.verifier.faulty.LeavesEventSet;
import dev.wsplab.verifier.faulty.NeverCompletes;
import dev.wsplab.verifier.faulty.RoutineTwice;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzzer finds what is wrong, and says it in few calls. */
@Timeout(120)
class FuzzerTest {
  private static final long MOST_SEEDS = 50;

  private static Winsock faulty(UnaryOperator<ServiceProvider> fault) {
    LoopbackProvider correct = LoopbackProvider.builder().nonIfs().build();
    return Winsock.builder().base(fault.apply(correct), correct.entries()).build();
  }

  static Stream<Arguments> faults() {
    UnaryOperator<ServiceProvider> twice = CompletesTwice::new;
    UnaryOperator<ServiceProvider> never = NeverCompletes::new;
    UnaryOperator<ServiceProvider> events = LeavesEventSet::new;
    UnaryOperator<ServiceProvider> routines = RoutineTwice::new;
    return Stream.of(
        Arguments.of("completes twice", twice, 6),
        Arguments.of("never completes", never, 6),
        Arguments.of("leaves the event set", events, 6),
        Arguments.of("routine twice", routines, 6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void givenFaultyProvider_whenCallsAreRandom_thenItIsFoundInFewCalls(
      String name, UnaryOperator<ServiceProvider> fault, int most) {
    Fuzzer fuzzer = new Fuzzer(() -> faulty(fault), false);
    Fuzzer.Difference found = null;
    for (long seed = 0; found == null && seed < MOST_SEEDS; seed++) {
      found = fuzzer.run(seed);
    }
    assertThat(found).as("of %d seeds one finds it", MOST_SEEDS).isNotNull();
    assertThat(found.calls()).as("%s", found).hasSizeLessThanOrEqualTo(most);
    assertThat(found.expected()).isNotEqualTo(found.found());
    assertThat(fuzzer.compare(found.seed(), found.calls())).as("again").isEqualTo(found);
  }

  @Test
  void givenSeed_whenDrawnTwice_thenTheSequenceIsTheSame() {
    assertThat(FuzzCall.sequence(7, 200)).isEqualTo(FuzzCall.sequence(7, 200)).hasSize(200);
    assertThat(FuzzCall.sequence(8, 200)).isNotEqualTo(FuzzCall.sequence(7, 200));
  }

  @Test
  void givenManySeeds_whenMadeToTheModel_thenNoKindOfCallIsAlwaysSkipped() {
    List<Kind> made =
        Stream.iterate(0L, seed -> seed + 1)
            .limit(20)
            .flatMap(FuzzerTest::madeToTheModel)
            .distinct()
            .toList();
    assertThat(made).containsExactlyInAnyOrder(Kind.values());
  }

  private static Stream<Kind> madeToTheModel(long seed) {
    ModelSystem model = new ModelSystem(true);
    return FuzzCall.sequence(seed, 200).stream()
        .filter(call -> !model.perform(call).equals(FuzzSystem.SKIPPED))
        .map(FuzzCall::kind);
  }
}
