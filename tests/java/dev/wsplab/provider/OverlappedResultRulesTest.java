package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OverlappedResultRulesTest {
  private static final int PENDING = 0x103;
  private static final int RESET = 0xC000020D;

  private final Kernel kernel = Kernel.get();
  private final long owner = kernel.newOwner();
  private final OverlappedResultRules rules = new OverlappedResultRules(kernel.waits());
  private final OverlappedBlock block = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = block.overlapped();

  @AfterEach
  void close() {
    kernel.closeAll(owner);
    block.close();
  }

  private enum Event {
    NONE,
    NOT_AN_EVENT,
    SIGNALLED,
    NONSIGNALLED
  }

  /** One row of the decision table, whatever the columns with "–" hold. */
  private record Row(
      String name,
      int internal,
      boolean waits,
      Event event,
      int offsetHigh,
      OverlappedResult result) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int BYTES = 321;
  private static final int FLAGS = 0x8000;
  private static final OverlappedResult DONE = OverlappedResult.done(BYTES, FLAGS);
  private static final OverlappedResult INVALID_HANDLE =
      OverlappedResult.failed(WsaError.WSA_INVALID_HANDLE);

  static Stream<Row> table() {
    OverlappedResult custom = OverlappedResult.finishedWith(12345, FLAGS);
    OverlappedResult reset = OverlappedResult.finishedWith(10054, FLAGS);
    OverlappedResult unfinished = OverlappedResult.failed(WsaError.WSA_IO_INCOMPLETE);
    return Stream.of(
        new Row("row 3: finished", 0, false, Event.NONE, 0, DONE),
        new Row(
            "row 3: finished, waiting is not needed (GOR-8)", 0, true, Event.NONSIGNALLED, 0, DONE),
        new Row(
            "row 3: finished, not even a bad event counts", 0, true, Event.NOT_AN_EVENT, 0, DONE),
        new Row("row 3: an informational status (WIN-41)", 0x40000001, false, Event.NONE, 0, DONE),
        new Row("row 4: OffsetHigh wins (GOR-15)", RESET, false, Event.NONE, 12345, custom),
        new Row("row 4: OffsetHigh with a success status", 0, false, Event.NONE, 12345, custom),
        new Row("row 4: the status, read backwards (GOR-15)", RESET, false, Event.NONE, 0, reset),
        new Row(
            "row 4: a warning (WIN-40)",
            0x80000005,
            false,
            Event.NONE,
            0,
            OverlappedResult.finishedWith(10040, FLAGS)),
        new Row(
            "row 4: an unknown status (WIN-40)",
            0xC0AAAAAA,
            true,
            Event.NONE,
            0,
            OverlappedResult.finishedWith(10022, FLAGS)),
        new Row("row 5: pending", PENDING, false, Event.NONE, 0, unfinished),
        new Row(
            "row 5: pending, the event does not decide (WIN-34)",
            PENDING,
            false,
            Event.SIGNALLED,
            0,
            unfinished),
        new Row("row 6: nothing to wait for", PENDING, true, Event.NONE, 0, INVALID_HANDLE),
        new Row("row 7: not an event", PENDING, true, Event.NOT_AN_EVENT, 0, INVALID_HANDLE),
        new Row(
            "row 10: still pending after the wait (WIN-35)",
            PENDING,
            true,
            Event.SIGNALLED,
            0,
            DONE),
        new Row(
            "row 10: still pending, with an error (GOR-10)",
            PENDING,
            true,
            Event.SIGNALLED,
            12345,
            custom));
  }

  @ParameterizedTest
  @MethodSource("table")
  void givenRow_whenQueried_thenItsResult(Row row) {
    store(row.internal, row.event, row.offsetHigh);

    assertThat(rules.query(overlapped, row.waits)).isEqualTo(row.result);
    assertThat(rules.query(overlapped, row.waits)).as("repeatable (GOR-12)").isEqualTo(row.result);
  }

  private EventHandle store(int internal, Event kind, int offsetHigh) {
    EventHandle event =
        switch (kind) {
          case NONE -> EventHandle.NULL;
          case NOT_AN_EVENT -> new EventHandle(0x7FFF_FFF0L);
          case SIGNALLED -> kernel.events().create(owner, true, true);
          case NONSIGNALLED -> kernel.events().create(owner, true, false);
        };
    overlapped.storeEvent(event.value());
    overlapped.storeResult(offsetHigh, FLAGS);
    overlapped.publish(BYTES, internal);
    return event;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10014, 0, 0",
    "0x40000010, 10014, 0, 1",
    "0x4000000F, 0, 0, 0x8000",
    "0x40000011, 0, 0, 0x8001",
    "0xC000020D, 0, 10054, 0",
    "0xC000020D, 995, 10054, 0",
    "0xC007271A, 10010, 10022, 0"
  })
  void givenSystemHandle_whenQueried_thenTheStatusAloneTells_GOR_15(
      String internal, int offsetHigh, int error, String flags) {
    store(Long.decode(internal).intValue(), Event.NONE, offsetHigh);
    int expected = Integer.decode(flags);

    assertThat(OverlappedResultRules.ofSystem(kernel.waits()).query(overlapped, false))
        .isEqualTo(
            error == 0
                ? OverlappedResult.done(BYTES, expected)
                : OverlappedResult.finishedWith(error, expected));
  }

  @Test
  void givenNoStructure_whenQueried_thenInvalidArgument_row2() {
    assertThat(rules.query(null, true)).isEqualTo(OverlappedResult.failed(WsaError.WSAEINVAL));
  }

  @Test
  void givenUnreadableStructure_whenQueried_thenFault_row2() {
    assertThat(rules.query(Overlapped.at(0x10), true))
        .isEqualTo(OverlappedResult.failed(WsaError.WSAEFAULT));
  }

  @Test
  void givenPendingRequest_whenItSucceedsDuringTheWait_thenItsResult_row8() throws Exception {
    assertThat(waitThenComplete(0)).isEqualTo(OverlappedResult.done(7, 1));
  }

  @Test
  void givenPendingRequest_whenItFailsDuringTheWait_thenItsError_row9() throws Exception {
    assertThat(waitThenComplete(10053)).isEqualTo(OverlappedResult.finishedWith(10053, 1));
  }

  private OverlappedResult waitThenComplete(int error) throws Exception {
    EventHandle event = store(PENDING, Event.NONSIGNALLED, 0);
    // The low bit is no part of the handle (GOR-7).
    overlapped.storeEvent(event.value() | 1);
    FutureTask<OverlappedResult> query = waitingQuery();
    overlapped.storeResult(error, 1);
    overlapped.publish(7, error == 0 ? 0 : 0xC0000241);
    kernel.events().set(event);
    return query.get(10, TimeUnit.SECONDS);
  }

  private FutureTask<OverlappedResult> waitingQuery() {
    FutureTask<OverlappedResult> query = new FutureTask<>(() -> rules.query(overlapped, true));
    Thread thread = new Thread(query, "query");
    thread.setDaemon(true);
    thread.start();
    return query;
  }

  @Test
  void givenByteCountBeyond32Bits_whenQueried_thenItIsCut_GOR_11() {
    overlapped.publish(0x1_0000_0005L, 0);

    assertThat(rules.query(overlapped, false).bytes()).isEqualTo(5);
  }

  @Test
  void givenManualResetEvent_whenQueriedWithWait_thenItStaysSignalled_GOR_7() {
    EventHandle event = store(PENDING, Event.SIGNALLED, 0);

    rules.query(overlapped, true);

    assertThat(kernel.waits().waitForSingleObject(event, 0, false).returnValue()).isZero();
  }

  @Test
  void givenQueuedApc_whenQueryWaits_thenItDoesNotRun_GOR_14() {
    store(PENDING, Event.SIGNALLED, 0);
    AtomicInteger runs = new AtomicInteger();
    kernel.threads().queueApc(kernel.threads().current(), owner, runs::incrementAndGet);

    OverlappedResult result = rules.query(overlapped, true);

    assertThat(result).isEqualTo(DONE);
    assertThat(runs).hasValue(0);
    kernel.waits().sleepEx(0, true);
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenInterruptedThread_whenQueryWaits_thenTheExceptionPasses() {
    store(PENDING, Event.NONSIGNALLED, 0);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> rules.query(overlapped, true))
        .isInstanceOf(WaitInterruptedException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(overlapped.isPending()).isTrue();
  }

  @Test
  void givenStatuses_whenReadAsErrors_thenTheTableOfWin40() {
    List<int[]> rows =
        List.of(
            new int[] {0xC0000120, 995},
            new int[] {0xC000013B, 10053},
            new int[] {0xC0000241, 10053},
            new int[] {0xC000020F, 10053},
            new int[] {0xC000013C, 10054},
            new int[] {0xC000020C, 10054},
            new int[] {0xC000023F, 10054},
            new int[] {0xC00000B5, 10060},
            new int[] {0xC0000240, 10004},
            new int[] {0xC0000209, 10055},
            new int[] {0xC000023A, 10022},
            new int[] {0xC0000236, 10061},
            new int[] {0xC0000008, 10038},
            new int[] {0xC0000005, 10014},
            new int[] {0xC00000BB, 10045},
            new int[] {0xC0000237, 10101});

    assertThat(rows)
        .allSatisfy(row -> assertThat(OverlappedResultRules.errorOf(row[0], 0)).isEqualTo(row[1]));
  }
}
