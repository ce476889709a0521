package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/verifier.md has every message of the verifier, with a rule of the sheets and a cure. */
class VerifierPageTest {
  @Test
  void givenChecks_whenThePageIsWritten_thenItIsTheOneInDocs() {
    String page = VerifierPage.write();
    if (Documents.areWritten()) {
      Documents.write(Documents.VERIFIER, page);
    }
    assertThat(Documents.read(Documents.VERIFIER))
        .as("docs/verifier.md is as scripts/tables writes it")
        .isEqualTo(page);
  }

  @Test
  void givenChecks_whenTheirRulesAreLookedUp_thenEachStandsInASheet() {
    Set<String> rules = Rule.all().stream().map(Rule::id).collect(Collectors.toSet());
    assertThat(Arrays.stream(Check.values()).map(Check::rule)).isSubsetOf(rules);
  }

  @Test
  void givenChecks_whenReported_thenNoTwoSayTheSame() {
    List<String> messages = Arrays.stream(Check.values()).map(Check::what).toList();
    assertThat(messages).doesNotHaveDuplicates().noneMatch(String::isBlank);
    assertThat(Arrays.stream(Check.values()).map(Check::remedy))
        .allMatch(remedy -> remedy.length() > 20);
  }
}
