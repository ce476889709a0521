package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wsplab.conformance.ConformanceKit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The page that leads to the timelines of a run of the kit, in a real browser without a window. */
@Execution(ExecutionMode.SAME_THREAD) // one browser
class OverviewInBrowserTest {
  private static final Path SHOTS = Path.of("target", "timeline-screenshots");
  private static Browser browser;
  private static Path index;
  @TempDir static Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Browser.startOrSkip();
    index =
        ConformanceKit.layer(Samples.HastyLayer::new)
            .only("WSARecv/later")
            .timelines(folder)
            .run()
            .writeTimelineIndex(folder);
  }

  @AfterAll
  static void end() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static void show(boolean dark, int width) throws InterruptedException {
    browser.complaints().clear();
    browser.open(index, width, 900, dark);
  }

  private static String evaluate(String expression) throws InterruptedException {
    return browser.evaluate(expression).asText();
  }

  /** WSP-IO-16. */
  @Test
  void givenBrokenRule_whenShown_thenItsWordsStandOverTheScenariosAndNothingIsLoaded()
      throws Exception {
    show(false, 1200);

    browser.screenshot(SHOTS.resolve("overview-light.png"));
    assertThat(browser.textOf("h1"))
        .isEqualTo(Samples.HastyLayer.class.getName() + " (non-IFS layer)");
    assertThat(browser.textOf("h2")).startsWith("WSP-IO-16: ");
    assertThat(browser.textOf("dl")).contains("expected", "seen", "remedy");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenTable_whenAScreenReaderAsks_thenItsColumnsAndLinksHaveNames() throws Exception {
    show(false, 1200);

    assertThat(browser.accessible())
        .contains("columnheader scenario", "columnheader outcome")
        .contains("columnheader rules broken, or why it was not played")
        .contains("link WSARecv/later/port/over-non-IFS");
  }

  @Test
  void givenLinks_whenEachIsFollowed_thenItLeadsToATimelineOfItsScenario() throws Exception {
    show(false, 1200);
    JsonNode links =
        browser.evaluate(
            "Array.from(document.querySelectorAll('a'), a => [a.getAttribute('href'), a.innerText])");

    assertThat(links.size()).isPositive();
    for (JsonNode link : links) {
      browser.open(folder.resolve(link.get(0).asText()), 1200, 900, false);
      assertThat(evaluate("document.title")).contains(link.get(1).asText());
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenDarkScheme_whenShown_thenTheGroundIsDarkAndTheInkIsLight() throws Exception {
    show(true, 1200);

    browser.screenshot(SHOTS.resolve("overview-dark.png"));
    assertThat(evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(17, 22, 28)");
    assertThat(evaluate("getComputedStyle(document.body).color")).isEqualTo("rgb(230, 235, 241)");
  }

  @Test
  void givenNarrowWindow_whenShown_thenNothingReachesOverItsEdge() throws Exception {
    show(false, 420);

    browser.screenshot(SHOTS.resolve("overview-narrow.png"));
    assertThat(evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo("true");
  }
}
