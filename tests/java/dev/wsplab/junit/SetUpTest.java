package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How environments are made for tests. */
class SetUpTest {

  @ParameterizedTest
  @CsvSource({
    "OneForEach, 4",
    "LayerAsParameter, 2",
    "OuterWithHooks, 2",
    "Deferred, 2",
    "ByMetaAnnotation, 1",
    "BySuperclass, 1",
    "OnOneMethod, 2",
    "OneForAll, 3"
  })
  void givenAnnotatedClass_whenRun_thenItsTestsFindWhatItAskedFor(String cases, int tests)
      throws ClassNotFoundException {
    CaseRun run = CaseRun.of(Class.forName(SetUpCases.class.getName() + "$" + cases));

    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(tests);
  }

  @Test
  void givenParallelTests_whenRun_thenEachHasAnEnvironmentOfItsOwn() {
    CaseRun run =
        CaseRun.of(
            SetUpCases.InParallel.class,
            "junit.jupiter.execution.parallel.enabled",
            "true",
            "junit.jupiter.execution.parallel.config.strategy",
            "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism",
            "16");

    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(4);
  }

  @Test
  void givenSeedOfAProperty_whenATestThatTookItFails_thenTheFailureSaysHowToRepeatIt() {
    CaseRun run = CaseRun.of(SetUpCases.Seeded.class, "wsplab.seed", "0x2a");

    assertThat(run.reported("wsplab.seed")).containsExactly("42");
    assertThat(run.failure().getSuppressed())
        .singleElement()
        .satisfies(
            note ->
                assertThat(note)
                    .hasMessage("the seed was 42; to run with it again: -Dwsplab.seed=42"));
  }

  @Test
  void givenNoProperty_whenTheReportedSeedIsGiven_thenItIsTheSameAgain() {
    String drawn = CaseRun.of(SetUpCases.Seeded.class).reported("wsplab.seed").get(0);

    CaseRun again = CaseRun.of(SetUpCases.Seeded.class, "wsplab.seed", drawn);

    assertThat(again.reported("wsplab.seed")).containsExactly(drawn);
  }

  @Test
  void givenSeedThatIsNoNumber_whenTaken_thenTheMessageSaysWhatIsExpected() {
    Throwable failure = CaseRun.of(SetUpCases.Seeded.class, "wsplab.seed", "abc").failure();

    assertThat(failure).hasStackTraceContaining("wsplab.seed=abc: expected a number of 64 bits");
  }
}
