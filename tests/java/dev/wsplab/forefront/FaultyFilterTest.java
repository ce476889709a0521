package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters with the bugs of the sheet's section 14, and others: each is caught with its rule. */
@Timeout(60)
class FaultyFilterTest {
  private static final int STEP = 1000;

  private static FwxServiceBuilder strict() {
    return FwxService.builder().manualPump().verify(Verifier.Mode.REPORT);
  }

  private static MemoryFile content() {
    return MemoryFile.of(Patterns.bytes(1, 4 * STEP));
  }

  /** FWX-94: the next read is issued where TRUE returned. */
  @Test
  void givenFilterThatTakesTrueForDone_whenItReusesTheObject_thenCaught() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.atOnce()))) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      if (bench.read(object, 0, 5).returnValue()) {
        bench.read(object, 5, 5);
      }
      bench.runAll();
      assertThat(bench.rules())
          .as("and the offset was changed under the first read")
          .containsExactly("FWX-94", "FWX-35");
    }
  }

  /** FWX-94: the buffer is freed, or the object released, where TRUE returned. */
  @Test
  void givenFilterThatTakesTrueForDone_whenItFreesWhatTheReadUses_thenCaught() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.atOnce()))) {
      NativeBlock own = NativeBlock.allocate(10);
      FwxOverlapped object = bench.object(new Notes(), 1);
      assertThat(bench.service.files().readFile(bench.file, own, 10, Bench.at(object, 0)))
          .isEqualTo(IssueResult.TRUE);
      own.close();
      object.release();
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-94", "FWX-94");
    }
  }

  /** FWX-95: it believes to read the next block, and counts what it was given. */
  @Test
  void givenFilterThatForgetsTheOffset_whenItReadsOn_thenCaught() {
    assertThat(rulesOfReads(0, STEP, 0, STEP, 0, STEP)).containsExactly("FWX-95");
    assertThat(rulesOfReads(0, STEP, 0, STEP, 0, STEP, 0, STEP))
        .as("each further one is told, too")
        .containsExactly("FWX-95", "FWX-95");
    assertThat(rulesOfReads(0, STEP, STEP, STEP, STEP, STEP, STEP, STEP))
        .as("one that forgets it later")
        .containsExactly("FWX-95");
  }

  /** FWX-95 is about who never moves on: a range may be read again. */
  @Test
  void givenFilterThatReadsARangeAgain_whenItReadsOn_thenNothingIsReported() {
    assertThat(rulesOfReads(0, STEP, 0, STEP)).as("to compare").isEmpty();
    assertThat(rulesOfReads(0, STEP, 0, STEP, STEP, STEP, STEP, STEP, 2 * STEP, STEP))
        .as("each block twice")
        .isEmpty();
    assertThat(rulesOfReads(0, STEP, STEP, STEP, 0, STEP, STEP, STEP, 0, STEP))
        .as("to and fro")
        .isEmpty();
    assertThat(rulesOfReads(0, 4, 0, 16, 0, STEP, 0, STEP))
        .as("a header tells how much there is, and that how much more")
        .isEmpty();
  }

  /** What strict mode says of a filter that reads so, each in the callback of the last. */
  private static List<String> rulesOfReads(int... offsetsAndLengths) {
    try (Bench bench = new Bench(strict(), content())) {
      int[] next = {2};
      Notes notes =
          new Notes(
              call -> {
                int at = next[0];
                next[0] += 2;
                if (at < offsetsAndLengths.length) {
                  bench.read(call.overlapped(), offsetsAndLengths[at], offsetsAndLengths[at + 1]);
                }
              });
      bench.read(bench.object(notes, 1), offsetsAndLengths[0], offsetsAndLengths[1]);
      bench.runAll();
      return bench.rules();
    }
  }

  /** FWX-96. */
  @Test
  void givenFilterWithOneObjectForReadAndWrite_whenBothAreIssued_thenCaught() {
    try (Bench bench = Bench.manual()) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.read(object, 0, 10);
      assertThat(bench.write(object, 0, 10).error()).isEqualTo(87);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-96");
    }
  }

  /** FWX-97. */
  @Test
  void givenFilterThatFreesTheBufferAfterIssue_whenTheReadEnds_thenCaughtAndNothingCrashes() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      NativeBlock own = NativeBlock.allocate(10);
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.service.files().readFile(bench.file, own, 10, Bench.at(object, 0));
      own.close();
      bench.service.startHeld();
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-97");
    }
  }

  /** FWX-98. */
  @Test
  void givenFilterThatWaitsForZeroBytes_whenTheFileEnds_thenCaught() {
    try (Bench bench = new Bench(strict(), content())) {
      long[] position = {0};
      int[] calls = {0};
      Notes notes =
          new Notes(
              call -> {
                position[0] += call.bytes();
                boolean atEnd = call.success() && call.bytes() == 0;
                if (!atEnd && ++calls[0] < 7) {
                  bench.read(call.overlapped(), position[0], STEP);
                }
              });
      bench.read(bench.object(notes, 1), 0, STEP);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-98");
    }
  }

  /** FWX-99: a success is taken for a failure because of an error code that means nothing. */
  @Test
  void givenFilterThatLooksAtTheErrorOfASuccess_whenRunsAreCompared_thenCaught() {
    assertThat(UnspecifiedArguments.compare(FwxService::builder, FaultyFilterTest::readAll))
        .as("one that looks only at what counts")
        .isEmpty();
    assertThat(
            UnspecifiedArguments.compare(
                FwxService::builder, service -> read(service, call -> call.error() == 0)))
        .extracting(Violation::rule)
        .containsExactly("FWX-99");
  }

  /** FWX-99: the position moves by the byte count of a failure. */
  @Test
  void givenFilterThatAddsTheCountOfAFailure_whenItReadsOn_thenCaught() {
    try (Bench bench =
        new Bench(
            strict().unspecified(77, 1234).faults(IoFaultPlan.nth(1, IoFault.error(1117))),
            content())) {
      Notes notes =
          new Notes(
              call -> {
                if (!call.success()) {
                  bench.read(call.overlapped(), call.bytes(), STEP);
                }
              });
      bench.read(bench.object(notes, 1), 0, STEP);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-99");
    }
  }

  /** FWX-101: the third argument is taken for the count, as in the order of the socket's method. */
  @Test
  void givenFilterThatMixesTheOrders_whenItReadsOn_thenCaught() {
    try (Bench bench = new Bench(strict().unspecified(777, 0), content())) {
      Notes notes =
          new Notes(
              call -> {
                int swapped = call.error();
                if (call.overlapped().record().offset() == 0) {
                  bench.read(call.overlapped(), swapped, STEP);
                }
              });
      bench.read(bench.object(notes, 1), 0, STEP);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-101");
    }
  }

  /** FWX-100, with FWX-58. */
  @Test
  void givenFilterThatBlocksAllWorkers_whenAPacketWaits_thenCaught() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Bench bench =
        new Bench(
            FwxService.builder()
                .workers(1)
                .verify(Verifier.Mode.REPORT)
                .blockLimit(Duration.ofMillis(40)))) {
      Notes blocking = new Notes(call -> wait(release));
      bench.read(bench.object(blocking, 1), 0, 10);
      bench.read(bench.object(new Notes(), 2), 0, 10);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (bench.rules().isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      release.countDown();
      assertThat(bench.rules()).containsExactly("FWX-100");
    }
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** FWX-35, with FWX-89: the offset of the next read is set too early; this one is not harmed. */
  @Test
  void givenFilterThatMovesTheOffsetTooEarly_whenTheReadEnds_thenCaught() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 2, 4);
      object.record().storeOffsets(6, 0);
      bench.service.startHeld();
      bench.runAll();
      assertThat(new String(bench.buffer.bytes(0, 4), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("2345");
      assertThat(bench.rules()).containsExactly("FWX-35");
    }
  }

  /** FWX-90, with FWX-35. */
  @Test
  void givenFilterThatReusesTheBufferOfAWrite_whenItEnds_thenCaught() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.write(object, 0, 10);
      bench.buffer.buffer().put(3, (byte) 1);
      bench.service.startHeld();
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-90");
    }
  }

  /** FWX-26. */
  @Test
  void givenFilterThatReturnsAnError_whenCalledBack_thenCaughtWithItsName() {
    try (Bench bench = Bench.manual()) {
      FwxExternalIoCompletion failing = new Failing();
      bench.read(bench.object(failing, 1), 0, 10);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-26");
      assertThat(bench.service.violations().get(0).report())
          .contains("E_FAIL (0x80004005)")
          .contains("ReadFile");
    }
  }

  private static final class Failing extends CountedObject implements FwxExternalIoCompletion {
    Failing() {
      super("failing", InterfaceIds.EXTERNAL_IO_COMPLETION);
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped overlapped, long userData) {
      return HResult.E_FAIL.value();
    }
  }

  /** FWX-66. */
  @Test
  void givenFilterThatLeavesASectionOpen_whenTheCallbackReturns_thenClosedAndCaught() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      Notes notes = new Notes(call -> firewall.startHeavyBlockingOperation());
      bench.read(bench.object(notes, 1), 0, 10);
      bench.runAll();
      assertThat(bench.rules()).containsExactly("FWX-66");
      assertThat(firewall.endHeavyBlockingOperation()).isEqualTo(HResult.FWX_E_NOT_IN_BLOCKING_OP);
    }
  }

  /** FWX-68: what comes with the callback carries no reference. */
  @Test
  void givenFilterThatReleasesTwice_whenTheSecondHasNoReference_thenCaught() {
    try (Bench bench = Bench.manual()) {
      Notes notes =
          new Notes(
              call -> {
                call.overlapped().release(); // that of CreateOverlapped: legal
                call.overlapped().release();
              });
      bench.read(bench.object(notes, 1), 0, 10);
      bench.runAll();
      assertThat(bench.service.faults()).isEmpty();
      assertThat(bench.rules()).containsExactly("FWX-68");
    }
  }

  /** FWX-93, and how {@code FAIL} tells it. */
  @Test
  void givenFilterThatLeavesEverythingBehind_whenTheServiceCloses_thenItThrowsWhatIsLeft() {
    FwxService service =
        FwxService.builder()
            .manualPump()
            .verify(Verifier.Mode.FAIL)
            .faults(IoFaultPlan.every(IoFault.held()))
            .build();
    int handle =
        service.files().createFile(MemoryFile.of(Bench.TEN), FileOptions.reading()).orThrow();
    service.firewall().hookToCompletionPort(handle);
    service.firewall().createOverlapped().orThrow();
    assertThatThrownBy(service::close)
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FWX-93")
        .hasMessageContaining("was never closed")
        .hasMessageContaining("IFWXOverlapped #1 was never released: 1 references");
  }

  private static void readAll(FwxService service) {
    read(service, Notes.Call::success);
  }

  /** Reads a file to its end; goes on while the filter thinks that there is more. */
  private static void read(FwxService service, java.util.function.Predicate<Notes.Call> more) {
    FwxFiles files = service.files();
    int handle = files.createFile(content(), FileOptions.reading()).orThrow();
    service.firewall().hookToCompletionPort(handle);
    long[] position = {0};
    try (NativeBlock room = NativeBlock.allocate(STEP)) {
      Notes notes =
          new Notes(
              call -> {
                if (more.test(call)) {
                  position[0] += call.bytes();
                  files.readFile(handle, room, STEP, Bench.at(call.overlapped(), position[0]));
                }
              });
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 0);
      files.readFile(handle, room, STEP, Bench.at(object, 0));
      service.pump().runAll();
      object.release();
      files.closeHandle(handle);
    }
  }
}
