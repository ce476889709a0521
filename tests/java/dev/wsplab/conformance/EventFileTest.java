package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.commons.lang3.StringUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves behind of the scenario in which it ended. */
class EventFileTest {
  // On Windows a mapped file stays until it is no longer mapped.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private Path path;
  private EventFile file;

  @BeforeEach
  void makeFile() {
    path = folder.resolve("events.bin");
    file = new EventFile(path);
  }

  private static TraceEvent event(
      long sequence, String place, @Nullable OverlappedWords words, List<String> stack) {
    return new TraceEvent(
        sequence,
        -5 - sequence,
        "läuft",
        "java:Layer",
        "CALLED",
        "WSPRecv",
        7,
        0x1_0000_0004L,
        0x7fff_0000_1000L,
        10054,
        1L << 40,
        place,
        24,
        words,
        stack);
  }

  private static TraceEvent event(long sequence) {
    return event(sequence, "", null, List.of());
  }

  @Test
  void givenEvents_whenRead_thenAllOfThemIsThere() throws Exception {
    OverlappedWords words = new OverlappedWords(0x103, -1, -2, 3, 0xffff_ffff_ffffL);
    List<TraceEvent> events =
        List.of(
            event(1),
            event(2, "MyTest.sends(MyTest.java:12) < MyTest.main(MyTest.java:3)", words, List.of()),
            event(3, "", null, List.of("layer.so!recv+0x12", "layer.so!worker+0x1")));

    events.forEach(file::append);

    assertThat(EventFile.read(path).events()).isEqualTo(events);
  }

  @Test
  void givenBrokenRulesBetweenEvents_whenRead_thenBothAreThereInTheOrderOfTheirTimes()
      throws Exception {
    List<TracedViolation> broken =
        List.of(
            new TracedViolation(violation("WSP-IO-16"), -3, "läuft", 7, 24),
            new TracedViolation(violation("hang"), 4, "scenario", 0, 0));

    file.append(broken.get(1));
    file.append(event(1));
    file.append(broken.get(0));

    assertThat(EventFile.read(path)).isEqualTo(new EventFile.Left(List.of(event(1)), broken));
  }

  private static Violation violation(String rule) {
    return violation(rule, List.of("a line", "another"));
  }

  private static Violation violation(String rule, List<String> history) {
    return new Violation(rule, "java:Layer", "what", "expected", "seen", "remedy", history);
  }

  /** Three bytes for a character, and more lines than a half of the file has room for. */
  @Test
  void givenHistoryThatIsTooLong_whenRead_thenItsBeginningIsThereAndHowMuchIsNot()
      throws Exception {
    List<String> history = Collections.nCopies(100, StringUtils.repeat('\u20ac', 20_000));

    file.append(event(1));
    file.append(new TracedViolation(violation("WSP-IO-16", history), 1, "main", 7, 24));
    file.append(event(2));

    EventFile.Left left = EventFile.read(path);
    assertThat(left.events()).contains(event(2));
    assertThat(left.broken()).hasSize(1);
    List<String> read = left.broken().get(0).violation().history();
    assertThat(read).hasSizeGreaterThan(5).last().isEqualTo("... " + (101 - read.size()) + " more");
    assertThat(read.subList(0, read.size() - 1)).allMatch(history.get(0)::equals);
  }

  @Test
  void givenNoFileOrNoEvent_whenRead_thenThereAreNone() throws Exception {
    EventFile.Left nothing = new EventFile.Left(List.of(), List.of());
    assertThat(EventFile.read(folder.resolve("missing"))).isEqualTo(nothing);
    assertThat(EventFile.read(path)).isEqualTo(nothing);
  }

  @Test
  void givenAnotherScenario_whenRead_thenTheEventsOfTheFirstAreForgotten() throws Exception {
    LongStream.rangeClosed(1, 20_000).mapToObj(EventFileTest::event).forEach(file::append);

    file.clear();
    file.append(event(1));

    assertThat(EventFile.read(path).events()).containsExactly(event(1));
  }

  @Test
  void givenMoreEventsThanThereIsRoomFor_whenRead_thenTheLastHalfAtLeastIsThereInOrder()
      throws Exception {
    int told = 100_000;
    LongStream.rangeClosed(1, told).mapToObj(EventFileTest::event).forEach(file::append);

    List<TraceEvent> events = EventFile.read(path).events();

    long first = events.get(0).sequence();
    assertThat(events)
        .extracting(TraceEvent::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(first, told).boxed().toList());
    int eachAtMost = 200;
    assertThat(events.size()).isBetween(EventFile.HALF / eachAtMost, told - 1);
  }

  @Test
  void givenRecordWhoseLengthWasNeverWritten_whenRead_thenThoseBeforeItAreThere() throws Exception {
    file.append(event(1));
    int second = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder()).getInt(0);
    file.append(event(2));
    int at = Integer.BYTES + (second + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;

    for (int length : new int[] {0, -1, EventFile.HALF, Integer.MAX_VALUE}) {
      byte[] torn = Files.readAllBytes(path);
      ByteBuffer.wrap(torn).order(ByteOrder.nativeOrder()).putInt(at, length);
      Path copy = Files.write(folder.resolve("torn" + length), torn);

      assertThat(EventFile.read(copy).events()).as("length %d", length).containsExactly(event(1));
    }
  }

  @Test
  void givenThreadsThatTellAtOnce_whenRead_thenEachEventIsThereOnce() throws Exception {
    int threads = 4;
    int each = 1000;
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> tellers =
        LongStream.range(0, threads)
            .mapToObj(
                teller ->
                    new Thread(
                        () -> {
                          await(begin);
                          LongStream.range(0, each)
                              .mapToObj(i -> event(1 + teller * each + i))
                              .forEach(file::append);
                        }))
            .toList();
    tellers.forEach(Thread::start);
    begin.countDown();
    for (Thread teller : tellers) {
      teller.join();
    }

    assertThat(EventFile.read(path).events())
        .extracting(TraceEvent::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, threads * each).boxed().toList());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
