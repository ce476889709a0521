package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drawing in the README: a receive through a layer, and a send for which the layer says twice
 * that it has finished. Its events are given, so that each run draws the same; {@code
 * -Dwsplab.tables.write=true} writes it anew.
 */
class PictureInDocsTest {
  private static final Path PICTURE = Path.of("docs", "timeline.svg");
  private static final String COMPLETE = "WPUCompleteOverlappedRequest";

  private final List<TraceEvent> events = new ArrayList<>();

  @TempDir Path folder;

  private void client(int micros, String thread, String step, String function, int operation) {
    boolean told = step.equals("COMPLETED") || step.equals("DEQUEUED");
    add(micros, thread, "", step, function, operation, 0x1000L * operation, told ? 16 : 0);
  }

  private void layer(int micros, String thread, String step, String function, long overlapped) {
    add(micros, thread, "MyLayer", step, function, 0, overlapped, 0);
  }

  private void base(int micros, String thread, String step, String function, long overlapped) {
    add(micros, thread, "base", step, function, 0, overlapped, 0);
  }

  private void add(
      int micros,
      String thread,
      String provider,
      String step,
      String function,
      int operation,
      long overlapped,
      int port) {
    events.add(
        new TraceEvent(
            events.size() + 1,
            micros * 1000L,
            thread,
            provider,
            step,
            function,
            operation,
            function.contains("Send") ? 12 : 8,
            overlapped,
            0,
            5,
            "",
            port,
            null,
            List.of()));
  }

  private Timeline story() {
    client(0, "main", "STARTED", "WSARecv", 1);
    layer(5, "main", "CALLED", "WSPRecv", 0x1000);
    base(25, "main", "CALLED", "WSPRecv", 0x5000);
    base(85, "main", "RETURNED", "WSPRecv", 0x5000);
    layer(105, "main", "RETURNED", "WSPRecv", 0x1000);
    client(110, "main", "PENDED", "WSARecv", 1);
    client(140, "main", "STARTED", "WSASend", 2);
    layer(145, "main", "CALLED", "WSPSend", 0x2000);
    base(165, "main", "CALLED", "WSPSend", 0x6000);
    base(225, "main", "RETURNED", "WSPSend", 0x6000);
    layer(245, "main", "RETURNED", "WSPSend", 0x2000);
    client(250, "main", "PENDED", "WSASend", 2);
    base(270, "network", "FIELDS_WRITTEN", COMPLETE, 0x5000);
    layer(285, "network", "FIELDS_WRITTEN", COMPLETE, 0x1000);
    client(310, "network", "COMPLETED", "WSARecv", 1);
    layer(345, "network", "PUBLISHED", COMPLETE, 0x1000);
    base(355, "network", "PUBLISHED", COMPLETE, 0x5000);
    client(385, "main", "DEQUEUED", "WSARecv", 1);
    base(400, "network", "FIELDS_WRITTEN", COMPLETE, 0x6000);
    layer(415, "network", "FIELDS_WRITTEN", COMPLETE, 0x2000);
    client(430, "network", "COMPLETED", "WSASend", 2);
    layer(465, "network", "PUBLISHED", COMPLETE, 0x2000);
    client(500, "main", "DEQUEUED", "WSASend", 2);
    layer(520, "network", "FIELDS_WRITTEN", COMPLETE, 0x2000);
    layer(570, "network", "PUBLISHED", COMPLETE, 0x2000);
    base(580, "network", "PUBLISHED", COMPLETE, 0x6000);
    Violation twice =
        new Violation("WPU-COMPLETE-18", "MyLayer", "completed twice", "", "", "", List.of());
    return Timeline.of(
        "A layer completes a send twice",
        events,
        List.of(new TracedViolation(twice, 525_000, "network", 2, 12)));
  }

  @Test
  void givenStory_whenDrawn_thenTheDocumentsHaveThisPicture() throws IOException {
    Path drawn = folder.resolve("timeline.svg");
    story().writePicture(drawn);

    if (Boolean.getBoolean("wsplab.tables.write")) {
      Files.copy(drawn, PICTURE, StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.readAllLines(PICTURE))
        .as("run with -Dwsplab.tables.write=true")
        .isEqualTo(Files.readAllLines(drawn));
  }
}
