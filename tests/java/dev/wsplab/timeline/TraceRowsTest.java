package dev.wsplab.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which bars of a lane share a row in a file for Perfetto. */
class TraceRowsTest {
  private static final int SOCKET = 0;
  private static final int PORT = 1;
  private static final int THREAD = 2;

  private static Bar bar(int lane, long begin, long end) {
    return new Bar(
        Bar.Kind.OPERATION,
        lane,
        0,
        begin,
        end,
        false,
        "WSARecv",
        "",
        "",
        1,
        8,
        0,
        0,
        0,
        null,
        List.of());
  }

  private static TraceRows rows(Bar... bars) {
    List<Lane> lanes =
        Stream.of(Lane.Kind.SOCKET, Lane.Kind.PORT, Lane.Kind.THREAD)
            .map(kind -> new Lane(kind, kind.name(), 1))
            .toList();
    return new TraceRows(new Chart(lanes, List.of(bars), List.of(), List.of(), List.of(), -1, 100));
  }

  private static List<Integer> ofBars(TraceRows rows, int count) {
    return IntStream.range(0, count).mapToObj(rows::ofBar).toList();
  }

  @Test
  void givenBarsThatOverlap_whenPlaced_thenEachHasTheUppermostRowThatIsFree() {
    TraceRows rows =
        rows(bar(SOCKET, 0, 30), bar(SOCKET, 10, 20), bar(SOCKET, 15, 40), bar(SOCKET, 20, 25));
    assertThat(ofBars(rows, 4)).containsExactly(0, 1, 2, 1);
    assertThat(rows.ofLane(SOCKET)).isEqualTo(3);
  }

  @Test
  void givenBarsThatWereToldInAnotherOrderThanTheyBegan_whenPlaced_thenTheirTimesCount() {
    TraceRows rows = rows(bar(SOCKET, 50, 60), bar(SOCKET, 0, 51), bar(SOCKET, 51, 55));
    assertThat(ofBars(rows, 3)).containsExactly(1, 0, 0);
  }

  @Test
  void givenBarsOfOtherLanes_whenPlaced_thenTheyDoNotCount() {
    TraceRows rows = rows(bar(SOCKET, 0, 30), bar(PORT, 0, 30), bar(PORT, 10, 20));
    assertThat(ofBars(rows, 3)).containsExactly(0, 0, 1);
    assertThat(IntStream.range(0, 3).map(rows::above)).containsExactly(0, 1, 3);
  }

  /** They lie inside one another, which a viewer shows one below the other. */
  @Test
  void givenCallsOfAThread_whenPlaced_thenAllAreInOneRow() {
    TraceRows rows = rows(bar(THREAD, 0, 30), bar(THREAD, 10, 20));
    assertThat(ofBars(rows, 2)).containsExactly(0, 0);
    assertThat(rows.ofLane(THREAD)).isEqualTo(1);
  }

  @Test
  void givenALaneWithoutBars_whenPlaced_thenItHasARowAllTheSame() {
    assertThat(rows().ofLane(SOCKET)).isEqualTo(1);
  }
}
