package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** References, records and what a callback may do. */
class LifetimeTest {
  /** FWX-1, FWX-2, FWX-4: objects are found by their interface ids, with a reference. */
  @Test
  void givenObjects_whenAskedForInterfaces_thenThoseTheyHaveWithAReference() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      for (dev.wsplab.spi.Guid id :
          List.of(InterfaceIds.UNKNOWN, InterfaceIds.FIREWALL, InterfaceIds.FIREWALL2)) {
        assertThat(firewall.queryInterface(id).orThrow()).isSameAs(firewall);
      }
      FwxOverlapped object = firewall.createOverlapped().orThrow();
      assertThat(object.queryInterface(InterfaceIds.OVERLAPPED).orThrow()).isSameAs(object);
      assertThat(object.filterReferences()).isEqualTo(2);
      object.release();
      object.release();
      Notes notes = new Notes();
      assertThat(notes.queryInterface(InterfaceIds.EXTERNAL_IO_COMPLETION).orThrow())
          .isSameAs(notes);
      assertThat(notes.queryInterface(InterfaceIds.OVERLAPPED).hresult().value())
          .isEqualTo(0x80004002);
      assertThat(notes.references()).isEqualTo(2);
    }
  }

  /** FWX-9, FWX-13, FWX-17, FWX-45: no handle is needed, and either order will do. */
  @Test
  void givenNewObject_whenTheRecordIsTakenFirst_thenItIsTheSameAndItWorks() {
    try (Bench bench = Bench.manual()) {
      FwxOverlapped object = bench.service.firewall().createOverlapped().orThrow();
      Overlapped record = object.getOverlapped().orThrow();
      Notes notes = new Notes();
      assertThat(object.setNotificationInterface(notes, 5)).isEqualTo(HResult.S_OK);
      assertThat(object.getOverlapped().orThrow()).isEqualTo(record);
      bench.service.files().readFile(bench.file, bench.buffer, 3, record);
      bench.runAll();
      assertThat(notes.only().userData()).isEqualTo(5);
    }
  }

  /** FWX-18, FWX-70: a later interface takes the place of the first, references move on. */
  @Test
  void givenIdleObject_whenTheNotificationIsReplaced_thenTheNewOneIsTold() {
    try (Bench bench = Bench.manual()) {
      Notes first = new Notes();
      Notes second = new Notes();
      FwxOverlapped object = bench.object(first, 1);
      assertThat(first.references()).isEqualTo(2);
      object.setNotificationInterface(second, 2);
      assertThat(first.references()).isEqualTo(1);
      assertThat(second.references()).isEqualTo(2);
      bench.read(object, 0, 1);
      bench.runAll();
      assertThat(first.all()).isEmpty();
      assertThat(second.only().userData()).isEqualTo(2);
      object.release();
      assertThat(second.references()).isEqualTo(1);
    }
  }

  /** FWX-67, FWX-68: the published sample gives up its reference in the callback. */
  @Test
  void givenSampleThatReleasesInTheCallback_whenItReturns_thenTheObjectIsGoneAndNothingReported() {
    try (Bench bench = Bench.manual()) {
      Notes notes =
          new Notes(
              call -> {
                call.overlapped().release();
                assertThat(call.overlapped().getOverlapped().orThrow()).isNotNull();
              });
      bench.read(bench.object(notes, 1), 0, 10);
      bench.runAll();
      assertThat(bench.service.faults()).isEmpty();
      assertThat(bench.rules()).isEmpty();
      assertThat(bench.service.objects().all()).isEmpty();
      assertThat(notes.references()).isEqualTo(1);
    }
  }

  /** FWX-29, FWX-53: in the body of the callback the object is idle, and may go on. */
  @Test
  void givenCallback_whenItLooksAtItsObject_thenIdleAndReusable() {
    try (Bench bench = Bench.manual()) {
      List<FwxOverlapped.State> seen = new ArrayList<>();
      Notes notes =
          new Notes(
              call -> {
                seen.add(call.overlapped().state());
                if (seen.size() == 1) {
                  bench.read(call.overlapped(), 5, 5);
                }
                seen.add(call.overlapped().state());
              });
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, 5);
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IN_FLIGHT);
      assertThat(bench.runAll()).isEqualTo(2);
      assertThat(seen)
          .containsExactly(
              FwxOverlapped.State.IDLE,
              FwxOverlapped.State.IN_FLIGHT,
              FwxOverlapped.State.IDLE,
              FwxOverlapped.State.IDLE);
    }
  }

  /** FWX-19, FWX-37: who polls the record sees pending, then count and status. */
  @Test
  void givenHeldRead_whenTheRecordIsPolled_thenPendingAndThenTheCount() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.read(object, 0, 10);
      assertThat(object.record().state()).isEqualTo(OverlappedState.PENDING);
      assertThat(bench.service.startHeld()).isEqualTo(1);
      assertThat(object.record().state()).isEqualTo(OverlappedState.SUCCEEDED);
      assertThat(object.record().internalHigh()).isEqualTo(10);
      assertThat(bench.runAll()).isEqualTo(1);
    }
  }

  /** FWX-20: the service leaves the offset alone. */
  @Test
  void givenReads_whenTheyEnd_thenTheOffsetIsAsTheFilterLeftIt() {
    try (Bench bench = Bench.manual()) {
      FwxOverlapped object = bench.object(new Notes(), 1);
      bench.read(object, 3, 4);
      bench.runAll();
      assertThat(object.record().offset()).isEqualTo(3);
      assertThat(object.record().offsetHigh()).isZero();
    }
  }

  /** FWX-32, FWX-57: many handles on one port; callbacks in the order of completion. */
  @Test
  void givenTwoHandlesAndAPlanThatDelays_whenReadsEnd_thenOthersOvertake() {
    try (Bench bench = Bench.manual(IoFaultPlan.nth(1, IoFault.delayed(2)))) {
      int second = bench.open(FileOptions.reading());
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 1);
      bench.read(bench.object(notes, 2), 0, 1);
      FwxOverlapped third = bench.object(notes, 3);
      bench.service.files().readFile(second, bench.buffer, 1, Bench.at(third, 0));
      bench.runAll();
      assertThat(notes.all()).extracting(Notes.Call::userData).containsExactly(2L, 3L, 1L);
    }
  }

  /** FWX-57: a delay does not hold a packet back that nothing overtakes. */
  @Test
  void givenOnlyOneRead_whenItIsDelayed_thenItComesAllTheSame() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.delayed(5)))) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 1);
      bench.read(bench.object(notes, 2), 0, 1);
      assertThat(bench.runAll()).isEqualTo(2);
    }
    try (Bench bench =
        new Bench(FwxService.builder().workers(2).faults(IoFaultPlan.every(IoFault.delayed(5))))) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 1);
      bench.read(bench.object(notes, 2), 0, 1);
      notes.next();
      notes.next();
    }
  }

  /** FWX-92: a short count, errors, later and at issue, a delay, and an order of another kind. */
  @Test
  void givenPlans_whenReadsAreIssued_thenEachMeetsItsFault() {
    IoFaultPlan plan =
        request ->
            switch ((int) request.ordinal()) {
              case 1 -> IoFault.shortCount(4);
              case 2 -> IoFault.error(1117);
              case 3 -> IoFault.errorAtIssue(112);
              case 4 -> IoFault.delayed(1);
              case 5 -> IoFault.held();
              default -> IoFault.none();
            };
    try (Bench bench = Bench.manual(plan)) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      assertThat(bench.read(bench.object(notes, 3), 0, 10)).isEqualTo(IssueResult.failed(112));
      for (int i = 4; i <= 6; i++) {
        bench.read(bench.object(notes, i), 0, i);
      }
      bench.runAll();
      assertThat(notes.all())
          .as("the sixth overtakes the fourth, the fifth is held back")
          .extracting(Notes.Call::userData)
          .containsExactly(1L, 2L, 6L, 4L);
      assertThat(notes.all()).extracting(Notes.Call::bytes).containsExactly(4, 0, 6, 4);
      assertThat(notes.all()).extracting(Notes.Call::error).containsExactly(0, 1117, 0, 0);
      assertThat(bench.service.startHeld()).isEqualTo(1);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.all().get(4).userData()).isEqualTo(5);
    }
  }

  /** FWX-28, FWX-36, FWX-41: the two ways to have no packet. */
  @Test
  void givenSkipOnSuccessOrTheLowBit_whenReadsEnd_thenNoCallback() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.atOnce()))) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      bench.service.files().setFileCompletionNotificationModes(bench.file, 1);
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.TRUE);
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
      assertThat(bench.read(object, 10, 10))
          .as("a failure is queued")
          .isEqualTo(IssueResult.PENDING);
      assertThat(bench.runAll()).isEqualTo(1);
      object.record().storeEvent(1);
      assertThat(bench.read(object, 0, 4)).isEqualTo(IssueResult.TRUE);
      assertThat(bench.runAll()).isZero();
      assertThat(object.record().internalHigh()).isEqualTo(4);
      assertThat(object.state()).isEqualTo(FwxOverlapped.State.IDLE);
      assertThat(bench.service.owed()).isZero();
    }
  }

  /** FWX-73: a packet that is queued keeps its result. */
  @Test
  void givenEndedRead_whenTheHandleIsClosed_thenItsResultStays() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      bench.service.files().closeHandle(bench.file);
      bench.runAll();
      assertThat(notes.only().success()).isTrue();
      assertThat(notes.only().bytes()).isEqualTo(10);
    }
  }

  /** FWX-40: a cancelled read is called back. */
  @Test
  void givenHeldReads_whenOneIsCancelled_thenItAloneIsAborted() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      Notes notes = new Notes();
      FwxOverlapped first = bench.object(notes, 1);
      bench.read(first, 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      FwxFiles files = bench.service.files();
      assertThat(files.cancelIoEx(bench.file, first.record())).isEqualTo(IssueResult.TRUE);
      assertThat(files.cancelIoEx(bench.file, first.record()).error()).isEqualTo(1168);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().error()).isEqualTo(995);
      assertThat(notes.only().userData()).isEqualTo(1);
    }
  }

  /** FWX-74d, FWX-87: a disk that is full, and memory that is none. */
  @Test
  void givenFullDiskAndBadMemory_whenTransferred_thenTheirErrors() {
    try (Bench bench = new Bench(FwxService.builder().manualPump(), MemoryFile.ofLimit(20))) {
      Notes notes = new Notes();
      bench.write(bench.object(notes, 1), 15, 10);
      bench.service.files().writeFile(bench.file, 16L, 10, Bench.at(bench.object(notes, 2), 0));
      bench.write(bench.object(notes, 3), 10, 10);
      bench.service.files().readFile(bench.file, 16L, 10, Bench.at(bench.object(notes, 4), 0));
      bench.runAll();
      assertThat(notes.all()).extracting(Notes.Call::error).containsExactly(112, 998, 0, 998);
      assertThat(bench.content.size()).isEqualTo(20);
    }
  }

  /** FWX-12: tasks come through the same port, in its order. */
  @Test
  void givenTasks_whenPosted_thenEachIsCalledOnceByThePump() {
    try (Bench bench = Bench.manual()) {
      Tasks tasks = new Tasks();
      assertThat(bench.service.firewall().postTaskCompletion(tasks, 1)).isEqualTo(HResult.S_OK);
      bench.service.firewall().postTaskCompletion(tasks, -2);
      assertThat(tasks.references()).isEqualTo(3);
      assertThat(tasks.values()).isEmpty();
      assertThat(bench.runAll()).isEqualTo(2);
      assertThat(tasks.values()).containsExactly(1L, -2L);
      assertThat(tasks.references()).isEqualTo(1);
    }
  }

  /** FWX-1: a filter is started with the service, and told of its end. */
  @Test
  void givenFilter_whenTheServiceStartsAndStops_thenInitAndShutdownAreCalled() {
    List<String> calls = new ArrayList<>();
    class Filter extends CountedObject implements FwxFilter {
      Filter() {
        super("filter", InterfaceIds.FILTER);
      }

      @Override
      public int filterInit(FwxFirewall firewall) {
        calls.add("init " + firewall);
        return HResult.S_OK.value();
      }

      @Override
      public int filterShutdown() {
        calls.add("shutdown");
        return HResult.S_OK.value();
      }
    }
    Filter filter = new Filter();
    try (FwxService service = FwxService.builder().workers(1).verify(Verifier.Mode.FAIL).build()) {
      assertThat(service.start(filter)).isZero();
      assertThat(filter.references()).isEqualTo(2);
    }
    assertThat(calls).containsExactly("init IFWXFirewall2", "shutdown");
    assertThat(filter.references()).isEqualTo(1);
  }

  /** FWX-19: the event of the record is set. */
  @Test
  void givenEventInTheRecord_whenTheReadEnds_thenItIsSet() {
    dev.wsplab.kernel.Kernel kernel = dev.wsplab.kernel.Kernel.get();
    long owner = kernel.newOwner();
    try (Bench bench = Bench.manual()) {
      assertThat(bench.file).isPositive();
      dev.wsplab.kernel.EventHandle event = kernel.events().create(owner, true, true);
      FwxOverlapped object = bench.object(new Notes(), 1);
      object.record().storeEvent(event.value());
      bench.read(object, 0, 10);
      bench.runAll();
      assertThat(kernel.waits().waitForSingleObject(event, 0, false).signalled()).isTrue();
    } finally {
      kernel.closeAll(owner);
    }
  }

  /** FWX-93: a handle that the filter closes when it hears 995 is not left behind. */
  @Test
  void givenFilterThatClosesWhenAborted_whenTheServiceStops_thenNothingIsLeftBehind() {
    MemoryFile content = MemoryFile.of(Bench.TEN);
    List<IssueResult> closed = new ArrayList<>();
    try (FwxService service =
            FwxService.builder()
                .manualPump()
                .verify(Verifier.Mode.FAIL)
                .faults(IoFaultPlan.every(IoFault.held()))
                .build();
        dev.wsplab.kernel.NativeBlock room = dev.wsplab.kernel.NativeBlock.allocate(10)) {
      int file = service.files().createFile(content, FileOptions.reading()).orThrow();
      service.firewall().hookToCompletionPort(file);
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(
          new Notes(
              call -> {
                assertThat(call.error()).isEqualTo(995);
                closed.add(service.files().closeHandle(file));
                closed.add(service.files().closeHandle(file));
                call.overlapped().release();
              }),
          1);
      service.files().readFile(file, room, 10, Bench.at(object, 0));
      service.stop();
      assertThat(closed).containsExactly(IssueResult.TRUE, IssueResult.failed(6));
      assertThat(service.violations()).isEmpty();
    }
  }
}
