package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The acceptance scenarios of the sheet that need no threads of the service's own. */
class ScenarioTest {
  /** FWX-S1, with FWX-21, FWX-22, FWX-25, FWX-28, FWX-51. */
  @Test
  void givenTenBytes_whenTenAreRead_thenOneCallbackInsideThePump() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 42);
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.PENDING);
      assertThat(notes.all()).as("not inside the issuing call").isEmpty();
      assertThat(bench.service.pump().runOne()).isTrue();
      assertThat(notes.only())
          .isEqualTo(new Notes.Call(true, 10, 0, object, 42, Thread.currentThread()));
      assertThat(bench.buffer.bytes(0, 10)).isEqualTo(Bench.TEN);
      assertThat(bench.runAll()).isZero();
    }
  }

  /** FWX-S2, with FWX-24. */
  @Test
  void givenTenBytes_whenAHundredAreRead_thenTenAndNoError() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 100);
      bench.runAll();
      assertThat(notes.only().success()).isTrue();
      assertThat(notes.only().bytes()).isEqualTo(10);
    }
  }

  /** FWX-S3, with FWX-23, FWX-39. */
  @Test
  void givenEndOfFileLater_whenReadingAtTheEnd_thenTheCallbackTellsIt() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      assertThat(bench.read(object, 10, 10)).isEqualTo(IssueResult.PENDING);
      bench.runAll();
      assertThat(notes.only())
          .isEqualTo(new Notes.Call(false, 0, 38, object, 1, Thread.currentThread()));
    }
  }

  /** FWX-S3b, with FWX-38, FWX-39. */
  @Test
  void givenEndOfFileAtIssue_whenReadingAtTheEnd_thenTheCallFailsAndNothingComes() {
    try (Bench bench = new Bench(FwxService.builder().manualPump().endOfFile(EndOfFile.AT_ISSUE))) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      assertThat(bench.read(object, 10, 10)).isEqualTo(IssueResult.failed(38));
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
      assertThat(bench.runAll()).isZero();
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.PENDING);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().bytes()).isEqualTo(10);
    }
  }

  /** FWX-S4, with FWX-36, FWX-54. */
  @Test
  void givenReadThatFinishesAtOnce_whenItReturnsTrue_thenTheCallbackStillComesOnce() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.atOnce()))) {
      Notes notes = new Notes();
      assertThat(bench.read(bench.object(notes, 1), 0, 10)).isEqualTo(IssueResult.TRUE);
      assertThat(notes.all()).isEmpty();
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().bytes()).isEqualTo(10);
      assertThat(bench.rules()).isEmpty();
    }
  }

  /** FWX-S5, with FWX-14, FWX-15, FWX-16. */
  @Test
  void givenOneNotificationObject_whenThreeRecordsComplete_thenEachValueComesWithItsOwn() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      List<FwxOverlapped> objects = new ArrayList<>();
      for (long value : new long[] {1, 2, Long.MIN_VALUE}) {
        objects.add(bench.object(notes, value));
      }
      objects.forEach(object -> bench.read(object, 0, 1));
      bench.runAll();
      assertThat(notes.all())
          .extracting(Notes.Call::userData)
          .containsExactly(1L, 2L, Long.MIN_VALUE);
      assertThat(notes.all()).extracting(Notes.Call::overlapped).isEqualTo(objects);
    }
  }

  /** FWX-S6, with FWX-74b. */
  @Test
  void givenHandleNeverHooked_whenAReadHasCompleted_thenNoCallbackAndAReport() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      int handle = bench.service.files().createFile(bench.content, FileOptions.reading()).orThrow();
      assertThat(bench.service.files().readFile(handle, bench.buffer, 10, Bench.at(object, 0)))
          .isEqualTo(IssueResult.PENDING);
      assertThat(bench.rules()).containsExactly("FWX-74b");
      assertThat(object.record().state()).isEqualTo(OverlappedState.SUCCEEDED);
      assertThat(object.record().internalHigh()).isEqualTo(10);
      assertThat(bench.runAll()).isZero();
      assertThat(notes.all()).isEmpty();
    }
  }

  /** FWX-S7, with FWX-11, FWX-33, FWX-74. */
  @Test
  void givenHookedHandle_whenHookedAgain_thenItFailsAndTheFirstHookWorks() {
    try (Bench bench = Bench.manual()) {
      HResult again = bench.service.firewall().hookToCompletionPort(bench.file);
      assertThat(again.value()).isEqualTo(0x80070057);
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      assertThat(bench.runAll()).isEqualTo(1);
    }
  }

  /** FWX-S8, with FWX-31, FWX-74. */
  @Test
  void givenHandleNotOverlapped_whenHooked_thenItFailsAndNothingChanges() {
    try (Bench bench = Bench.manual()) {
      FileOptions plain = FileOptions.reading().notOverlapped();
      int handle = bench.service.files().createFile(bench.content, plain).orThrow();
      for (int i = 0; i < 2; i++) {
        assertThat(bench.service.firewall().hookToCompletionPort(handle))
            .isEqualTo(HResult.E_INVALIDARG);
      }
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      bench.service.files().readFile(handle, bench.buffer, 4, Bench.at(object, 0));
      assertThat(bench.runAll()).as("it is not hooked: no packet of it comes").isZero();
      assertThat(notes.all()).isEmpty();
      assertThat(bench.service.files().closeHandle(handle)).isEqualTo(IssueResult.TRUE);
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.PENDING);
      assertThat(bench.runAll()).as("others are as they were").isEqualTo(1);
      assertThat(notes.only().bytes()).isEqualTo(10);
    }
  }

  /** FWX-S9, with FWX-34, FWX-74a. */
  @Test
  void givenRecordInFlight_whenASecondReadUsesIt_thenItFailsAndTheFirstCompletes() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, 10);
      assertThat(bench.read(object, 0, 4)).isEqualTo(IssueResult.failed(87));
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().bytes()).isEqualTo(10);
      assertThat(bench.rules()).containsExactly("FWX-34");
    }
  }

  /** FWX-S10, with FWX-20, FWX-29, FWX-48, FWX-52, FWX-53. */
  @Test
  void givenSequentialReader_whenAMebibyteIsRead_thenSixteenSuccessesAndTheEnd() {
    int step = 64 * 1024;
    byte[] data = Patterns.bytes(10, 16 * step);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    MemoryFile content = MemoryFile.of(data);
    try (Bench bench =
        new Bench(
            FwxService.builder().manualPump().verify(dev.wsplab.verifier.Verifier.Mode.FAIL),
            content)) {
      long[] position = {0};
      Notes notes =
          new Notes(
              call -> {
                position[0] += call.bytes();
                if (call.success()) {
                  seen.writeBytes(bench.buffer.bytes(0, call.bytes()));
                  bench.read(call.overlapped(), position[0], step);
                }
              });
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, step);
      assertThat(bench.runAll()).isEqualTo(17);
      assertThat(notes.all())
          .filteredOn(call -> call.success() && call.bytes() == step)
          .hasSize(16);
      assertThat(notes.all().get(16))
          .isEqualTo(new Notes.Call(false, 0, 38, object, 1, Thread.currentThread()));
      assertThat(seen.toByteArray()).as("each block once, in its place").isEqualTo(data);
      object.release();
      bench.service.files().closeHandle(bench.file);
    }
  }

  /** FWX-S11, with FWX-40, FWX-73, FWX-92. */
  @Test
  void givenHeldRead_whenTheHandleIsClosed_thenOneAbortedCallback() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 7);
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.PENDING);
      assertThat(bench.runAll()).isZero();
      assertThat(bench.service.files().closeHandle(bench.file)).isEqualTo(IssueResult.TRUE);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only())
          .isEqualTo(new Notes.Call(false, 0, 995, object, 7, Thread.currentThread()));
    }
  }

  /** FWX-S12, with FWX-26, FWX-27. */
  @Test
  void givenCallbackThatThrows_whenTheNextReadEnds_thenItIsCalledBackNormally() {
    RuntimeException thrown = new IllegalArgumentException("of the filter");
    try (Bench bench = Bench.manual()) {
      Notes bad =
          new Notes(
              call -> {
                throw thrown;
              });
      Notes good = new Notes();
      bench.read(bench.object(bad, 1), 0, 10);
      bench.read(bench.object(good, 2), 0, 10);
      assertThat(bench.runAll()).isEqualTo(2);
      assertThat(bench.service.faults()).containsExactly(thrown);
      assertThat(good.only().bytes()).isEqualTo(10);
      assertThat(bench.rules()).containsExactly("FWX-27");
      assertThat(bench.service.violations().get(0).seen())
          .contains("of the filter", "ScenarioTest.java:");
    }
  }

  /** FWX-S16, with FWX-68, FWX-69, FWX-71. */
  @Test
  void givenObjectReleasedAfterIssue_whenItEnds_thenTheCallbackGetsALiveOneAndAReport() {
    try (Bench bench = Bench.manual()) {
      Notes notes =
          new Notes(call -> assertThat(call.overlapped().getOverlapped().orThrow()).isNotNull());
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, 10);
      assertThat(object.release()).isEqualTo(1);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().overlapped()).isSameAs(object);
      assertThat(bench.service.faults()).isEmpty();
      assertThat(bench.rules()).containsExactly("FWX-71");
      assertThat(notes.references()).as("given back (FWX-69, FWX-70)").isEqualTo(1);
    }
  }

  /** FWX-S17, with FWX-91. */
  @Test
  void givenTwoCompletedReads_whenRunOneIsCalledOnce_thenOneCallbackHasRun() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      assertThat(bench.service.pump().runOne()).isTrue();
      assertThat(notes.all()).hasSize(1);
      assertThat(bench.runAll()).isEqualTo(1);
    }
  }

  /** FWX-S18, with FWX-84. */
  @Test
  void givenTwoHeldReads_whenTheServiceStops_thenBothAreAbortedBeforeStopReturns() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      bench.service.stop();
      assertThat(notes.all())
          .hasSize(2)
          .allSatisfy(
              call -> {
                assertThat(call.success()).isFalse();
                assertThat(call.bytes()).isZero();
                assertThat(call.error()).isEqualTo(995);
              });
      assertThat(bench.service.firewall().createOverlapped().hresult().value())
          .isEqualTo(0xC0040001);
    }
  }

  /** FWX-S19, with FWX-19, FWX-43. */
  @Test
  void givenSparseFile_whenFourKibibytesAreWrittenBelowEightGibibytes_thenTheyAreThere() {
    long position = (8L << 30) - 1;
    try (Bench bench = new Bench(FwxService.builder().manualPump(), MemoryFile.empty());
        NativeBlock data = NativeBlock.allocate(4096)) {
      byte[] pattern = Patterns.bytes(19, 4096);
      data.buffer().put(pattern);
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      bench.service.files().writeFile(bench.file, data, 4096, Bench.at(object, position));
      assertThat(object.record().offsetHigh()).isEqualTo(1);
      bench.runAll();
      assertThat(notes.only().success()).isTrue();
      assertThat(notes.only().bytes()).isEqualTo(4096);
      assertThat(bench.content.size()).isEqualTo(position + 4096);
      assertThat(bench.content.bytes(position, 4096)).isEqualTo(pattern);
      assertThat(bench.content.bytes(position - 8, 8)).containsOnly(0);
    }
  }

  /** FWX-S20, with FWX-38, FWX-74a. */
  @Test
  void givenReadOnlyHandle_whenWriteFails_thenNoCallbackComesAndTheObjectIsIdle() {
    try (Bench bench = Bench.manual()) {
      int handle = bench.open(FileOptions.reading());
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      assertThat(bench.service.files().writeFile(handle, bench.buffer, 10, Bench.at(object, 0)))
          .isEqualTo(IssueResult.failed(5));
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
      assertThat(bench.runAll()).isZero();
      assertThat(notes.all()).isEmpty();
    }
  }
}
