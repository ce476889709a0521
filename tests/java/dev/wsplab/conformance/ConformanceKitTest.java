package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.provider.LayerForm;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What is chosen, how results are judged and told. */
@Timeout(120)
class ConformanceKitTest {
  private static ConformanceKit kit() {
    return ConformanceKit.layer(() -> new CorrectProvidersTest.Through(LayerForm.NON_IFS));
  }

  private static Finding finding(String rule) {
    return new Finding(rule, "what", "wanted", "found <&>", "do it", List.of("an event"));
  }

  private static ScenarioRun.Performance performance(Finding... findings) {
    return new ScenarioRun.Performance(List.of(findings), null, true, List.of());
  }

  // ---- the cells

  @Test
  void givenAllCells_whenCounted_thenEveryCombinationIsThereOnceAndImpossibleOnesHaveReasons() {
    List<Cell> cells = Cell.all();
    assertThat(cells).hasSize(6 * 11 * 7).doesNotHaveDuplicates();
    assertThat(cells.stream().map(Cell::name)).doesNotHaveDuplicates();
    List<Cell> impossible =
        cells.stream().filter(cell -> ImpossibleCells.anywhere(cell).isPresent()).toList();
    assertThat(impossible)
        .hasSize(5 * 7)
        .allMatch(cell -> cell.notification() == Notification.ROUTINE);
    assertThat(impossible)
        .allSatisfy(
            cell ->
                assertThat(ImpossibleCells.anywhere(cell).orElseThrow())
                    .contains(cell.function().winsockName()));
  }

  @Test
  void givenAPair_whenACellIsAsked_thenWhatNobodyCanBringAboutHasAReason() {
    assertThat(Cell.all())
        .filteredOn(cell -> cell.ending() == Ending.BEFORE_RETURN)
        .allSatisfy(cell -> assertThat(ImpossibleCells.ofConnectedPair(cell)).isPresent());
    assertThat(Cell.all())
        .filteredOn(cell -> cell.function() == TestedFunction.RECV)
        .filteredOn(cell -> cell.ending() != Ending.BEFORE_RETURN)
        .allSatisfy(cell -> assertThat(ImpossibleCells.ofConnectedPair(cell)).isEmpty());
    assertThat(
            ImpossibleCells.ofConnectedPair(
                new Cell(Notification.PORT, TestedFunction.CONNECT_EX, Ending.CLOSED)))
        .isPresent();
    assertThat(
            ImpossibleCells.ofConnectedPair(
                new Cell(Notification.PORT, TestedFunction.CONNECT_EX, Ending.FAILS_LATER)))
        .isEmpty();
  }

  // ---- what is chosen

  @Test
  void givenTheList_whenRead_thenEveryScenarioHasRulesOrAReasonAndANameOfItsOwn() {
    List<String> list = kit().list();
    assertThat(list).hasSize(kit().size()).hasSizeGreaterThan(900);
    Set<String> names = new HashSet<>();
    assertThat(list)
        .allSatisfy(
            line -> {
              assertThat(line).matches("\\S+  (not applicable: .+|[A-Z]+-.*)");
              assertThat(names.add(line.split(" ", 2)[0])).isTrue();
            });
  }

  @Test
  void givenShards_whenPlayed_thenTogetherTheyAreOneRun() {
    List<String> together = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      together.addAll(names(kit().only("WSASend/").shard(i, 3).run()));
    }
    List<String> whole = names(kit().only("WSASend/").run());
    assertThat(whole).hasSize(2 * (42 + 2 * 6));
    assertThat(together).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(whole);
  }

  private static List<String> names(KitReport report) {
    return report.results().stream().map(r -> r.name() + " " + r.outcome()).toList();
  }

  @Test
  void givenARuleThatScenariosAloneKnow_whenAsked_thenEveryScenarioPlayedLooksAtIt() {
    KitReport report = kit().only("WSP-SHUTDOWN-1").run();
    assertThat(report.results()).isNotEmpty();
    assertThat(report.results()).allSatisfy(r -> assertThat(r.rules()).contains("WSP-SHUTDOWN-1"));
  }

  @Test
  void givenARuleThatTheVerifierAloneKnows_whenAsked_thenEverythingIsPlayed() {
    assertThat(kit().only("WPU-THREAD-2").size()).isEqualTo(kit().size());
  }

  /** The scenario in which the verifier finds it need not be one that looks for it. */
  @Test
  void givenARuleThatBothKnow_whenAsked_thenTheRunFindsWhatARunOfEverythingFinds() {
    assertThat(kit().only("LAY-PT-2").size()).isEqualTo(kit().size());
    assertThat(kit().only("WPU-APC-8").size()).isEqualTo(kit().size());
  }

  @Test
  void givenARule_whenAnotherIsBrokenToo_thenTheOtherIsNotTold() {
    KitReport all =
        ConformanceKit.layer("twice", false, CompletionFaults.LosesAByte::new)
            .only("WSASend/later/port")
            .run();
    assertThat(all.brokenRules()).contains("WPU-COMPLETE-5");
    KitReport other =
        ConformanceKit.layer("twice", false, CompletionFaults.LosesAByte::new)
            .only("WPU-COMPLETE-13")
            .shard(1, 20)
            .run();
    assertThat(other.brokenRules()).isEmpty();
  }

  @Test
  void givenAShardThatIsNone_whenAsked_thenTheMessageSaysWhatIsExpected() {
    assertThatThrownBy(() -> kit().shard(4, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shard=4/3");
    assertThatThrownBy(() -> kit().patience(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConformanceKit.base("none", List.of(), () -> null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAnInterrupt_whenRunning_thenTheRunEndsAfterTheScenario() {
    List<ScenarioResult> told = new ArrayList<>();
    KitReport report =
        kit()
            .only("WSASend/")
            .progress(
                result -> {
                  told.add(result);
                  Thread.currentThread().interrupt();
                })
            .run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told).hasSize(1);
    assertThat(report.results()).hasSize(1);
  }

  // ---- how it is judged

  @Test
  void givenAFindingWithoutTheLayerAsWell_whenJudged_thenItIsNotTheLayers() {
    Scenario scenario = ConnectionScenarios.all().get(0);
    ScenarioResult same =
        ScenarioRun.judge(scenario, performance(finding("A-1")), performance(finding("A-1")), 5);
    assertThat(same.outcome()).isEqualTo(ScenarioResult.Outcome.NOT_APPLICABLE);
    assertThat(same.reason()).isEqualTo("broken without the layer as well: A-1");
    ScenarioResult more =
        ScenarioRun.judge(
            scenario,
            performance(finding("A-1"), finding("B-2"), finding("B-2")),
            performance(finding("A-1")),
            5);
    assertThat(more.outcome()).isEqualTo(ScenarioResult.Outcome.BROKEN);
    assertThat(more.findings()).hasSize(1).allMatch(f -> f.rule().equals("B-2"));
    ScenarioResult none = ScenarioRun.judge(scenario, performance(), null, 5);
    assertThat(none.outcome()).isEqualTo(ScenarioResult.Outcome.HELD);
    assertThat(none.millis()).isEqualTo(5);
  }

  // ---- how it is told

  private static KitReport report() {
    ScenarioResult broken =
        new ScenarioResult(
            "WSARecv/later/port/over-IFS",
            "WSARecv",
            ScenarioResult.Outcome.BROKEN,
            "",
            List.of(finding("A-1")),
            List.of("A-1"),
            true,
            12);
    ScenarioResult skipped =
        new ScenarioResult(
            "WSARecv/later/event/over-IFS",
            "WSARecv",
            ScenarioResult.Outcome.NOT_APPLICABLE,
            "a \"reason\"",
            List.of(),
            List.of(),
            true,
            0);
    ScenarioResult held =
        new ScenarioResult(
            "start/table",
            "",
            ScenarioResult.Outcome.HELD,
            "",
            List.of(),
            List.of("LAY-PT-2"),
            false,
            1);
    return new KitReport(
        "x.Layer", "IFS layer", 42, false, List.of(broken, skipped, held), Duration.ofMillis(1500));
  }

  @Test
  void givenAReport_whenShown_thenAPersonFindsWhatIsBrokenAndHowToMendIt() {
    assertThat(report().overview().lines())
        .contains(
            "x.Layer (IFS layer), seed 42: 3 scenarios in 1.5 s",
            "overlapped    event    port     both     low-bit  routine  poll",
            "WSARecv       -        BROKEN",
            "start/table                     held",
            "A-1: what",
            "  expected: wanted",
            "  seen:     found <&>",
            "  remedy:   do it",
            "  where:    WSARecv/later/port/over-IFS",
            "  again:    --only WSARecv/later/port/over-IFS --seed 42 (the same events)",
            "    an event",
            "-: not applicable",
            "   1 a \"reason\"",
            "held 1, broken 1, unsupported 0, not applicable 1",
            "check: broken: A-1")
        .allMatch(line -> line.equals(line.stripTrailing()));
    assertThat(report().isGood()).isFalse();
  }

  private static ScenarioResult broken(String name, Finding... findings) {
    return new ScenarioResult(
        name, "", ScenarioResult.Outcome.BROKEN, "", List.of(findings), List.of("A-1"), true, 1);
  }

  private static Finding message(String what) {
    return new Finding("A-1", what, "wanted", "found", "remedy of " + what, List.of());
  }

  /** One must not hide the other, nor its cure. */
  @Test
  void givenRuleThatIsBrokenInSeveralWays_whenShown_thenEachHasItsCureAndManyAreCounted() {
    List<ScenarioResult> results =
        List.of(
            broken("a", message("one"), message("two"), message("one")),
            broken("b", message("two"), message("three")),
            broken("c", message("four"), message("five"), message("six")));
    String text =
        new KitReport("x.Layer", "IFS layer", 42, false, results, Duration.ofMillis(1)).overview();

    assertThat(text.lines())
        .containsSequence("A-1: one", "  expected: wanted", "  seen:     found")
        .contains(
            "  remedy:   remedy of two", "  where:    a, and 1 more", "A-1: three", "A-1: four")
        .contains("A-1: 2 more messages, the first in c; --junit FILE has all")
        .doesNotContain("A-1: five");
    assertThat(text.lines().filter("  where:    a"::equals)).as("a shows it twice").hasSize(1);
  }

  @Test
  void givenAReport_whenWrittenAsXml_thenABuildServerCanReadIt() throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(report().junitXml())))
            .getDocumentElement();
    assertThat(suite.getTagName()).isEqualTo("testsuite");
    assertThat(Stream.of("tests", "failures", "errors", "skipped", "time").map(suite::getAttribute))
        .containsExactly("3", "1", "0", "1", "1.500");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("A-1: what");
    assertThat(failure.getTextContent()).contains("seen:     found <&>", "an event");
    Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
    assertThat(skipped.getAttribute("message")).isEqualTo("a \"reason\"");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(3);
  }

  @Test
  void givenChecks_whenRead_thenEachIsLookedAtBySomeScenario() {
    Set<Check> looked = new TreeSet<>();
    Subject layer = new Subject("x", false, false, List.of(), () -> new FaultyLayer.PassThrough());
    Scenarios.of(layer).forEach(planned -> looked.addAll(planned.scenario().checks()));
    assertThat(looked).containsExactlyInAnyOrder(Check.values());
    assertThat(Scenarios.of(layer))
        .filteredOn(planned -> planned.impossible().equals(Optional.empty()))
        .allSatisfy(planned -> assertThat(planned.scenario().checks()).isNotEmpty());
  }
}
