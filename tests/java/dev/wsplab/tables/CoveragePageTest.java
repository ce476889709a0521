package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.KitRules;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/coverage.md says for every rule which test holds it, or why none can. */
class CoveragePageTest {
  private static final Path REASONS =
      Path.of("tests", "resources", "tables", "rules-without-test.txt");

  private static final Path LIVING =
      Path.of("tests", "resources", "tables", "mutants-that-live.txt");

  /** Beside the test, in this order. */
  private static final Map<String, Map<String, String>> COLUMNS = columns();

  private static Map<String, Map<String, String>> columns() {
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    columns.put("verifier check", VerifierPage.byRule());
    columns.put("kit scenario", KitRules.byRule());
    return columns;
  }

  private final List<Rule> rules = Rule.all();
  private final RuleCitations citations = new RuleCitations(rules.stream().map(Rule::id).toList());
  private final Map<String, String> reasons =
      Documents.list(REASONS, rule -> citations.of(rule).isEmpty());

  @Test
  void givenRules_whenTestsAreRead_thenThePageNamesATestOrTheReasonForEach() {
    Map<String, String> before = CoveragePage.read(Documents.read(Documents.COVERAGE));
    Map<String, String> held = new TreeMap<>();
    Set<String> empty = new TreeSet<>();
    for (Rule rule : rules) {
      String text = textOf(rule.id(), before.getOrDefault(rule.id(), ""));
      held.put(rule.id(), text);
      if (text.isEmpty()) {
        empty.add(rule.id());
      }
    }
    String page = CoveragePage.write(rules, held, COLUMNS, Documents.list(LIVING, method -> true));
    if (Documents.areWritten()) {
      Documents.write(Documents.COVERAGE, page);
    }
    assertThat(empty).as("rules that no test holds, without a reason").isEmpty();
    assertThat(Documents.read(Documents.COVERAGE))
        .as("docs/coverage.md is as scripts/tables writes it")
        .isEqualTo(page);
  }

  @Test
  void givenAnotherColumn_whenLookedUp_thenEachOfItsRulesIsOne() {
    Set<String> known = new TreeSet<>();
    rules.forEach(rule -> known.add(rule.id()));
    assertThat(COLUMNS.values())
        .isNotEmpty()
        .allSatisfy(
            column -> {
              assertThat(column).isNotEmpty();
              assertThat(known).containsAll(column.keySet());
            });
  }

  @Test
  void givenReasons_whenLookedUp_thenEachIsOfARuleWithoutATest() {
    Set<String> known = new TreeSet<>();
    rules.forEach(rule -> known.add(rule.id()));
    assertThat(known).as("rules").hasSameSizeAs(rules).containsAll(reasons.keySet());
    assertThat(reasons.keySet()).allSatisfy(rule -> assertThat(citations.of(rule)).isEmpty());
  }

  /** The test that says it best; of several the one that stood there before. */
  private String textOf(String rule, String before) {
    List<Citation> found = citations.of(rule);
    if (found.isEmpty()) {
      return reasons.getOrDefault(rule, "");
    }
    return found.stream()
        .filter(citation -> citation.rank() == found.get(0).rank())
        .map(citation -> "`" + citation.test() + "`")
        .filter(before::equals)
        .findFirst()
        .orElse("`" + found.get(0).test() + "`");
  }
}
