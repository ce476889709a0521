package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.Guid;
import dev.wsplab.verifier.Verifier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What wrong calls give, and that they change nothing. */
class MisuseTest {
  /** FWX-74, with FWX-10: the table of HRESULTs. */
  @Test
  void givenBadArguments_whenCalled_thenEachGivesItsHresult() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      FwxOverlapped object = firewall.createOverlapped().orThrow();
      assertThat(object.setNotificationInterface(null, 1)).isEqualTo(HResult.FWX_E_INVALID_ARG);
      // Beyond every handle that Windows gives out: a small number may be one of the process.
      assertThat(firewall.hookToCompletionPort(0x7FFFFFFC)).isEqualTo(HResult.E_HANDLE);
      assertThat(firewall.postTaskCompletion(null, 1)).isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(firewall.queryInterface(Guid.random()).hresult()).isEqualTo(HResult.E_NOINTERFACE);
      assertThat(object.queryInterface(Guid.random()).hresult()).isEqualTo(HResult.E_NOINTERFACE);
      bench.service.files().closeHandle(bench.file);
      assertThat(firewall.hookToCompletionPort(bench.file)).isEqualTo(HResult.E_HANDLE);
      object.release();
    }
  }

  /** FWX-74: while an I/O is in flight the one who is told cannot change. */
  @Test
  void givenReadInFlight_whenTheNotificationIsSet_thenUnexpectedAndTheFirstIsTold() {
    try (Bench bench = Bench.manual()) {
      Notes first = new Notes();
      Notes second = new Notes();
      FwxOverlapped object = bench.object(first, 1);
      bench.read(object, 0, 10);
      assertThat(object.setNotificationInterface(second, 2)).isEqualTo(HResult.E_UNEXPECTED);
      assertThat(second.references()).isEqualTo(1);
      bench.runAll();
      assertThat(first.only().userData()).isEqualTo(1);
      assertThat(second.all()).isEmpty();
    }
  }

  /** FWX-74: a shutdown refuses what is new. */
  @Test
  void givenStoppedService_whenCalled_thenTerminating() {
    try (Bench bench = Bench.manual()) {
      bench.service.stop();
      FwxFirewall firewall = bench.service.firewall();
      assertThat(firewall.createOverlapped().hresult()).isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(firewall.hookToCompletionPort(bench.file)).isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(firewall.startHeavyBlockingOperation()).isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(firewall.postTaskCompletion(new Tasks(), 1)).isEqualTo(HResult.FWX_E_TERMINATING);
    }
  }

  /** FWX-74: memory that is short, by a limit. */
  @Test
  void givenLimitOfOne_whenASecondObjectIsMade_thenOutOfMemory() {
    try (Bench bench = new Bench(FwxService.builder().manualPump().overlappedLimit(1))) {
      FwxOverlapped first = bench.service.firewall().createOverlapped().orThrow();
      FwxResult<FwxOverlapped> second = bench.service.firewall().createOverlapped();
      assertThat(second.hresult().value()).isEqualTo(0x8007000E);
      assertThatIllegalStateException()
          .isThrownBy(second::orThrow)
          .withMessageContaining("E_OUTOFMEMORY (0x8007000E)");
      first.release();
      assertThat(bench.service.firewall().createOverlapped().hresult()).isEqualTo(HResult.S_OK);
    }
  }

  /** FWX-74a, with FWX-8: a record of the filter's own. */
  @Test
  void givenPrivateRecord_whenUsedOnAHookedHandle_thenRefusedAndReported() {
    try (Bench bench = Bench.manual();
        OverlappedBlock own = OverlappedBlock.allocate(1)) {
      assertThat(bench.service.files().readFile(bench.file, bench.buffer, 10, own.overlapped()))
          .isEqualTo(IssueResult.failed(87));
      assertThat(bench.rules()).containsExactly("FWX-8");
      assertThat(own.overlapped().isPending()).isFalse();
    }
  }

  /** FWX-74a: the codes of an issue, and which wins. */
  @Test
  void givenBadIssues_whenCalled_thenEachGivesItsWin32Code() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      FwxFiles files = bench.service.files();
      Overlapped record = Bench.at(object, 0);
      int writeOnly = bench.open(FileOptions.writing());
      assertThat(files.readFile(writeOnly, bench.buffer, 1, record).error()).isEqualTo(5);
      int plain = files.createFile(bench.content, FileOptions.reading().notOverlapped()).orThrow();
      assertThat(files.readFile(plain, bench.buffer, 1, record).error()).isEqualTo(87);
      assertThat(files.readFile(4711, bench.buffer, 1, record).error()).isEqualTo(6);
      record.storeOffsets(0, -1);
      assertThat(files.readFile(bench.file, bench.buffer, 1, record).error()).isEqualTo(87);
      files.closeHandle(bench.file);
      assertThat(files.readFile(bench.file, bench.buffer, 1, record).error()).isEqualTo(6);
      assertThat(files.closeHandle(bench.file).error()).isEqualTo(6);
      assertThat(files.cancelIoEx(bench.file, null).error()).isEqualTo(6);
      assertThat(files.setFileCompletionNotificationModes(writeOnly, 8).error()).isEqualTo(87);
      assertThat(bench.runAll()).isZero();
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
    }
  }

  /** FWX-74c: nobody is to be told. */
  @Test
  void givenObjectWithoutNotification_whenARead_thenItRunsAndIsReported() {
    try (Bench bench = Bench.manual()) {
      FwxOverlapped object = bench.service.firewall().createOverlapped().orThrow();
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.PENDING);
      assertThat(bench.runAll()).isZero();
      assertThat(bench.buffer.bytes(0, 10)).isEqualTo(Bench.TEN);
      assertThat(bench.rules()).containsExactly("FWX-74c");
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
    }
  }

  /** FWX-72: a released object names itself and the call. */
  @Test
  void givenReleasedObject_whenUsed_thenItThrowsWithTheCall() {
    try (Bench bench = Bench.manual()) {
      FwxOverlapped object = bench.service.firewall().createOverlapped().orThrow();
      assertThat(object.release()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(object::getOverlapped)
          .withMessageContaining("IFWXOverlapped #1::GetOverlapped")
          .withMessageContaining("FWX-72");
      assertThatIllegalStateException().isThrownBy(object::addRef);
      assertThatIllegalStateException().isThrownBy(object::release);
      Notes notes = new Notes();
      notes.release();
      assertThatIllegalStateException()
          .isThrownBy(notes::addRef)
          .withMessageContaining("notes::AddRef");
      assertThatIllegalStateException().isThrownBy(notes::release);
      assertThatIllegalStateException()
          .isThrownBy(() -> notes.queryInterface(InterfaceIds.UNKNOWN));
    }
  }

  /** FWX-91: the pump is refused in a callback, and so is stop. */
  @Test
  void givenCallback_whenItPumpsOrStops_thenRefused() {
    try (Bench bench = Bench.manual()) {
      AtomicReference<Throwable> pumped = new AtomicReference<>();
      AtomicReference<Throwable> stopped = new AtomicReference<>();
      Notes notes =
          new Notes(
              call -> {
                pumped.set(caught(() -> bench.service.pump().runOne()));
                stopped.set(caught(bench.service::stop));
              });
      bench.read(bench.object(notes, 1), 0, 10);
      bench.runAll();
      assertThat(pumped.get()).hasMessageContaining("FWX-91");
      assertThat(stopped.get()).hasMessageContaining("stop was called in a callback");
    }
    try (Bench bench = new Bench(FwxService.builder().workers(1))) {
      assertThatIllegalStateException()
          .isThrownBy(bench.service::pump)
          .withMessageContaining("manualPump()");
    }
  }

  private static Throwable caught(Runnable call) {
    try {
      call.run();
    } catch (IllegalStateException e) {
      return e;
    }
    throw new AssertionError("it was not refused");
  }

  /** Our own API: lengths and options that cannot be meant. */
  @Test
  void givenImpossibleArguments_whenCalled_thenTheyAreNamed() {
    try (Bench bench = Bench.manual();
        NativeBlock small = NativeBlock.allocate(4)) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> bench.service.files().readFile(bench.file, small, 5, Bench.at(object, 0)))
          .withMessageContaining("length=5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FileOptions(false, false, CreationDisposition.OPEN_EXISTING, true));
      assertThatIllegalArgumentException().isThrownBy(() -> FwxService.builder().workers(0));
      assertThatIllegalArgumentException().isThrownBy(() -> IoFault.error(997));
      assertThatIllegalArgumentException().isThrownBy(() -> IoFaultPlan.nth(0, IoFault.none()));
      assertThatIllegalArgumentException().isThrownBy(() -> IoFaultPlan.seeded(1, 101));
      assertThatIllegalArgumentException().isThrownBy(() -> MemoryFile.ofLimit(-1));
    }
  }

  /** FWX-8 with strict mode off: refused all the same, and nothing is kept. */
  @Test
  void givenStrictModeOff_whenRulesAreBroken_thenNothingIsReported() {
    try (Bench bench = new Bench(FwxService.builder().manualPump().verify(Verifier.Mode.OFF))) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.read(object, 0, 10);
      assertThat(bench.read(object, 0, 10).error()).isEqualTo(87);
      bench.runAll();
      assertThat(bench.rules()).isEmpty();
      assertThat(bench.service.recorder().events()).isEmpty();
    }
  }
}
