package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.operation.ClientWait;
import dev.wsplab.operation.ClientWait.End;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's waits are bars, below the calls of providers in the same thread. */
class WaitBarsTest {
  @TempDir Path folder;

  private static TraceEvent call(long nanos, String step) {
    return new TraceEvent(
        nanos, nanos, "app", "p", step, "WSPSocket", 0, 0, 0, 0, 0, "", 0, null, List.of());
  }

  private static ClientWait wait(long since, long until, End end) {
    return new ClientWait("app", "SleepEx", List.of(), since, until, end);
  }

  private static Chart chart(ClientWait... waits) {
    List<TraceEvent> events = List.of(call(100, "CALLED"), call(200, "RETURNED"));
    return ChartBuilder.of(events, List.of(), List.of(waits), null);
  }

  private static List<Bar> bars(Chart chart) {
    return chart.bars().stream().filter(bar -> bar.kind() == Bar.Kind.WAIT).toList();
  }

  @Test
  void givenWaits_whenDrawn_thenTheyShareARowBelowTheCallsAndTheChartLastsUntilTheirEnd() {
    Chart chart = chart(wait(210, 300, End.RETURNED), wait(310, 400, End.TIMED_OUT));

    assertThat(chart.lanes()).singleElement().extracting(Lane::rows).isEqualTo(2);
    assertThat(bars(chart)).extracting(Bar::row).containsExactly(1, 1);
    assertThat(bars(chart)).extracting(Bar::begin).containsExactly(110L, 210L);
    assertThat(bars(chart)).extracting(Bar::end).containsExactly(200L, 300L);
    assertThat(bars(chart)).extracting(Bar::error).containsExactly(0, 258);
    assertThat(bars(chart)).extracting(Bar::isOpen).containsExactly(false, false);
    assertThat(chart.length()).isEqualTo(300);
  }

  @Test
  void givenWaitThatLasts_whenDrawn_thenItGoesOnToTheEnd() {
    Chart chart = chart(wait(150, 170, End.WAITING));

    assertThat(bars(chart)).singleElement().extracting(Bar::isOpen).isEqualTo(true);
    assertThat(bars(chart)).singleElement().extracting(Bar::end).isEqualTo(100L);
  }

  @Test
  void givenWaitsBeforeTheRecording_whenDrawn_thenTheyAreCutOrLeftOut() {
    Chart chart = chart(wait(10, 99, End.RETURNED), wait(20, 150, End.RETURNED));

    assertThat(bars(chart)).singleElement().extracting(Bar::begin).isEqualTo(0L);
    assertThat(bars(chart)).singleElement().extracting(Bar::end).isEqualTo(50L);
  }

  private String pageOf(Winsock winsock) throws IOException {
    Path page = folder.resolve("page.html");
    winsock.timeline("waits").writePage(page);
    return Files.readString(page);
  }

  private static Winsock watched() {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .watchClient()
        .record(1000)
        .stacks()
        .build();
  }

  @Test
  void givenClientThatWaits_whenItsPageIsWritten_thenItNamesEachWaitAndWhatItIsFor()
      throws IOException {
    try (Winsock winsock = watched();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        Event event = winsock.event()) {
      port.associate(pair.client().handle(), 1);
      assertThat(port.take(Duration.ofMillis(5))).isEmpty();
      winsock.kernel32().waitForSingleObjectEx(event.handle(), 5, false);
      winsock.kernel32().sleepEx(5, false);

      assertThat(pageOf(winsock))
          .contains("GetQueuedCompletionStatus port " + port.handle().value())
          .contains("WaitForSingleObjectEx event " + event.handle().value())
          .contains("\"SleepEx\"")
          .contains("WAIT_TIMEOUT");
    }
  }

  @Test
  void givenThreadThatStillWaits_whenThePageIsWritten_thenItsWaitIsThere() throws Exception {
    try (Winsock winsock = watched();
        SocketPair pair = winsock.connectedPair();
        Event event = winsock.event()) {
      Thread waiting = new Thread(() -> event.await(Duration.ofMinutes(1)), "waits for its event");
      waiting.start();
      String name = "WaitForSingleObjectEx event " + event.handle().value();
      String page = pageOf(winsock);
      while (!page.contains(name)) {
        Thread.onSpinWait();
        page = pageOf(winsock);
      }
      assertThat(page).contains("thread waits for its event");
      assertThat(pair.client().handle().value()).isNotZero();
      event.set();
      waiting.join();
    }
  }
}
