package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page without a mouse, and for those who do not see it, or not all of its colours. */
@Execution(ExecutionMode.SAME_THREAD)
class AccessiblePageTest {
  private static Browser browser;
  @TempDir static Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Browser.startOrSkip();
  }

  @AfterAll
  static void end() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static void show(Timeline timeline, boolean dark) throws Exception {
    Path page = folder.resolve("page.html");
    timeline.writePage(page);
    browser.open(page, 1400, 1000, dark);
  }

  private static String focused() throws InterruptedException {
    return browser
        .evaluate(
            "(document.activeElement.id || document.activeElement.textContent).trim().slice(0, 40)")
        .asText();
  }

  /** Presses Tab until something has the focus. */
  private static void tabTo(String wanted) throws InterruptedException {
    List<String> passed = new ArrayList<>();
    do {
      browser.key("Tab");
      passed.add(focused());
    } while (!passed.get(passed.size() - 1).equals(wanted) && passed.size() < 60);
    assertThat(passed).endsWith(wanted);
  }

  @Test
  void givenTabAndEnterAlone_whenGoingDownThePage_thenAllIsReachedAndTheFocusStays()
      throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);

    tabTo("To the timeline");
    tabTo("To the operations");
    tabTo("search");
    tabTo("chart");
    tabTo("details");
    tabTo("#2");
    browser.key("Enter");
    assertThat(focused()).as("the rows were made anew").isEqualTo("#2");
    assertThat(browser.textOf("#details h3")).startsWith("#2 WSASend");
    assertThat(browser.textOf("#chosen")).startsWith("#2 WSASend, ").endsWith(", 2 of 3");
    browser.key("Tab");
    assertThat(focused()).isEqualTo("#3");
    browser.key("Enter");
    assertThat(browser.textOf("#chosen")).startsWith("#3 WSARecv").contains(", breaks WSP-IO-16");
  }

  @Test
  void givenLinkToTheTimeline_whenFollowed_thenKeysWorkThereAtOnce() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);

    browser.key("Tab");
    browser.key("Enter");
    assertThat(focused()).isEqualTo("chart");
    browser.key("n");
    assertThat(browser.textOf("#details h3")).startsWith("#1 ");
  }

  /** WSP-IO-16, found twice. */
  @Test
  void givenBrokenRules_whenGoingBack_thenTheLastOneComesFirst() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);
    browser.evaluate("wsplab.chart.focus()");

    browser.evaluate("wsplab.nextFlaw(-1)");
    assertThat(browser.textOf("#chosen")).startsWith("#3 ");
    browser.evaluate("wsplab.nextFlaw(-1)");
    assertThat(browser.textOf("#chosen")).startsWith("#1 ");
    browser.key("v");
    assertThat(browser.textOf("#chosen")).startsWith("#3 ");
  }

  @Test
  void givenChosenOperation_whenACallOfNoneIsChosen_thenNoOperationIsFramedAndTheFocusStays()
      throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);
    browser.evaluate("wsplab.choose(2, true)");
    browser.evaluate("document.querySelector('#calls button').focus()");
    String call = focused();

    browser.key("Enter");

    assertThat(focused()).isEqualTo(call);
    assertThat(browser.textOf("#details h3")).isEqualTo(call);
    assertThat(browser.evaluate("wsplab.drawing.operation").asInt()).isZero();
    assertThat(browser.evaluate("document.querySelectorAll('tr.chosen').length").asInt()).isZero();
  }

  @Test
  void givenKeyboardAlone_whenUsed_thenOperationsAreReachedAndTheViewMoves() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);
    browser.evaluate("wsplab.chart.focus()");
    double before = browser.evaluate("wsplab.transform.k").asDouble();

    browser.key("+");
    assertThat(browser.evaluate("wsplab.transform.k").asDouble()).isGreaterThan(before);
    double left = browser.evaluate("wsplab.x().domain()[0]").asDouble();
    browser.key("ArrowRight");
    assertThat(browser.evaluate("wsplab.x().domain()[0]").asDouble()).isGreaterThan(left);
    browser.key("n");
    browser.key("n");
    assertThat(browser.textOf("#details h3")).startsWith("#2 WSASend");
    browser.key("v");
    assertThat(browser.textOf("#details")).contains("WSP-IO-16", "remedy");
    browser.key("0");
    assertThat(browser.evaluate("wsplab.transform.k").asDouble()).isEqualTo(1);
  }

  @Test
  void givenScreenReader_whenThePageIsRead_thenItHasHeadingsTableAndNamesForAllThatCanBePressed()
      throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);

    List<String> nodes = browser.accessible();

    assertThat(nodes)
        .contains(
            "heading three operations",
            "heading Broken rules",
            "heading Operations",
            "columnheader Function",
            "button #1",
            "button Zoom in",
            "button Zoom out",
            "group Timeline",
            "complementary Details")
        .anyMatch(node -> node.startsWith("searchbox Search"));
    assertThat(nodes).doesNotContain("button ", "checkbox ", "combobox ", "searchbox ");
  }

  /** WCAG 1.4.11 asks for 3, and 1.4.3 for 4.5 of what is written. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenColours_whenMeasured_thenBarsStandOutFromTheirLaneAndTheirNamesFromThem(boolean dark)
      throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), dark);
    browser.evaluate(
        """
        window.light = colour => {
          const parts = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16) / 255);
          const [r, g, b] = parts.map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        window.contrast = (one, other) => {
          const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
          return (more + 0.05) / (less + 0.05);
        };
        """);
    String least = "Math.min(...wsplab.drawing.fills.slice(0, 8).map(c => contrast(c, %s)))";
    assertThat(browser.evaluate(least.formatted("wsplab.drawing.panel")).asDouble())
        .isGreaterThanOrEqualTo(3);
    assertThat(browser.evaluate(least.formatted("wsplab.drawing.onBar")).asDouble())
        .isGreaterThanOrEqualTo(4.5);
    assertThat(
            browser.evaluate("contrast(wsplab.drawing.fills[8], wsplab.drawing.ground)").asDouble())
        .isGreaterThanOrEqualTo(3);
  }
}
