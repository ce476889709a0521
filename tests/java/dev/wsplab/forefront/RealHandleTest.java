package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Platform;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files at a path, hooked to the port: on Windows real handles on a real port, where the system
 * chooses whether a call ends at once. What it chooses and what is called back must fit together;
 * elsewhere the same is emulated.
 */
@Timeout(60)
class RealHandleTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static FwxServiceBuilder atOnce() {
    return FwxService.builder()
        .manualPump()
        .verify(Verifier.Mode.FAIL)
        .faults(IoFaultPlan.every(IoFault.atOnce())); // for emulated ones alone
  }

  private int hooked(FwxService service) throws IOException {
    Path path = Files.write(folder.resolve("ten"), Bench.TEN);
    int handle = service.files().createFile(path, FileOptions.readingAndWriting()).orThrow();
    assertThat(SystemStore.isAvailable()).as("a real handle").isEqualTo(Platform.isWindows());
    assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
    return handle;
  }

  private static FwxOverlapped object(FwxService service, Notes notes) {
    FwxOverlapped object = service.firewall().createOverlapped().orThrow();
    object.setNotificationInterface(notes, 1);
    return object;
  }

  private static void awaitEnd(Overlapped record) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (record.isPending() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(record.isPending()).as("still pending").isFalse();
  }

  /** FWX-28, FWX-36: TRUE calls nobody back, 997 calls once. */
  @Test
  void givenSkipOnSuccess_whenReadsEnd_thenThoseThatReturnedTrueCallNobody() throws IOException {
    try (NativeBlock room = NativeBlock.allocate(10);
        FwxService service = atOnce().build()) {
      int handle = hooked(service);
      assertThat(service.files().setFileCompletionNotificationModes(handle, 1))
          .isEqualTo(IssueResult.TRUE);
      Notes notes = new Notes();
      FwxOverlapped object = object(service, notes);
      int later = 0;
      for (int i = 0; i < 100; i++) {
        IssueResult issued = service.files().readFile(handle, room, 10, Bench.at(object, 0));
        assertThat(issued.accepted()).isTrue();
        later += issued.returnValue() ? 0 : 1;
        assertThat(object.state())
            .isEqualTo(
                issued.returnValue() ? FwxOverlapped.State.IDLE : FwxOverlapped.State.IN_FLIGHT);
        service.pump().runUntilIdle(SOON);
        assertThat(notes.all()).hasSize(later).allMatch(call -> call.bytes() == 10);
        assertThat(object.record().internalHigh()).isEqualTo(10);
        assertThat(room.bytes(0, 10)).isEqualTo(Bench.TEN);
        assertThat(service.owed()).isZero();
      }
      assertThat(later == 0 || Platform.isWindows()).as("emulated ones end at once").isTrue();
      object.release();
      service.files().closeHandle(handle);
    }
  }

  /** FWX-36: without that mode TRUE and 997 alike are called back once. */
  @Test
  void givenReadsThatMayEndAtOnce_whenTheyEnd_thenEachIsCalledBackOnce() throws IOException {
    try (NativeBlock room = NativeBlock.allocate(10);
        FwxService service = atOnce().build()) {
      int handle = hooked(service);
      Notes notes = new Notes();
      FwxOverlapped object = object(service, notes);
      for (int i = 1; i <= 100; i++) {
        assertThat(service.files().readFile(handle, room, 10, Bench.at(object, 0)).accepted())
            .isTrue();
        assertThat(notes.all()).as("never in the issuing call").hasSize(i - 1);
        service.pump().runUntilIdle(SOON);
        assertThat(notes.all()).hasSize(i);
      }
      object.release();
      service.files().closeHandle(handle);
    }
  }

  /** FWX-39: at issue without a callback, or later with one. */
  @Test
  void givenEndOfFile_whenItIsReadAt_thenToldOnceAndTheObjectIsIdle() throws IOException {
    for (EndOfFile where : EndOfFile.values()) {
      try (NativeBlock room = NativeBlock.allocate(10);
          FwxService service = atOnce().endOfFile(where).build()) {
        int handle = hooked(service);
        Notes notes = new Notes();
        FwxOverlapped object = object(service, notes);
        IssueResult issued = service.files().readFile(handle, room, 10, Bench.at(object, 10));
        service.pump().runUntilIdle(SOON);
        if (issued.accepted()) {
          assertThat(issued.returnValue()).as("never success").isFalse();
          assertThat(notes.only().success()).isFalse();
          assertThat(notes.only().error()).isEqualTo(38);
        } else {
          assertThat(issued.error()).isEqualTo(38);
          assertThat(notes.all()).isEmpty();
        }
        assertThat(issued.accepted() && !Platform.isWindows())
            .isEqualTo(where == EndOfFile.LATER && !Platform.isWindows());
        assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
        assertThat(service.owed()).isZero();
        int before = notes.all().size();
        service.files().readFile(handle, room, 10, Bench.at(object, 0));
        service.pump().runUntilIdle(SOON);
        assertThat(notes.all()).as("the object is good for the next one").hasSize(before + 1);
        object.release();
        service.files().closeHandle(handle);
      }
    }
  }

  /** FWX-41: the event is set, and nobody is called; afterwards the object is as before. */
  @Test
  void givenLowBitOfTheEvent_whenAReadEnds_thenTheEventIsSetAndNobodyIsCalled() throws IOException {
    Kernel kernel = Kernel.get();
    long owner = kernel.newOwner();
    try (NativeBlock room = NativeBlock.allocate(10);
        FwxService service = atOnce().build()) {
      int handle = hooked(service);
      Notes notes = new Notes();
      FwxOverlapped object = object(service, notes);
      EventHandle event = kernel.events().create(owner, true, false);
      object.record().storeEvent(event.value() | 1);
      assertThat(service.files().readFile(handle, room, 10, Bench.at(object, 0)).accepted())
          .isTrue();
      assertThat(kernel.waits().waitForSingleObject(event, 20_000, false).signalled()).isTrue();
      awaitEnd(object.record());
      assertThat(object.record().internalHigh()).isEqualTo(10);
      assertThat(service.pump().runUntilIdle(SOON)).as("packets").isZero();
      assertThat(notes.all()).isEmpty();
      object.record().storeEvent(0);
      assertThat(service.files().readFile(handle, room, 4, Bench.at(object, 0)).accepted())
          .isTrue();
      service.pump().runUntilIdle(SOON);
      assertThat(notes.only().bytes()).isEqualTo(4);
      object.release();
      service.files().closeHandle(handle);
    } finally {
      kernel.closeAll(owner);
    }
  }

  /**
   * FWX-71 is about I/O in flight: one that has ended without a packet (FWX-41) is not. {@code
   * FAIL} throws at the close what was reported.
   */
  @Test
  void givenReadEndedWithTheLowBitSet_whenTheObjectIsReleased_thenNothingIsReported()
      throws IOException {
    Kernel kernel = Kernel.get();
    long owner = kernel.newOwner();
    try (NativeBlock room = NativeBlock.allocate(10);
        FwxService service = atOnce().build()) {
      int handle = hooked(service);
      EventHandle event = kernel.events().create(owner, true, false);
      FwxOverlapped first = object(service, new Notes());
      first.record().storeEvent(event.value() | 1);
      assertThat(service.files().readFile(handle, room, 10, Bench.at(first, 0)).accepted())
          .isTrue();
      assertThat(kernel.waits().waitForSingleObject(event, 20_000, false).signalled()).isTrue();
      awaitEnd(first.record());
      assertThat(first.setNotificationInterface(new Notes(), 2))
          .as("it is not in flight (FWX-74)")
          .isEqualTo(HResult.S_OK);
      assertThat(first.release()).isZero();
      FwxOverlapped second = object(service, new Notes());
      second.record().storeEvent(event.value() | 1);
      assertThat(service.files().readFile(handle, room, 10, Bench.at(second, 0)).accepted())
          .isTrue();
      assertThat(kernel.waits().waitForSingleObject(event, 20_000, false).signalled()).isTrue();
      awaitEnd(second.record());
      assertThat(second.release()).as("nothing of the service's holds it").isZero();
      service.files().closeHandle(handle);
      assertThat(service.violations()).isEmpty();
    } finally {
      kernel.closeAll(owner);
    }
  }

  /** FWX-92, FWX-37: what a plan has held back is the system's own I/O once it starts. */
  @Test
  void givenHeldWrite_whenStarted_thenItIsCarriedOutAndCalledBack() throws IOException {
    try (NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        FwxService service =
            FwxService.builder()
                .manualPump()
                .verify(Verifier.Mode.FAIL)
                .faults(IoFaultPlan.every(IoFault.held()))
                .build()) {
      int handle = hooked(service);
      Notes notes = new Notes();
      FwxOverlapped object = object(service, notes);
      assertThat(service.files().writeFile(handle, data, 3, Bench.at(object, 2)))
          .isEqualTo(IssueResult.PENDING);
      assertThat(service.pump().runAll()).isZero();
      assertThat(service.startHeld()).isEqualTo(1);
      service.pump().runUntilIdle(SOON);
      assertThat(notes.only().bytes()).isEqualTo(3);
      object.release();
      service.files().closeHandle(handle);
    }
    assertThat(Files.readAllBytes(folder.resolve("ten")))
        .isEqualTo(new byte[] {'0', '1', 1, 2, 3, '5', '6', '7', '8', '9'});
  }
}
