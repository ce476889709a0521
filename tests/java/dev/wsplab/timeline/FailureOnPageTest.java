package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of a test that failed says why, where and when, to whoever sees or hears it. */
class FailureOnPageTest {
  private static final Path SHOTS = Path.of("target", "timeline-screenshots");
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

  private static void show(Timeline timeline) throws Exception {
    Path page = folder.resolve("page.html");
    timeline.writePage(page);
    browser.complaints().clear();
    browser.open(page, 1400, 900, false);
    browser.drawn();
  }

  private static Throwable failure() {
    return new AssertionError("\n\nExpecting actual:\n  1\nto be equal to:\n  2\n");
  }

  @Test
  void givenFailedTest_whenShown_thenThePageBeginsWithWhyAndWhereAndMarksTheMoment()
      throws Exception {
    Timeline recorded = Samples.three("a test", new Samples.ForgetfulLayer());

    show(recorded.failedBy(failure(), FailureOnPageTest.class.getName(), System.nanoTime()));

    browser.screenshot(SHOTS.resolve("failed.png"));
    assertThat(browser.textOf("#failure-text"))
        .startsWith("java.lang.AssertionError: Expecting actual: 1 to be equal to: 2 · ")
        .containsPattern("· FailureOnPageTest\\.java:\\d+ · at \\d");
    assertThat(browser.evaluate("wsplab.x()(wsplab.model.failure.at) < wsplab.width").asBoolean())
        .as("the moment is in view")
        .isTrue();
    assertThat(browser.evaluate("document.getElementById('failure').offsetHeight").asInt())
        .isPositive();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenNoFailure_whenShown_thenNothingIsSaidOfOne() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()));

    assertThat(browser.evaluate("document.getElementById('failure').hidden").asBoolean()).isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenRefusalThatAnswersAQuestion_whenDrawn_thenItIsNoFailure() throws Exception {
    show(
        Timeline.of(
            "asked",
            List.of(
                upcall(1, "UPCALLED", "WPUQuerySocketHandleContext", 0),
                upcall(2, "ANSWERED", "WPUQuerySocketHandleContext", 10038),
                upcall(3, "UPCALLED", "WPUCreateSocketHandle", 0),
                upcall(4, "ANSWERED", "WPUCreateSocketHandle", 10055)),
            List.of()));

    assertThat(browser.evaluate("[0, 1].map(bar => wsplab.model.failed(bar)).join()").asText())
        .isEqualTo("false,true");
    assertThat(browser.textOf("#calls tbody")).contains("WSAENOTSOCK");
  }

  @Test
  void givenNoPort_whenSummedUp_thenOnlyWhatThereIsIsCounted() throws Exception {
    show(
        Timeline.of(
            "asked",
            List.of(
                upcall(1, "UPCALLED", "WPUCreateSocketHandle", 0),
                upcall(2, "ANSWERED", "WPUCreateSocketHandle", 0)),
            List.of()));

    assertThat(browser.textOf("#summary")).isEqualTo("0 operations · 1 thread · 1 ns");
  }

  private static TraceEvent upcall(long nanos, String step, String function, int error) {
    return new TraceEvent(
        nanos, nanos, "app", "layer", step, function, 0, 0, 0, error, 0, "", 0, null, List.of());
  }
}
