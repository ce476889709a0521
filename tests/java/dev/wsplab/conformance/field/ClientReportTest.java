package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report of runs reads like, to the letter. */
class ClientReportTest {
  private static final LayerRun GOOD_BARE = new LayerRun(null, 12, List.of(), List.of());
  private static final LayerRun GOOD_OVER =
      new LayerRun(FieldLayer.NON_IFS, 30, List.of(), List.of("WSARecv: otherwise"));

  private static ClientReport report(LayerRun... runs) {
    return new ClientReport("my.Loop", List.of(runs), Duration.ofMillis(1250));
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  @Test
  void givenRunsThatPass_whenRead_thenEachHasALineAndDifferencesAreNotTold() {
    assertThat(report(GOOD_BARE, GOOD_OVER).overview())
        .isEqualTo(
            lines(
                "my.Loop: 2 runs in 1.3 s",
                "",
                "bare                  pass  no layer, to compare with",
                "non-ifs               pass  handles of its own: DuplicateHandle copies are unknown,"
                    + " CancelIoEx does not reach it",
                "",
                "check: ok"));
  }

  @Test
  void givenRunsThatFail_whenRead_thenEachTellsWhatWasSeenWhatDiffersAndHowToRunItAgain() {
    LayerRun legal =
        new LayerRun(
            FieldLayer.SHORT_READS,
            7,
            List.of("expected hello\nat Loop.java:5", "and more"),
            List.of("WSARecv: 1"));
    LayerRun illegal =
        new LayerRun(FieldLayer.SELECT_REFUSES_EMPTY, 8, List.of("it failed"), List.of());
    String overview = report(GOOD_BARE, legal, illegal).overview();
    assertThat(overview)
        .isEqualTo(
            lines(
                "my.Loop: 3 runs in 1.3 s",
                "",
                "bare                  pass  no layer, to compare with",
                "short-reads           FAIL  a receive on a byte stream gives one byte",
                "select-refuses-empty  FAIL  select fails with WSAEINVAL when one of its sets is"
                    + " there and has no socket",
                "",
                "short-reads: a receive on a byte stream gives one byte",
                "  seen:    expected hello",
                "           at Loop.java:5",
                "  seen:    and more",
                "  differs: WSARecv: 1",
                "  rule:    WSP-RECV-1, which allows it: the client must cope",
                "  again:   --only short-reads",
                "",
                "select-refuses-empty: select fails with WSAEINVAL when one of its sets is there"
                    + " and has no socket",
                "  seen:    it failed",
                "  rule:    WSP-SELECT-1, which the layer breaks; such layers are met all the same",
                "  again:   --only select-refuses-empty",
                "",
                "check: fails over short-reads, select-refuses-empty"));
  }

  @Test
  void givenARunThatFailsBare_whenRead_thenItSaysThatNoLayerIsNeeded() {
    LayerRun bare = new LayerRun(null, 1, List.of("it failed"), List.of());
    LayerRun over = new LayerRun(FieldLayer.NON_IFS, 1, List.of("otherwise"), List.of());
    assertThat(report(bare).overview())
        .contains(lines("bare: fails without any layer", "  seen:    it failed", ""))
        .doesNotContain("rule:", "again:")
        .endsWith(
            lines("check: fails without any layer, so it was run over none; mend that first"));
    assertThat(report(bare, GOOD_OVER).overview())
        .endsWith(lines("check: fails without any layer"));
    assertThat(report(bare, over).overview())
        .endsWith(lines("check: fails without any layer, and otherwise over non-ifs"));
  }

  @Test
  void givenManyDifferences_whenRead_thenEightAreShownAndTheOthersCounted() {
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "difference " + i).toList();
    assertThat(differencesShown(ten.subList(0, 8)))
        .containsExactlyElementsOf(
            IntStream.range(0, 8).mapToObj(i -> "  differs: difference " + i).toList());
    List<String> expected = new ArrayList<>(differencesShown(ten.subList(0, 8)));
    expected.add("  differs: 2 more");
    assertThat(differencesShown(ten)).isEqualTo(expected);
  }

  private static List<String> differencesShown(List<String> differences) {
    return report(GOOD_BARE, new LayerRun(FieldLayer.NON_IFS, 1, List.of("it failed"), differences))
        .overview()
        .lines()
        .filter(line -> line.startsWith("  differs:"))
        .toList();
  }

  @Test
  void givenRuns_whenWrittenAsXml_thenBuildServersReadATestCaseForEach() {
    LayerRun over =
        new LayerRun(
            FieldLayer.SHORT_READS,
            1234,
            List.of("no <good>\u0001\nat Loop.java:5", "and more"),
            List.of("WSARecv: 1\u0000"));
    assertThat(report(GOOD_BARE, over).junitXml())
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="wsplab check --client my.Loop" tests="2" failures="1" errors="0"\
             skipped="0" time="1.250">
            <testcase classname="my.Loop" name="bare" time="0.012"></testcase>
            <testcase classname="my.Loop" name="short-reads" time="1.234">\
            <failure message="no &lt;good&gt;?">no &lt;good&gt;?
            at Loop.java:5
            and more
            differs: WSARecv: 1?</failure></testcase>
            </testsuite>
            """);
  }
}
