package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.facts.FactResult.Outcome;
import dev.wsplab.platform.RunningOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command is told when facts are asked. */
class FactsCheckTest {
  /** Asks as the fact classes do: WIN-3 is so, WIN-4 is so once of two times. */
  static final class Asked {
    @Test
    void givenPackets_whenTaken_thenInOrder_WIN_3() {
      assertThat(List.of(1, 2)).isSorted();
    }

    @Test
    void givenTwoPackets_whenTaken_thenBoth_WIN_4() {
      assertThat(2).isEqualTo(2);
    }

    @Test
    void givenTwoPackets_whenTakenAgain_thenNone_WIN_4() {
      assertThat(7).as("packets").isZero();
    }

    @Test
    void givenSomethingElse_whenItFails_thenItIsNoFact() {
      throw new IllegalStateException("not asked for");
    }
  }

  private final FactsCheck check = new FactsCheck("a subject", List.of(Asked.class));

  private FactResult result(String id) {
    return check.run().results().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void givenCheckThatPasses_whenAsked_thenTheFactHolds() {
    FactResult fact = result("WIN-3");
    assertThat(fact.outcome()).isEqualTo(Outcome.HOLDS);
    assertThat(fact.inShort()).isEqualTo("packets leave in the order queued");
    assertThat(fact.checks())
        .singleElement()
        .extracting(FactCheckResult::name, FactCheckResult::place)
        .containsExactly("given packets, when taken, then in order", "system");
  }

  @Test
  void givenOneCheckOfTwoThatFails_whenAsked_thenTheFactDiffersAndSaysWhatWasSeen() {
    FactResult fact = result("WIN-4");
    assertThat(fact.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(fact.checks()).hasSize(2).filteredOn(c -> !c.passed()).singleElement();
    assertThat(fact.checks()).anySatisfy(c -> assertThat(c.seen()).contains("packets", "7", "0"));
  }

  @Test
  void givenFactsWithoutACheck_whenAsked_thenTheReasonIsGivenAndTheyAreNotAsked() {
    FactsReport report = check.run();
    assertThat(report.results()).hasSize(61);
    assertThat(report.count(Outcome.NOT_ASKED)).isEqualTo(59);
    assertThat(result("WIN-59").reason()).startsWith("only Windows' own functions");
    assertThat(report.isGood()).isFalse();
    assertThat(report.subject()).isEqualTo("a subject");
  }

  @Test
  void givenOneFact_whenAskedForItAlone_thenNoOtherIsAskedAndProgressIsTold() {
    List<Integer> told = new ArrayList<>();
    FactsReport report = check.only("WIN-4").progress(told::add).run();
    assertThat(report.results()).extracting(FactResult::id).containsExactly("WIN-4");
    assertThat(told).containsExactly(1, 2);
    assertThat(check.size()).isEqualTo(2);
  }

  @Test
  void givenUnknownFact_whenAskedFor_thenTheMessageSaysWhatThereIs() {
    assertThatThrownBy(() -> check.only("WIN-62"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("WIN-62: no such fact; expected WIN-1 to WIN-61");
  }

  @Test
  void givenSystem_whenItIsToBeAsked_thenOnlyWindowsCanBe() {
    assertThat(FactSubject.SYSTEM.isHere()).isEqualTo(RunningOn.isWindows());
    if (RunningOn.isWindows()) {
      assertThat(FactsCheck.of(FactSubject.SYSTEM).size())
          .isGreaterThan(FactsCheck.of(FactSubject.WSPLAB).size());
    } else {
      assertThatThrownBy(() -> FactsCheck.of(FactSubject.SYSTEM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected WSPLAB here");
    }
  }

  @Test
  void givenReport_whenWrittenAsXml_thenEachCheckIsATestCase() {
    String xml = check.run().junitXml();
    assertThat(xml)
        .contains("name=\"wsplab facts of a subject\" tests=\"62\" failures=\"1\" errors=\"0\"")
        .contains("skipped=\"59\"")
        .contains("classname=\"WIN-4\" name=\"given two packets, when taken again, then none")
        .containsPattern("<failure message=\"the Ex form takes what is there[^\"]*\">")
        .contains("<skipped message=\"only Windows");
  }

  @Test
  void givenSheet_whenRead_thenEveryRowIsThereInItsOrder() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs", "rules", "windows-facts.md")).stream()
            .filter(line -> line.matches("\\| WIN-\\d+ \\|.*"))
            .map(line -> line.split("\\|")[1].strip())
            .toList();
    assertThat(FactSheet.read().keySet()).containsExactlyElementsOf(rows).hasSize(61);
    assertThat(FactSheet.read().values())
        .allMatch(fact -> FactSheet.inShort(fact).length() <= 100)
        .noneMatch(fact -> fact.contains("**"));
  }

  /** So a fact that the sheet gains is asked, or named here with those that nobody asks. */
  @Test
  void givenEverySubject_whenItsTestsAreLookedThrough_thenEachFactIsAskedByOne() {
    List<String> unasked =
        FactSheet.read().keySet().stream()
            .filter(id -> FactsCheck.methodsFor(id, FactSubject.SYSTEM) == 0)
            .toList();
    assertThat(unasked).isEmpty();
    assertThat(FactSheet.read().keySet())
        .filteredOn(id -> FactsCheck.methodsFor(id, FactSubject.WSPLAB) == 0)
        .containsExactly("WIN-59", "WIN-60", "WIN-61");
  }
}
