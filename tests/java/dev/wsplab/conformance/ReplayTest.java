package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayerForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed gives the same run. */
@Timeout(120)
class ReplayTest {
  private static final Subject LAYER =
      new Subject(
          "through",
          false,
          false,
          List.of(),
          () -> new CorrectProvidersTest.Through(LayerForm.NON_IFS));

  private static final Subject IFS_LAYER =
      new Subject(
          "through, with system handles",
          false,
          true,
          List.of(),
          () -> new CorrectProvidersTest.Through(LayerForm.IFS));

  private static final long SEED_SAME_THREAD = seedWhere(false);
  private static final long SEED_OTHER_THREAD = seedWhere(true);

  private static long seedWhere(boolean otherThread) {
    return LongStream.rangeClosed(1, 100)
        .filter(seed -> new Decisions(seed).fromOtherThread(1, 1) == otherThread)
        .findFirst()
        .orElseThrow();
  }

  private static ScenarioRun.Performance perform(Cell cell, Setting setting, long seed) {
    return run(LAYER, seed).perform(new CellScenario(cell, setting), true);
  }

  /** Whichever thread completes: two runs tell the same events in the same order. */
  @ParameterizedTest
  @EnumSource(Ending.class)
  void givenTheScriptedProvider_whenPlayedTwice_thenTheTracesAreEqualEventForEvent(Ending ending) {
    for (Setting setting : List.of(Setting.OVER_OWN, Setting.OVER_IFS)) {
      for (Notification notification : Notification.values()) {
        // One seed completes in the scenario's thread, the other in a thread of its own.
        long seed = notification.ordinal() % 2 == 0 ? SEED_SAME_THREAD : SEED_OTHER_THREAD;
        Cell cell = new Cell(notification, TestedFunction.RECV, ending);
        ScenarioRun.Performance first = perform(cell, setting, seed);
        ScenarioRun.Performance second = perform(cell, setting, seed);
        assertThat(first.findings()).isEmpty();
        assertThat(first.isExact()).as(cell.name()).isTrue();
        assertThat(second.trace()).as(cell.name()).isEqualTo(first.trace());
        assertThat(first.trace()).hasSizeGreaterThan(20);
        assertThat(first.trace())
            .anyMatch(line -> line.contains("client") && line.contains("STARTED WSARecv"));
      }
    }
  }

  /** Every function, every notification and ending, and two operations at once. */
  @ParameterizedTest
  @EnumSource(TestedFunction.class)
  void givenAnyFunctionOverTheScriptedProvider_whenPlayedTwice_thenTheTracesAreEqual(
      TestedFunction function) {
    assertThat(replay(LAYER, function)).hasSizeGreaterThan(70);
  }

  /** What comes from below reaches the client without the layer, and all the same in its order. */
  @ParameterizedTest
  @EnumSource(
      value = TestedFunction.class,
      names = {"RECV", "SEND", "ACCEPT_EX"})
  void givenAnIfsLayerOverTheScriptedProvider_whenPlayedTwice_thenTheTracesAreEqual(
      TestedFunction function) {
    assertThat(replay(IFS_LAYER, function)).hasSizeGreaterThan(30);
  }

  /** Plays each scenario twice; returns them. */
  private static List<Scenario> replay(Subject layer, TestedFunction function) {
    List<Scenario> scenarios =
        Scenarios.of(layer).stream()
            .filter(planned -> planned.impossible().isEmpty())
            .map(Scenarios.Planned::scenario)
            .filter(scenario -> scenario.setting().isScripted())
            .filter(scenario -> scenario.function().equals(function.winsockName()))
            .toList();
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < scenarios.size(); i++) {
      Scenario scenario = scenarios.get(i);
      // One seed completes in the scenario's thread, the other in a thread of its own.
      ScenarioRun run = run(layer, i % 2 == 0 ? SEED_SAME_THREAD : SEED_OTHER_THREAD);
      ScenarioRun.Performance first = run.perform(scenario, true);
      ScenarioRun.Performance second = run.perform(scenario, true);
      assertThat(first.findings()).as(scenario.name()).isEmpty();
      if (!first.isExact() || !second.isExact() || !first.trace().equals(second.trace())) {
        differing.add(
            scenario.name()
                + String.join("\n  ", first.trace())
                + "\nand\n  "
                + String.join("\n  ", second.trace()));
      }
    }
    assertThat(differing).isEmpty();
    return scenarios;
  }

  private static ScenarioRun run(Subject layer, long seed) {
    return new ScenarioRun(layer, new Decisions(seed), 20_000, false, false, event -> {});
  }

  @Test
  void givenAnotherSeed_whenPlayed_thenItsDecisionsDiffer() {
    Cell cell = new Cell(Notification.PORT, TestedFunction.RECV, Ending.LATER);
    long traces =
        Stream.of(1L, 2L, 3L, 4L)
            .map(seed -> perform(cell, Setting.OVER_OWN, seed).trace())
            .distinct()
            .count();
    assertThat(traces).isGreaterThan(1);
  }

  @Test
  void givenConnectedSockets_whenPlayed_thenTheReportSaysThatTimingMayDiffer() {
    Subject faulty =
        new Subject("faulty", false, false, List.of(), CallFaults.ShutdownEndsBothWays::new);
    ScenarioRun run = new ScenarioRun(faulty, new Decisions(1), 2_000, false, false, event -> {});
    Scenario halfClose = ConnectionScenarios.all().get(0);
    ScenarioResult result = run.play(new Scenarios.Planned(halfClose, Optional.empty()));
    KitReport report = new KitReport("faulty", "layer", 1, false, List.of(result), Duration.ZERO);
    assertThat(report.overview())
        .contains("--only connection/half-close --seed 1 (same decisions, timing may differ)");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE})
  void givenASeed_whenAskedAgain_thenEveryDecisionIsTheSameAndInItsRange(long seed) {
    Decisions decisions = new Decisions(seed);
    for (int operation = 0; operation < 100; operation++) {
      assertThat(decisions.bytes(1, operation)).isBetween(1, 64);
      assertThat(decisions.bytes(1, operation)).isEqualTo(new Decisions(seed).bytes(1, operation));
    }
    assertThat(Stream.iterate(0, i -> i + 1).limit(100).map(i -> decisions.bytes(1, i)).distinct())
        .hasSizeGreaterThan(30);
    assertThat(
            Stream.iterate(0, i -> i + 1)
                .limit(100)
                .map(i -> decisions.fromOtherThread(1, i))
                .distinct())
        .hasSize(2);
  }
}
