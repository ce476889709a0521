package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The page, as a person meets it: in a real browser that has no window. */
@Execution(ExecutionMode.SAME_THREAD) // one browser
class PageInBrowserTest {
  private static final int WIDTH = 1400;
  private static final int HEIGHT = 1000;
  private static final int ROWS_IN_VIEW = 40;
  // Set where nothing else runs at the time: then frames are timed, too.
  private static final String OPERATIONS = "wsplab.timeline.operations";
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

  private static void show(Timeline timeline, boolean dark) throws Exception {
    Path page = folder.resolve("page.html");
    timeline.writePage(page);
    browser.complaints().clear();
    browser.open(page, WIDTH, HEIGHT, dark);
    browser.drawn();
  }

  @Test
  void givenThreeOperations_whenShown_thenLanesTableAndRulesAreThereAndNothingIsLoaded()
      throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);

    browser.screenshot(SHOTS.resolve("three-light.png"));
    assertThat(browser.textOf("#summary")).startsWith("3 operations · 2 sockets · 1 port · ");
    assertThat(browser.textOf("#operations tbody")).contains("WSARecv", "WSASend", "WSP-IO-16");
    assertThat(browser.textOf("#flaw-list")).contains("WSP-IO-16");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenDarkScheme_whenShown_thenTheCanvasIsDarkToo() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), true);
    browser.evaluate("wsplab.showFlaw(wsplab.model.flaws[0])");
    browser.drawn();

    browser.screenshot(SHOTS.resolve("three-dark.png"));
    JsonNode corner =
        browser.evaluate(
            "Array.from(document.getElementById('canvas').getContext('2d').getImageData(2, 2, 1, 1).data)");
    assertThat(corner.get(0).asInt()).isLessThan(64);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenManyOperations_whenZoomedAndMoved_thenFramesAreQuick() throws Exception {
    int count = Integer.getInteger(OPERATIONS, 10_000);
    show(Samples.many(count, 12), false);
    double opened = browser.evaluate("performance.now()").asDouble() / 1000;
    browser.evaluate(
        """
        for (let i = 0; i < 1000; i++) {
          wsplab.model.flaws.push({rule: 'WSP-IO-16', what: 'as many as are kept', at: wsplab.model.length * i / 1000,
            lane: i % wsplab.model.lanes.length, operation: 0, provider: ''});
        }
        """);
    browser.screenshot(SHOTS.resolve("many-all.png"));

    JsonNode timed =
        browser.evaluate(
            """
            new Promise(done => {
              wsplab.drawing.mostRectangles = 0;
              const times = [];
              const drawn = [];
              let threads = false;
              const isInView = lane => {
                const y = wsplab.drawing.laneTop[lane] - wsplab.chart.scrollTop;
                return y > 0 && y < wsplab.height;
              };
              let last = performance.now();
              let step = 0;
              const next = now => {
                times.push(now - last);
                drawn.push(wsplab.drawMillis);
                last = now;
                // Down to the lanes of the threads and up again, all the time.
                const low = wsplab.chart.scrollHeight - wsplab.chart.clientHeight;
                wsplab.chart.scrollTop = low * (0.5 - 0.5 * Math.cos(step / 20));
                threads ||= isInView(wsplab.model.lanes.findIndex(lane => lane.kind === 'THREAD'));
                if (step < 120) wsplab.scaleBy(1.06);
                else if (step < 240) wsplab.panBy(step % 60 < 30 ? 25 : -25);
                else if (step < 360) wsplab.scaleBy(1 / 1.06);
                else { done({times, drawn: drawn.sort((a, b) => a - b)[Math.floor(drawn.length * 0.95)], threads}); return; }
                step++;
                requestAnimationFrame(next);
              };
              wsplab.fit();
              requestAnimationFrame(next);
            })
            """);
    assertThat(timed.get("threads").asBoolean()).as("lanes of threads were in view").isTrue();
    JsonNode frames = timed.get("times");
    double[] sorted = new double[frames.size() - 1]; // the first is that of the beginning
    for (int i = 1; i < frames.size(); i++) {
      sorted[i - 1] = frames.get(i).asDouble();
    }
    Arrays.sort(sorted);
    browser.evaluate("wsplab.scaleBy(200)");
    browser.drawn();
    browser.screenshot(SHOTS.resolve("many-near.png"));
    browser.evaluate("wsplab.chart.scrollTop = wsplab.chart.scrollHeight");
    browser.drawn();
    browser.screenshot(SHOTS.resolve("many-threads.png"));
    assertThat(browser.textOf("#page-status"))
        .endsWith(String.format(Locale.ROOT, "of %,d", count));
    // However many there are: no more rectangles than the pixels that they could fill.
    assertThat(browser.evaluate("wsplab.drawing.mostRectangles").asInt())
        .isBetween(1, ROWS_IN_VIEW * WIDTH);
    if (Integer.getInteger(OPERATIONS) != null) {
      double within = sorted[(int) (sorted.length * 0.95)];
      System.out.printf(
          "%d operations: 95 %% of %d frames within %.1f ms, median %.1f ms, longest %.1f ms; 95 %% drawn in %.1f ms; shown %.1f s after the page was asked for%n",
          count,
          sorted.length,
          within,
          sorted[sorted.length / 2],
          sorted[sorted.length - 1],
          timed.get("drawn").asDouble(),
          opened);
      // Where the browser draws sixty in a second: each in its own stroke, none in two.
      assertThat(within).isLessThanOrEqualTo(33);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenPointer_whenItStandsOnABar_thenTheFourWordsAreShown() throws Exception {
    show(Samples.three("three operations", new Samples.PlainLayer()), false);
    JsonNode at =
        browser.evaluate(
            """
            (() => {
              const bar = wsplab.model.operations[0];
              const {begin, end, lane, row, kind, operation} = wsplab.model.bars;
              // While its packet waits: after the last reading before the publication.
              const packet = kind.findIndex((k, i) => k === 1 && operation[i] === 1);
              const time = (begin[packet] + end[packet]) / 2;
              // Nothing but it: where all is shown, a bar of two pixels may lie beside the next one.
              wsplab.show(begin[packet], end[packet]);
              const box = wsplab.canvas.getBoundingClientRect();
              return [box.left + wsplab.x()(time),
                box.top + wsplab.drawing.laneTop[lane[bar]] + row[bar] * 17 + 8];
            })()
            """);

    browser.drawn();
    browser.mouse("mouseMoved", at.get(0).asDouble(), at.get(1).asDouble());

    assertThat(browser.textOf("#tip"))
        .contains("WSARecv #1", "Internal", "InternalHigh", "Offset", "OffsetHigh", "00000103")
        .contains("client COMPLETED, just before the result was published");
    browser.mouse("mousePressed", at.get(0).asDouble(), at.get(1).asDouble());
    browser.mouse("mouseReleased", at.get(0).asDouble(), at.get(1).asDouble());
    browser.drawn();
    browser.screenshot(SHOTS.resolve("three-chosen.png"));
    assertThat(browser.textOf("#details"))
        .contains("#1 WSARecv on socket", "DEQUEUED", "WSPRecv", "00000000", "Samples")
        .contains("Internal 00000103", "InternalHigh 0", "Offset 0", "OffsetHigh 0");
    assertThat(
            browser
                .evaluate(
                    """
                    (() => {
                      const edge = document.getElementById('details').getBoundingClientRect().right;
                      const inside = Array.from(document.querySelectorAll('#details .words span, #details td'),
                          part => part.getBoundingClientRect().right <= edge);
                      return inside.length > 20 && inside.every(is => is);
                    })()
                    """)
                .asBoolean())
        .as("nothing is cut off at the edge of the panel")
        .isTrue();
  }

  /** The words of a layer's own structure are never shown as those of the client's. */
  @Test
  void givenLayerWithStructuresOfItsOwn_whenWordsAreShown_thenTheyAreOfTheBarsStructureOrSaySo()
      throws Exception {
    show(Samples.three("three operations", new Samples.PlainLayer()), false);

    JsonNode seen =
        browser.evaluate(
            """
            (() => {
              const {model} = wsplab;
              const {begin, end, overlapped, operation, kind} = model.bars;
              const bar = model.operations[0];
              const steps = model.steps(1);
              const times = steps.map(step => step.at);
              const below = kind.findIndex((k, i) => k === 2 && operation[i] === 1
                  && model.texts[overlapped[i]] !== '0' && overlapped[i] !== overlapped[bar]);
              const structures = of => times.map(at => model.wordsAt(of, at))
                  .filter(read => read).map(read => model.texts[read.structure]);
              wsplab.choose(1, true);
              return {
                others: steps.filter(step => step.words && !step.own).length,
                told: document.getElementById('details').innerText.split('of another structure, 0x').length - 1,
                own: model.texts[overlapped[bar]], ofBar: structures(bar),
                lower: model.texts[overlapped[below]], ofLower: structures(below),
                early: model.wordsAt(bar, times[0] - 1) === null,
              };
            })()
            """);

    assertThat(seen.get("others").asInt()).isPositive().isEqualTo(seen.get("told").asInt());
    assertThat(seen.get("ofBar"))
        .isNotEmpty()
        .allMatch(read -> read.asText().equals(seen.get("own").asText()));
    assertThat(seen.get("ofLower"))
        .isNotEmpty()
        .allMatch(read -> read.asText().equals(seen.get("lower").asText()));
    assertThat(seen.get("lower").asText()).isNotEqualTo(seen.get("own").asText());
    assertThat(seen.get("early").asBoolean()).as("nothing from the future").isTrue();
  }

  @Test
  void givenCallsOfNoOperation_whenNoMouseIsThere_thenATableHasThemAndTellsEach() throws Exception {
    show(Samples.three("three operations", new Samples.PlainLayer()), false);

    assertThat(browser.accessible())
        .contains("heading Other calls", "button WSPSocket", "button WSPCloseSocket");
    browser.evaluate(
        "Array.from(document.querySelectorAll('#calls button'))"
            + ".find(b => b.textContent === 'WSPCloseSocket').click()");
    assertThat(browser.textOf("#details"))
        .startsWith("WSPCloseSocket")
        .contains("call into a provider", "thread", "success");
    JsonNode counts =
        browser.evaluate(
            """
            (() => {
              const {model} = wsplab;
              document.getElementById('search').value = 'WSPBind';
              wsplab.search();
              return [model.calls.length, model.chosenCalls.length,
                document.querySelectorAll('#calls tbody tr').length];
            })()
            """);
    assertThat(counts.get(1).asInt()).isPositive().isLessThan(counts.get(0).asInt());
    assertThat(counts.get(2).asInt()).isEqualTo(Math.min(50, counts.get(1).asInt()));
  }

  @Test
  void givenCallThatBelongsToNoOperation_whenItsBarIsWide_thenItsNameStandsOnIt() throws Exception {
    show(Samples.three("three operations", new Samples.PlainLayer()), false);

    JsonNode texts =
        browser.evaluate(
            """
            (() => {
              const {name, operation, begin, end} = wsplab.model.bars;
              const close = name.findIndex((text, i) =>
                  wsplab.model.texts[text] === 'WSPCloseSocket' && operation[i] === 0);
              wsplab.show(begin[close], end[close]);
              const written = [];
              const context = wsplab.drawing.context;
              const fillText = context.fillText;
              context.fillText = (text, ...where) => { written.push(text); fillText.call(context, text, ...where); };
              wsplab.draw();
              delete context.fillText;
              return written;
            })()
            """);
    assertThat(texts).extracting(JsonNode::asText).contains("WSPCloseSocket");
  }

  @Test
  void givenSearchAndFilter_whenUsed_thenTheTableHasWhatMatches() throws Exception {
    show(Samples.three("three operations", new Samples.HastyLayer()), false);

    assertThat(numbers("WSASend", "all")).isEqualTo("#2");
    assertThat(numbers("#3", "all")).isEqualTo("#3");
    assertThat(numbers("wsp-io-16", "all")).isEqualTo("#1#3");
    assertThat(numbers("", "failed")).isEqualTo("#3");
    assertThat(numbers("", "flaw")).isEqualTo("#1#3");
    assertThat(numbers("", "send")).isEqualTo("#2");
    assertThat(numbers("nothing like this", "all")).isEmpty();
    assertThat(browser.textOf("#page-status")).isEqualTo("No operation matches");
    assertThat(numbers("", "all")).isEqualTo("#1#2#3");
  }

  @Test
  void givenBrokenRuleOfNoOperation_whenSearchedOrFiltered_thenTheListKeepsItAndItsLineStaysBright()
      throws Exception {
    show(Samples.three("three operations", new Samples.ForgetfulLayer()), false);
    int all = browser.evaluate("wsplab.model.flaws.length").asInt();
    assertThat(all).isPositive();
    assertThat(browser.evaluate("wsplab.model.flaws.every(flaw => !flaw.operation)").asBoolean())
        .isTrue();

    assertThat(numbers("wpu-thread-2", "all")).as("no operation has it").isEmpty();
    assertThat(shownFlaws()).isEqualTo(all);
    numbers("", "flaw");
    assertThat(shownFlaws()).isEqualTo(all);
    assertThat(browser.textOf("#flaws-title")).isEqualTo("Broken rules");
    numbers("WSASend", "all");
    assertThat(shownFlaws()).isZero();
    assertThat(browser.textOf("#flaws-title"))
        .isEqualTo("Broken rules: 0 of %d match".formatted(all));
    numbers("", "send");
    assertThat(shownFlaws()).as("it is no send").isZero();
    numbers("", "all");
    assertThat(shownFlaws()).isEqualTo(all);
  }

  private static int shownFlaws() throws InterruptedException {
    int listed =
        browser.evaluate("document.querySelectorAll('#flaw-list li:not([hidden])').length").asInt();
    assertThat(browser.evaluate("wsplab.model.chosenFlaws.length").asInt()).isEqualTo(listed);
    return listed;
  }

  private static String numbers(String query, String filter) throws InterruptedException {
    browser.evaluate(
        "document.getElementById('search').value = '%s'; document.getElementById('filter').value = '%s'; wsplab.search()"
            .formatted(query, filter));
    return browser
        .evaluate(
            "Array.from(document.querySelectorAll('#operations tbody button'), b => b.textContent).join('')")
        .asText();
  }

  @Test
  void givenNamesThatAreMarkup_whenShown_thenNothingOfThemRuns() throws Exception {
    show(TimelineFilesTest.nasty(), false);
    browser.evaluate("wsplab.choose(1, true)");

    assertThat(browser.textOf("h1")).contains("</script>");
    assertThat(browser.textOf("#details")).contains("</script><script>alert('x')</script>");
    assertThat(browser.evaluate("document.scripts.length").asInt()).isEqualTo(3);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenCallsOfNativeModules_whenTheirOperationIsChosen_thenTheFramesStandBelowTheStep()
      throws Exception {
    show(TimelineFilesTest.nasty(), false);
    browser.evaluate("wsplab.choose(1, true)");
    browser.drawn();
    browser.screenshot(SHOTS.resolve("native-stacks.png"));

    JsonNode rows =
        browser.evaluate(
            "Array.from(document.querySelectorAll('#details .steps tbody tr'), r => r.innerText)");
    assertThat(rows.get(0).asText()).contains("STARTED");
    assertThat(rows.get(1).asText()).contains("client.so!start+0x1");
    assertThat(rows.get(2).asText()).contains("WSPRecv");
    assertThat(rows.get(3).asText()).contains("layer.so!call_down+0x2");
    assertThat(rows.get(4).asText()).contains("PENDED");
    assertThat(browser.accessible()).contains("list Native stack, the innermost frame first");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void givenEmptyRecording_whenShown_thenThePageSaysSo() throws Exception {
    show(Timeline.of("empty", List.of(), List.of()), false);

    assertThat(browser.textOf("#summary")).startsWith("0 operations");
    assertThat(browser.textOf("#page-status")).isEqualTo("No operation matches");
    assertThat(browser.complaints()).isEmpty();
  }
}
