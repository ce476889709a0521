package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens between the end of an I/O and its callback, and in which order. */
@Timeout(60)
class CompletionOrderTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long STATUS_PENDING = 0x103;

  @TempDir private Path folder;

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).as("in time").isTrue();
  }

  /**
   * FWX-88: the count is written before the status: where it cannot be written, the record stays
   * pending for ever, so that no poller takes a stale count for a result.
   */
  @Test
  void givenRecordWhoseCountCannotBeWritten_whenTheReadEnds_thenItsStatusStaysPending() {
    long pages = Pages.map(2);
    long second = pages + Pages.SIZE;
    Overlapped record = Overlapped.at(second - Native.POINTER_SIZE); // Internal on the first alone
    FwxServiceBuilder builder =
        FwxService.builder().manualPump().faults(IoFaultPlan.every(IoFault.held()));
    try (FwxService service = builder.build();
        NativeBlock room = NativeBlock.allocate(10)) {
      int handle =
          service.files().createFile(MemoryFile.of(Bench.TEN), FileOptions.reading()).orThrow();
      assertThat(service.files().readFile(handle, room, 10, record)).isEqualTo(IssueResult.PENDING);
      assertThat(record.internal()).isEqualTo(STATUS_PENDING);
      Pages.makeInaccessible(second);

      assertThat(service.startHeld()).isEqualTo(1);

      assertThat(room.bytes(0, 10)).as("it was carried out").isEqualTo(Bench.TEN);
      assertThat(record.internal()).isEqualTo(STATUS_PENDING);
      service.files().closeHandle(handle);
    } finally {
      Pages.unmap(pages);
      Pages.unmap(second);
    }
  }

  /** FWX-88: status and count stand in the record before the packet is queued. */
  @Test
  void givenRead_whenItsPacketIsAboutToBeQueued_thenItsRecordIsComplete() {
    List<String> seen = new ArrayList<>();
    List<Bench> made = new ArrayList<>();
    OperationListener looks =
        event -> {
          OperationEvent.Step step = event.step();
          if (step == OperationEvent.Step.COMPLETED || step == OperationEvent.Step.NOTIFIED) {
            Overlapped record = event.operation().overlapped();
            int queued = made.get(0).service.port().depth();
            seen.add(step + ": " + record.state() + ", " + record.internalHigh() + ", " + queued);
          }
        };
    try (Bench bench = new Bench(FwxService.builder().manualPump().listener(looks))) {
      made.add(bench);
      bench.read(bench.object(new Notes(), 1), 0, 10);
      assertThat(seen).containsExactly("COMPLETED: PENDING, 0, 0", "NOTIFIED: SUCCEEDED, 10, 0");
      assertThat(bench.service.port().depth()).isEqualTo(1);
      assertThat(bench.runAll()).isEqualTo(1);
    }
  }

  /**
   * FWX-85: a transfer of a real file ends in a thread of the system's or of the channel's, which
   * queues a packet and does nothing else: the filter is called when that is taken, in the thread
   * that takes it.
   */
  @Test
  void givenRealFile_whenTheTransferHasEnded_thenAPacketWaitsAndOnlyThePumpCalls()
      throws IOException {
    Path path = Files.write(folder.resolve("file"), Bench.TEN);
    try (FwxService service = FwxService.builder().manualPump().build();
        NativeBlock room = NativeBlock.allocate(10)) {
      int handle = service.files().createFile(path, FileOptions.reading()).orThrow();
      assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
      Notes notes = new Notes();
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      assertThat(service.files().readFile(handle, room, 10, Bench.at(object, 0)).accepted())
          .isTrue();
      await(() -> service.port().depth() == 1);
      assertThat(object.record().state()).isEqualTo(OverlappedState.SUCCEEDED);
      assertThat(notes.all()).as("the transfer is over, and nobody took its packet").isEmpty();
      assertThat(service.owed()).isEqualTo(1);

      assertThat(service.pump().runOne()).isTrue();

      assertThat(notes.only())
          .isEqualTo(new Notes.Call(true, 10, 0, object, 1, Thread.currentThread()));
      object.release();
      service.files().closeHandle(handle);
    }
  }

  /**
   * FWX-86: what a channel says becomes what a filter knows: -1 is (FALSE, 0, 38), a count is
   * (TRUE, count, 0), and a request for nothing is (TRUE, 0, 0), at the end of the file too.
   */
  @Test
  void givenChannel_whenReadWithinAtAndBeyondTheEnd_thenCountsAndTheEndAreTold()
      throws IOException {
    assumeTrue(!Platform.isWindows(), "files at a path are the system's own there");
    Path path = Files.write(folder.resolve("file"), Bench.TEN);
    try (FwxService service = FwxService.builder().manualPump().build();
        NativeBlock room = NativeBlock.allocate(100)) {
      int handle = service.files().createFile(path, FileOptions.reading()).orThrow();
      assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      assertThat(told(service, handle, object, room, 0, 10)).isEqualTo("TRUE, 10, 0");
      assertThat(told(service, handle, object, room, 7, 100)).isEqualTo("TRUE, 3, 0");
      assertThat(told(service, handle, object, room, 10, 1)).isEqualTo("FALSE, 0, 38");
      assertThat(told(service, handle, object, room, 1000, 1)).isEqualTo("FALSE, 0, 38");
      assertThat(told(service, handle, object, room, 5, 0)).isEqualTo("TRUE, 0, 0");
      assertThat(told(service, handle, object, room, 10, 0)).isEqualTo("TRUE, 0, 0");
      object.release();
      service.files().closeHandle(handle);
    }
  }

  private static String told(
      FwxService service,
      int handle,
      FwxOverlapped object,
      NativeBlock room,
      long position,
      int length) {
    Notes notes = new Notes();
    object.setNotificationInterface(notes, 1);
    service.files().readFile(handle, room, length, Bench.at(object, position));
    service.pump().runUntilIdle(SOON);
    Notes.Call call = notes.only();
    return (call.success() ? "TRUE, " : "FALSE, ") + call.bytes() + ", " + call.error();
  }

  /**
   * FWX-61, FWX-92: a packet that others are to overtake comes all the same when the callback that
   * is on its way waits for it.
   */
  @Test
  void givenCallbackInASectionThatWaitsForADelayedOne_whenNothingElseIsOnItsWay_thenItComes() {
    CountDownLatch second = new CountDownLatch(1);
    List<Boolean> came = new CopyOnWriteArrayList<>();
    FwxServiceBuilder builder =
        FwxService.builder().workers(2).faults(IoFaultPlan.nth(2, IoFault.delayed(1)));
    try (Bench bench = new Bench(builder)) {
      FwxFirewall firewall = bench.service.firewall();
      Notes notes =
          new Notes(
              call -> {
                if (call.userData() == 2) {
                  second.countDown();
                  return;
                }
                firewall.startHeavyBlockingOperation();
                came.add(cameWithin(second, SOON));
                firewall.endHeavyBlockingOperation();
              });
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);

      await(() -> !came.isEmpty() && bench.service.owed() == 0);
      assertThat(came).containsExactly(true);
    }
  }

  private static boolean cameWithin(CountDownLatch latch, Duration time) {
    try {
      return latch.await(time.toMillis() / 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** FWX-92: what is held is carried out later, so it cannot end with a planned error. */
  @Test
  void givenFaultThatHoldsAndFails_whenMade_thenRefused() {
    assertThatThrownBy(() -> new IoFault(5, false, 10, true, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hold with error=5");
    assertThatThrownBy(() -> new IoFault(0, true, 10, true, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
