package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** What is written: the page's data, the file for Perfetto, the drawing. */
class TimelineFilesTest {
  static final String NASTY = "</script><script>alert('x')</script><!-- \" ' & \u2028 \ud800";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** Everything that a user can choose is as bad as it can be. */
  static Timeline nasty() {
    Violation violation =
        new Violation("WSP-ERR-1", NASTY, NASTY, NASTY, NASTY, NASTY, List.of(NASTY));
    return Timeline.of(
        NASTY,
        List.of(
            event(1, "STARTED", "", 1, "client.so!start+0x1", NASTY),
            event(2, "CALLED", NASTY, 0, "layer.so!call_down+0x2"),
            event(3, "RETURNED", NASTY, 0),
            event(4, "PENDED", "", 1)),
        List.of(new TracedViolation(violation, 3, NASTY, 1, 8)));
  }

  private static TraceEvent event(
      long sequence, String step, String provider, long operation, String... nativeStack) {
    return new TraceEvent(
        sequence,
        sequence,
        NASTY,
        provider,
        step,
        operation == 0 ? "WSPRecv" : "WSARecv",
        operation,
        8,
        0x1000,
        0,
        0,
        NASTY,
        0,
        new OverlappedWords(0x103, 0, 0, 0, 0),
        List.of(nativeStack));
  }

  private String page(Timeline timeline) throws IOException {
    Path file = folder.resolve("new folder").resolve("page.html");
    timeline.writePage(file);
    return Files.readString(file);
  }

  private static JsonNode dataOf(String page) throws IOException {
    Matcher data =
        Pattern.compile(
                "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(page);
    assertThat(data.find()).isTrue();
    return JSON.readTree(data.group(1));
  }

  @Test
  void givenNamesThatAreMarkup_whenThePageIsWritten_thenTheyAreData() throws IOException {
    String page = page(nasty());

    assertThat(page).doesNotContain("alert('x')</script>").doesNotContain("<!-- \"");
    assertThat(page.split("<script", -1))
        .hasSize(page(Samples.three("a", plain())).split("<script", -1).length);
    JsonNode data = dataOf(page);
    assertThat(data.get("title").asText()).isEqualTo(NASTY);
    assertThat(data.at("/flaws/0/seen").asText()).isEqualTo(NASTY);
    assertThat(data.get("lanes").findValuesAsText("name")).contains("thread " + NASTY);
  }

  private static Samples.PlainLayer plain() {
    return new Samples.PlainLayer();
  }

  @Test
  void givenPage_whenWritten_thenItNamesNoOtherFileAndAllowsNone() throws IOException {
    String page = page(Samples.three("three", plain()));

    assertThat(page).contains("default-src 'none'").contains("Copyright 2010-2023 Mike Bostock");
    assertThat(page).doesNotContainPattern("<(link|img|iframe)\\b").doesNotContain("<script src");
    assertThat(page).doesNotContain("{{");
  }

  /** The four words, as they were when the step was told: OVL-9, WIN-32, WPU-COMPLETE-11. */
  @Test
  void givenReceive_whenWritten_thenItsStructuresWordsAreThereStepByStep() throws IOException {
    JsonNode data = dataOf(page(Samples.three("three", plain())));
    List<String> found = new ArrayList<>();
    JsonNode marks = data.get("marks");
    long operation = 0;
    for (int i = 0; i < marks.get("at").size(); i++) {
      operation += marks.get("operation").get(i).asLong();
      int words = marks.get("words").get(i).asInt();
      String step = data.get("texts").get(marks.get("step").get(i).asInt()).asText();
      if (operation == 1 && words >= 0) {
        found.add(step + " " + data.get("texts").get(words).asText());
      }
    }
    assertThat(found)
        .containsExactly(
            "STARTED 00000000 0 0 0",
            "PENDED 00000103 0 0 0",
            "COMPLETED 00000103 0 0 0",
            "DEQUEUED 00000000 5 0 0");
  }

  @Test
  void givenCallsOfNativeModules_whenWritten_thenThoseRowsAloneHaveTheirFrames()
      throws IOException {
    JsonNode data = dataOf(page(nasty()));
    assertThat(framesOf(data, "marks")).containsExactly("client.so!start+0x1\n" + NASTY);
    // The operation's bar, and that of the call.
    assertThat(framesOf(data, "bars"))
        .containsExactly("client.so!start+0x1\n" + NASTY, "layer.so!call_down+0x2");
    assertThat(framesOf(dataOf(page(Samples.three("three", plain()))), "bars")).isEmpty();

    Path file = folder.resolve("trace.json");
    nasty().writeTrace(file);
    assertThat(JSON.readTree(file.toFile()).findValuesAsText("native stack"))
        .containsExactly(
            "client.so!start+0x1 < " + NASTY,
            "layer.so!call_down+0x2",
            "client.so!start+0x1 < " + NASTY);
  }

  private static List<String> framesOf(JsonNode data, String table) {
    JsonNode stacks = data.get(table).get("stacks");
    List<String> frames = new ArrayList<>();
    stacks.get("frames").forEach(text -> frames.add(data.get("texts").get(text.asInt()).asText()));
    assertThat(stacks.get("row")).hasSameSizeAs(frames);
    return frames;
  }

  /**
   * The members that the format's description asks for: name, ph, ts, pid, tid; dur for X, id for
   * asynchronous events and flows, each of which has an end.
   */
  @Test
  void givenRecording_whenWrittenForPerfetto_thenEveryEventHasWhatItsPhaseNeeds()
      throws IOException {
    Path file = folder.resolve("trace.json");
    Samples.three("three", new Samples.HastyLayer()).writeTrace(file);

    JsonNode trace = JSON.readTree(file.toFile());
    Map<String, Integer> open = new HashMap<>();
    Set<String> phases = new HashSet<>();
    Set<String> named = new HashSet<>();
    for (JsonNode event : trace.get("traceEvents")) {
      String phase = event.get("ph").asText();
      phases.add(phase);
      assertThat(event.has("name") && event.has("pid") && event.has("tid")).isTrue();
      String track = event.get("pid") + "/" + event.get("tid");
      if (phase.equals("M")) {
        named.add(track);
        continue;
      }
      assertThat(named).contains(track);
      assertThat(event.get("ts").isNumber()).isTrue();
      assertThat(event.get("ts").asDouble()).isNotNegative();
      switch (phase) {
        case "X" -> assertThat(event.get("dur").asDouble()).isNotNegative();
        case "s" -> open.merge(key(event), 1, Integer::sum);
        case "f" -> open.merge(key(event), -1, Integer::sum);
        default -> assertThat(event.get("s").asText()).isIn("t", "g");
      }
    }
    assertThat(phases).containsExactlyInAnyOrder("M", "X", "s", "f", "i");
    assertThat(open.values()).containsOnly(0);
    assertThat(trace.get("traceEvents").findValuesAsText("name"))
        .anyMatch(name -> name.startsWith("WSP-IO-16: "));
  }

  /** Perfetto draws no arrow whose end has no call and no mark on its thread, and says so. */
  @Test
  void givenArrows_whenWrittenForPerfetto_thenEachEndHasSomethingOnItsThreadThatHoldsIt()
      throws IOException {
    Path file = folder.resolve("trace.json");
    Samples.many(200, 4).writeTrace(file);

    JsonNode events = JSON.readTree(file.toFile()).get("traceEvents");
    Map<String, List<double[]>> held = new HashMap<>();
    int ends = 0;
    for (JsonNode event : events) {
      String track = event.get("pid") + "/" + event.get("tid");
      double time = event.path("ts").asDouble();
      switch (event.get("ph").asText()) {
        case "X", "i" ->
            held.computeIfAbsent(track, key -> new ArrayList<>())
                .add(new double[] {time, time + event.path("dur").asDouble()});
        case "s", "f" -> {
          assertThat(held.getOrDefault(track, List.of()))
              .as("before %s", event)
              .anyMatch(span -> span[0] <= time && time <= span[1]);
          ends++;
        }
        default -> {}
      }
    }
    assertThat(ends).isGreaterThan(400);
  }

  /** Perfetto's trace processor refuses slices of a thread of which one ends inside another. */
  @Test
  void givenOperationsThatOverlap_whenWrittenForPerfetto_thenEachIsASliceInARowWithoutAnother()
      throws IOException {
    Path file = folder.resolve("trace.json");
    Samples.many(200, 4).writeTrace(file);

    Map<String, List<double[]>> rows = new HashMap<>();
    Set<String> operations = new HashSet<>();
    int packets = 0;
    for (JsonNode event : JSON.readTree(file.toFile()).get("traceEvents")) {
      String kind = event.path("cat").asText();
      if (event.get("ph").asText().equals("X") && Set.of("operation", "packet").contains(kind)) {
        double begin = event.get("ts").asDouble();
        rows.computeIfAbsent(event.get("tid").asText(), key -> new ArrayList<>())
            .add(new double[] {begin, begin + event.get("dur").asDouble()});
        packets += kind.equals("packet") ? 1 : 0;
        assertThat(kind.equals("packet") || operations.add(event.get("name").asText()))
            .as("only one slice is %s", event.get("name"))
            .isTrue();
      }
    }
    assertThat(operations).hasSize(200);
    assertThat(packets).isEqualTo(200);
    assertThat(rows.values()).allSatisfy(TimelineFilesTest::assertOneAfterTheOther);
    // Packets of four connections wait in the port at once.
    assertThat(threadNames(file)).anyMatch(name -> name.matches("port \\d+, row 2"));
  }

  private static void assertOneAfterTheOther(List<double[]> slices) {
    slices.sort(Comparator.comparingDouble(slice -> slice[0]));
    for (int i = 1; i < slices.size(); i++) {
      // Half of the file's last digit, for what an addition of decimal fractions loses.
      assertThat(slices.get(i)[0]).isGreaterThanOrEqualTo(slices.get(i - 1)[1] - 0.0005);
    }
  }

  private static List<String> threadNames(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode event : JSON.readTree(file.toFile()).get("traceEvents")) {
      if (event.get("name").asText().equals("thread_name")) {
        names.add(event.at("/args/name").asText());
      }
    }
    return names;
  }

  private static String key(JsonNode event) {
    return event.get("cat") + " " + event.get("id");
  }

  /** Complete events of one track lie inside one another, or the viewers refuse them. */
  @Test
  void givenCallsOfAThread_whenWrittenForPerfetto_thenTheyAreNested() throws IOException {
    Path file = folder.resolve("trace.json");
    Samples.many(200, 4).writeTrace(file);

    Map<String, Deque<Double>> stacks = new HashMap<>();
    int calls = 0;
    for (JsonNode event : JSON.readTree(file.toFile()).get("traceEvents")) {
      if (event.get("ph").asText().equals("X")) {
        Deque<Double> ends =
            stacks.computeIfAbsent(event.get("tid").toString(), key -> new ArrayDeque<>());
        double begin = event.get("ts").asDouble();
        double end = begin + event.get("dur").asDouble();
        while (!ends.isEmpty() && ends.peek() <= begin) {
          ends.pop();
        }
        assertThat(ends.isEmpty() || end <= ends.peek() + 0.0015).isTrue();
        ends.push(end);
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(400);
  }

  @Test
  void givenNamesThatAreMarkup_whenDrawn_thenTheDrawingIsXml() throws Exception {
    Path file = folder.resolve("picture.svg");
    nasty().writePicture(file);

    Document drawing =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(drawing.getElementsByTagName("script").getLength()).isZero();
    assertThat(drawing.getElementsByTagName("rect").getLength()).isPositive();
  }

  @Test
  void givenTooManyOperations_whenDrawn_thenItSaysWhatToDo() {
    Timeline many = Samples.many(60, 2);

    assertThatThrownBy(() -> many.writePicture(folder.resolve("picture.svg")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("60 operations")
        .hasMessageContaining("write a page");
  }
}
