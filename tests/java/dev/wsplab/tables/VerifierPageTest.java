package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.tables.VerifierPage.Message;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.Verifier;
import java.util.Arrays;
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
    assertThat(VerifierPage.messages().stream().map(Message::rule)).isSubsetOf(rules);
    assertThat(Verifier.rules())
        .containsExactlyInAnyOrderElementsOf(
            VerifierPage.messages().stream().map(Message::rule).collect(Collectors.toSet()));
  }

  @Test
  void givenChecks_whenReported_thenNoTwoSayTheSame() {
    assertThat(VerifierPage.messages())
        .doesNotHaveDuplicates()
        .noneMatch(message -> message.what().isBlank())
        .allMatch(message -> message.remedy().length() > 20);
    assertThat(Arrays.stream(Check.values()).map(Check::what)).doesNotHaveDuplicates();
  }

  @Test
  void givenSourcesOfTheVerifier_whenRead_thenNoneHasAMessageThatThePageLacks() {
    assertThat(VerifierPage.sourcesWithMessagesOfTheirOwn()).isEmpty();
  }
}
