package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a recording becomes. */
class ChartTest {
  private static final long SOCKET = 8;
  private static final long PORT = 12;
  private static final long CLIENTS = 0x1000;
  private static final long LAYERS = 0x2000;

  private final List<TraceEvent> events = new ArrayList<>();

  private void client(long nanos, String thread, String step, long operation, long port) {
    events.add(
        new TraceEvent(
            events.size() + 1,
            nanos,
            thread,
            "",
            step,
            "WSARecv",
            operation,
            SOCKET,
            CLIENTS + 0x100 * operation,
            0,
            5,
            "",
            port,
            null,
            List.of()));
  }

  private void provider(
      long nanos, String thread, String provider, String step, String function, long overlapped) {
    events.add(
        new TraceEvent(
            events.size() + 1,
            nanos,
            thread,
            provider,
            step,
            function,
            0,
            SOCKET,
            overlapped,
            0,
            0,
            "",
            0,
            null,
            List.of()));
  }

  private Chart chart() {
    return ChartBuilder.of(events, List.of(), List.of(), null);
  }

  private static List<Bar> bars(Chart chart, Bar.Kind kind) {
    return chart.bars().stream().filter(bar -> bar.kind() == kind).toList();
  }

  @Test
  void givenPacket_whenDrawn_thenItsWayLeadsFromTheCompletingThreadThroughThePort() {
    client(100, "app", "STARTED", 1, 0);
    client(200, "app", "PENDED", 1, 0);
    client(300, "net", "COMPLETED", 1, PORT);
    client(310, "net", "NOTIFIED", 1, PORT);
    client(500, "app", "DEQUEUED", 1, PORT);

    Chart chart = chart();

    assertThat(chart.lanes())
        .extracting(Lane::name)
        .containsExactly("socket 8", "port 12", "thread app", "thread net");
    assertThat(chart.length()).isEqualTo(400);
    Bar operation = bars(chart, Bar.Kind.OPERATION).get(0);
    assertThat(operation.begin()).isZero();
    assertThat(operation.end()).isEqualTo(400);
    assertThat(operation.isOpen()).isFalse();
    Bar packet = bars(chart, Bar.Kind.PACKET).get(0);
    assertThat(packet.lane()).isEqualTo(1);
    assertThat(packet.begin()).isEqualTo(200);
    assertThat(packet.end()).isEqualTo(400);
    assertThat(chart.arrows())
        .containsExactly(new Arrow(1, 3, 200, 1, 200), new Arrow(1, 1, 400, 2, 400));
    assertThat(chart.marks()).hasSize(5);
  }

  @Test
  void givenRoutine_whenDrawn_thenTheArrowLeadsToItsThread() {
    client(0, "app", "STARTED", 1, 0);
    client(10, "net", "COMPLETED", 1, 0);
    client(20, "net", "NOTIFIED", 1, 0);
    client(90, "app", "ROUTINE", 1, 0);

    Chart chart = chart();

    assertThat(bars(chart, Bar.Kind.OPERATION).get(0).end()).isEqualTo(90);
    assertThat(chart.arrows()).contains(new Arrow(1, 2, 10, 1, 90));
  }

  @Test
  void givenOperationsAtOnce_whenDrawn_thenTheyStandInRowsThatAreUsedAgain() {
    client(0, "app", "STARTED", 1, 0);
    client(10, "app", "STARTED", 2, 0);
    client(20, "net", "COMPLETED", 1, 0);
    client(30, "net", "NOTIFIED", 1, 0);
    client(40, "app", "STARTED", 3, 0);

    Chart chart = chart();

    assertThat(bars(chart, Bar.Kind.OPERATION)).extracting(Bar::row).containsExactly(0, 1, 0);
    assertThat(chart.lanes().get(0).rows()).isEqualTo(2);
    assertThat(bars(chart, Bar.Kind.OPERATION))
        .extracting(Bar::isOpen)
        .containsExactly(false, true, true);
  }

  @Test
  void givenLayerWithItsOwnStructure_whenDrawn_thenTheCallsBelowBelongToTheClientsOperation() {
    client(0, "app", "STARTED", 1, 0);
    provider(10, "app", "layer", "CALLED", "WSPRecv", CLIENTS + 0x100);
    provider(20, "app", "base", "CALLED", "WSPRecv", LAYERS);
    provider(30, "app", "base", "RETURNED", "WSPRecv", LAYERS);
    provider(40, "app", "layer", "RETURNED", "WSPRecv", CLIENTS + 0x100);
    provider(50, "net", "base", "FIELDS_WRITTEN", "WPUCompleteOverlappedRequest", LAYERS);
    provider(60, "net", "base", "PUBLISHED", "WPUCompleteOverlappedRequest", LAYERS);
    provider(70, "own", "layer", "CALLED", "WSPSend", LAYERS);
    provider(80, "own", "layer", "RETURNED", "WSPSend", LAYERS);

    Chart chart = chart();

    assertThat(bars(chart, Bar.Kind.CALL)).extracting(Bar::row).containsExactly(0, 1, 0);
    // After its end the structure is the layer's to use for something else.
    assertThat(bars(chart, Bar.Kind.CALL)).extracting(Bar::operation).containsExactly(1L, 1L, 0L);
    assertThat(bars(chart, Bar.Kind.COMPLETION)).extracting(Bar::operation).containsExactly(1L);
  }

  @Test
  void givenCallThatWasLeftWithoutAWord_whenTheOuterOneReturns_thenBothEnd() {
    provider(0, "app", "layer", "CALLED", "WSPRecv", 0);
    provider(10, "app", "base", "CALLED", "WSPRecv", 0);
    provider(50, "app", "layer", "RETURNED", "WSPRecv", 0);

    assertThat(bars(chart(), Bar.Kind.CALL)).extracting(Bar::end).containsExactly(50L, 50L);
  }

  @Test
  void givenRecordingThatHasForgottenTheBeginning_whenDrawn_thenTheRestIsThere() {
    provider(0, "app", "layer", "RETURNED", "WSPRecv", 0);
    client(10, "app", "DEQUEUED", 7, PORT);
    client(20, "app", "STARTED", 8, 0);

    assertThat(bars(chart(), Bar.Kind.OPERATION)).extracting(Bar::operation).containsExactly(8L);
  }

  @Test
  void givenNothing_whenDrawn_thenTheChartIsEmpty() {
    assertThat(chart().lanes()).isEmpty();
    assertThat(chart().length()).isEqualTo(1);
  }
}
