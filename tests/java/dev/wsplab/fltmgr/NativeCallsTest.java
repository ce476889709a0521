package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Pointer;
import dev.wsplab.driver.CallNumbers;
import dev.wsplab.driver.Irql;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.nativehost.Modules;
import java.io.IOException;
import java.nio.file.Files;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each function that a minifilter in C calls arrives, and its result comes back. */
@Timeout(120)
class NativeCallsTest {
  private static NativeMinifilter calls(FltBench bench) {
    return bench.manager.load(Modules.sample("minifilter_calls"));
  }

  private static int call(NativeMinifilter calls, String function, Object... arguments) {
    return calls.function(function).invokeInt(arguments);
  }

  /** Java's numbers of the functions are the header's. */
  @Test
  void givenHeader_whenCompared_thenItsNumbersAreThoseOfJava() throws IOException {
    assertThat(CallNumbers.of(NativeFunction.values()))
        .isEqualTo(CallNumbers.of("wsplab_flt_functions.h", "WSPLAB_FLT_FUNCTIONS"));
  }

  /** FLT-12, FLT-43, FLT-46, FLT-16. */
  @Test
  void givenSynchronousIoInC_whenReissuedAndReused_thenEachReadsItsPlace() {
    try (FltBench bench = FltBench.inline();
        NativeBlock room = NativeBlock.allocate(12)) {
      NativeMinifilter calls = calls(bench);
      FltInstance instance = calls.attach(bench.volume, "200000");
      assertThat(
              call(
                  calls,
                  "CallsSynchronous",
                  new Pointer(instance.address()),
                  new Pointer(bench.file.address()),
                  room.pointer()))
          .isEqualTo(STATUS_SUCCESS);
      assertThat(new String(room.bytes(0, 12))).isEqualTo("0123abcdklmn");
      calls.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-35: both forms; the position moves with the first only. */
  @Test
  void givenReadAndWriteFileInC_whenCalled_thenBytesAndPositionAreRight() throws IOException {
    try (FltBench bench = FltBench.with(it -> it.threads(2), FsScript.later());
        NativeBlock room = NativeBlock.copyOf("AB__".getBytes());
        NativeBlock count = NativeBlock.allocate(4)) {
      NativeMinifilter calls = calls(bench);
      FltInstance instance = calls.attach(bench.volume, "200000");
      assertThat(
              call(
                  calls,
                  "CallsFiles",
                  new Pointer(instance.address()),
                  new Pointer(bench.file.address()),
                  room.pointer(),
                  count.pointer()))
          .isEqualTo(STATUS_SUCCESS);
      assertThat(new String(room.bytes(0, 4))).isEqualTo("2345");
      assertThat(count.buffer().getInt(0)).isEqualTo(4);
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).startsWith("AB23");
      calls.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-79, FLT-79a, FLT-76: the cancel routine in C completes it, or its owner does. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenReadPendedInC_whenCancelledOrResumed_thenItEndsOnceAsItShould(boolean cancels) {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      calls.attach(bench.volume, "200000");
      calls.function("CallsPend").invokeVoid(new Object[] {1});
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      if (cancels) {
        assertThat(bench.flt.fltCancelIo(data)).isTrue();
        assertThat(call(calls, "CallsResume")).isEqualTo(0xC0000225);
        assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      } else {
        assertThat(call(calls, "CallsResume")).isEqualTo(STATUS_SUCCESS);
        assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
        assertThat(call(calls, "CallsSafeIrql")).isZero();
      }
      bench.flt.fltFreeCallbackData(data);
      calls.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-64, FLT-66: the safe part runs here, or in a worker thread that goes on afterwards. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HIGH_LEVEL")
  void givenSafeCompletionInC_whenCompletedAtALevel_thenItRunsWhereItMay(Irql level) {
    try (FltBench bench = FltBench.with(it -> it.completionIrql(level), FsScript.later())) {
      NativeMinifilter calls = calls(bench);
      calls.attach(bench.volume, "200000");
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.manager.scheduler().runOne()).isTrue();
      boolean here = level != Irql.DISPATCH_LEVEL;
      assertThat(bench.told).hasSize(here ? 1 : 0);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(call(calls, "CallsSafeIrql")).isEqualTo(here ? level.ordinal() : 0);
      bench.flt.fltFreeCallbackData(data);
      calls.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-63: what cannot be posted is refused, and the safe part never runs. */
  @Test
  void givenTopLevelIrp_whenSafeCompletionCannotBePosted_thenFalse() {
    try (FltBench bench =
        FltBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL), FsScript.later())) {
      NativeMinifilter calls = calls(bench);
      calls.attach(bench.volume, "200000");
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.flt.ioSetTopLevelIrp(1);
      bench.manager.scheduler().runAll();
      bench.flt.ioSetTopLevelIrp(0);
      assertThat(call(calls, "CallsSafeIrql")).isEqualTo(-1);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** Flags of a registration: paging I/O passes a filter that skips it. */
  @Test
  void givenSkipPagingIo_whenPagingIoPasses_thenTheModuleDoesNotSeeIt() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      calls.attach(bench.volume, "200000");
      calls.function("CallsPend").invokeVoid(new Object[] {1});
      FltCallbackData data = bench.read(0, 4);
      data.iopb().irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-38: events of both kinds, in memory of the module's. */
  @Test
  void givenEventsInC_whenWaitedFor_thenBothKindsDoWhatTheyShould() {
    try (FltBench bench = FltBench.inline()) {
      assertThat(call(calls(bench), "CallsEvents")).isEqualTo(12);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-103. */
  @Test
  void givenIrqlInC_whenRaisedAndLowered_thenTheThreadHasIt() {
    try (FltBench bench = FltBench.inline()) {
      assertThat(call(calls(bench), "CallsIrql")).isEqualTo(0x020);
      assertThat(bench.manager.functions().keGetCurrentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
    }
  }

  private static int queueWork(NativeMinifilter calls, @Nullable FltInstance instance, int early) {
    Pointer object = instance == null ? null : new Pointer(instance.address());
    return call(calls, "CallsQueueWork", object, early);
  }

  /** FLT-101: an unload runs the work items that are queued, of an instance and of the filter. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void givenWorkItemsInC_whenUnloaded_thenTheyRunFirst(int threads) {
    try (FltBench bench =
        FltBench.with(
            it -> threads == 0 ? it.manualScheduler() : it.threads(threads), FsScript.inline())) {
      NativeMinifilter calls = calls(bench);
      FltInstance instance = calls.attach(bench.volume, "200000");
      assertThat(queueWork(calls, instance, 0)).isEqualTo(STATUS_SUCCESS);
      assertThat(queueWork(calls, null, 0)).isEqualTo(STATUS_SUCCESS);
      calls.unload();
      assertThat(call(calls, "CallsWorkRan")).isEqualTo(2);
      assertThat(queueWork(calls, null, 0)).isEqualTo(STATUS_FLT_DELETING_OBJECT);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-85: a work item that is queued is not the module's to free. */
  @Test
  void givenQueuedWorkItem_whenFreed_thenReportedAndItRunsAllTheSame() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      assertThat(queueWork(calls, null, 1)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.broken()).containsExactly("FLT-85");
      bench.manager.scheduler().runAll();
      assertThat(call(calls, "CallsWorkRan")).isEqualTo(1);
      calls.unload();
      assertThat(bench.broken()).hasSize(1);
    }
  }

  /** FLT-101: work items that nobody freed are told at the unload. */
  @Test
  void givenWorkItemsThatAreLeft_whenUnloaded_thenTold() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      assertThat(call(calls, "CallsLeaveWork")).isEqualTo(2);
      calls.unload();
      assertThat(bench.manager.violations())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.rule()).isEqualTo("FLT-101");
                assertThat(it.seen()).isEqualTo("work items of its own: 2");
              });
    }
  }

  /** FLT-107. */
  @Test
  void givenNoPool_whenWorkItemsAreAllocatedInC_thenThereAreNone() {
    try (FltBench bench =
        FltBench.with(
            it -> it.memoryFaults((purpose, n) -> purpose == MemoryFaults.Purpose.POOL),
            FsScript.inline())) {
      NativeMinifilter calls = calls(bench);
      assertThat(call(calls, "CallsLeaveWork")).isZero();
      assertThat(queueWork(calls, null, 0)).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
      calls.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-85: a pointer that is none is reported, and the call fails. */
  @ParameterizedTest
  @CsvSource({
    "0, false",
    "1, false",
    "2, true",
    "3, true",
    "4, true",
    "5, true",
    "6, true",
    "7, true",
    "8, false",
    "9, false",
    "10, false",
    "11, false",
    "12, false",
    "13, true",
    "14, false",
    "15, false",
    "16, false",
    "17, true",
    "18, true",
    "19, true",
    "20, false",
    "21, true",
    "22, false",
    "23, false",
    "24, true",
    "25, true",
    "26, true",
    "27, false"
  })
  void givenBadPointerFromC_whenCalled_thenReportedAndRefused(int which, boolean hasStatus) {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      FltInstance instance = calls.attach(bench.volume, "200000");
      assertThat(call(calls, "CallsBadPointers", which, new Pointer(instance.address())))
          .isEqualTo(hasStatus ? STATUS_INVALID_PARAMETER : 0);
      assertThat(bench.broken()).containsExactly("FLT-85");
    }
  }

  /** FLT-51, FLT-101: setup, query and teardown callbacks, and a detach that lets go what waits. */
  @Test
  void givenInstances_whenAttachedDetachedAndUnloaded_thenTheModuleIsAskedAndTold() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter calls = calls(bench);
      FltInstance first = calls.attach(bench.volume, "200000");
      calls.attach(bench.volume, "210000");
      assertThatThrownBy(() -> calls.attach(bench.volume, "220000"))
          .isInstanceOf(FltException.class)
          .hasMessageContaining("InstanceSetup");
      calls.function("CallsPend").invokeVoid(new Object[] {1});
      assertThat(calls.detach(first)).isTrue();
      assertThat(call(calls, "CallsSeen", 0)).isEqualTo(3);
      assertThat(call(calls, "CallsSeen", 1)).isEqualTo(1);

      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      calls.unload();
      assertThat(bench.told)
          .as("let go by InstanceTeardownStart")
          .containsExactly("STATUS_SUCCESS 4");
      assertThat(call(calls, "CallsSeen", 2)).isEqualTo(2);
      assertThat(call(calls, "CallsSeen", 3)).isEqualTo(2);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
