package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.KitMessages;
import dev.wsplab.tables.VerifierPage.Message;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.Verifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/verifier.md has every message of the verifier, with a rule of the sheets and a cure. */
class VerifierPageTest {
  /** {@code new Finding(}, its rule, and the text that says what is broken. */
  private static final Pattern TEXT_OF_A_FINDING =
      Pattern.compile("\\bnew Finding\\(\\s*[^,]+,\\s*(?:\\w+\\.isEmpty\\(\\) \\? )?\"([^\"]+)\"");

  private static final Pattern TEXT_OF_AN_END =
      Pattern.compile("\\b(?:of|silent)\\(\\s*\"(the process [^\"]+)\"");

  private static final Pattern TEXT_OF_A_HANG = Pattern.compile("HANGS =\\s*\"([^\"]+)\"");

  private static final String NO_RULE_OR_SOME = "-|[A-Z][A-Z0-9]*(-[A-Z0-9]+)*(, .*)?";

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

  @Test
  void givenSourcesOfTheKit_whenRead_thenEachTextOfAFindingStandsOnThePage() {
    String page = Documents.read(Documents.VERIFIER);
    List<String> texts =
        Documents.files(KitMessages.SOURCES, ".java").stream()
            .map(Documents::read)
            .flatMap(
                source ->
                    Stream.of(TEXT_OF_A_FINDING, TEXT_OF_AN_END, TEXT_OF_A_HANG)
                        .flatMap(pattern -> pattern.matcher(source).results()))
            .map(match -> match.group(1).strip())
            .toList();

    assertThat(texts)
        .contains(
            "does not return", "a scenario does not end", "the process hung after this scenario")
        .hasSizeGreaterThanOrEqualTo(9)
        .allSatisfy(text -> assertThat(page).contains(text));
  }

  @Test
  void givenMessagesOfTheKit_whenTheirRulesAreLookedUp_thenEachStandsInASheet() {
    Set<String> rules = Rule.all().stream().map(Rule::id).collect(Collectors.toSet());
    assertThat(KitMessages.all())
        .doesNotHaveDuplicates()
        .allMatch(row -> row.remedy().length() > 10)
        .allSatisfy(row -> assertThat(row.rule()).matches(NO_RULE_OR_SOME));
    assertThat(KitMessages.all())
        .filteredOn(row -> !row.rule().equals("-"))
        .allSatisfy(row -> assertThat(rules).contains(row.rule().split(",")[0]));
  }
}
