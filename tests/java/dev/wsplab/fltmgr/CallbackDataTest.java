package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.driver.Irql;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callback data: members, and what allocate, reuse and free do (FLT-1 to FLT-22). */
class CallbackDataTest {
  /** FLT-1, FLT-2, FLT-3: native memory as fltKernel.h lays it out for 64 and 32 bits. */
  @Test
  void givenFilledInData_whenTheMemoryIsRead_thenEachMemberLiesWhereCLooks() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0x1_2345_6789L, 77);
      data.ioStatus(STATUS_END_OF_FILE, 5);
      data.filterContext(3, 99);
      Pointer at = new Pointer(data.address());
      int pointer = Native.POINTER_SIZE;
      Pointer iopb = at.getPointer(2L * pointer);
      assertThat(Pointer.nativeValue(iopb)).isEqualTo(data.iopb().address());
      assertThat(at.getInt(3L * pointer)).isEqualTo(STATUS_END_OF_FILE);
      assertThat(at.getNativeLong(4L * pointer).intValue()).isEqualTo(5);
      assertThat(at.getInt(9L * pointer)).isEqualTo(99);
      assertThat(iopb.getByte(4)).isEqualTo((byte) MajorFunction.IRP_MJ_READ);
      assertThat(Pointer.nativeValue(iopb.getPointer(8))).isEqualTo(bench.file.address());
      assertThat(Pointer.nativeValue(iopb.getPointer(8 + pointer)))
          .isEqualTo(bench.instance.address());
      long parameters = 8 + 2L * pointer;
      assertThat(iopb.getInt(parameters)).isEqualTo(77);
      assertThat(iopb.getLong(parameters + 2L * pointer)).isEqualTo(0x1_2345_6789L);
      assertThat(Pointer.nativeValue(iopb.getPointer(parameters + 2L * pointer + 8)))
          .isEqualTo(bench.buffer.address());
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-4, FLT-5, FLT-14. */
  @Test
  void givenFreshData_whenLookedAt_thenFileInstanceAndFlagsAreSetAndTheRestIsZero() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data =
          bench.flt.fltAllocateCallbackData(bench.instance, bench.file).orThrow();
      assertThat(data.flags())
          .isEqualTo(
              FltCallbackData.FLTFL_CALLBACK_DATA_IRP_OPERATION
                  | FltCallbackData.FLTFL_CALLBACK_DATA_GENERATED_IO);
      assertThat(data.thread()).isEqualTo(Thread.currentThread().getId());
      assertThat(data.iopb().targetFileObject()).isEqualTo(bench.file.address());
      assertThat(data.iopb().targetInstance()).isEqualTo(bench.instance.address());
      assertThat(data.iopb().majorFunction()).isZero();
      assertThat(data.iopb().length()).isZero();
      assertThat(data.requestorMode()).isZero();
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-5, FLT-6: I/O from above is not generated; only the dirty flag is a filter's to set. */
  @Test
  void givenIoFromAbove_whenAFilterSeesIt_thenItIsNotGeneratedAndDirtyIsCleared() {
    try (FltBench bench = FltBench.inline()) {
      List<Integer> flags = new ArrayList<>();
      FltPreOperation notes =
          (data, objects, context) -> {
            flags.add(data.flags());
            bench.flt.fltSetCallbackDataDirty(data);
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          };
      bench.at("200000", notes, null);
      bench.at("100000", notes, null);
      bench.userRead(1).send();
      int irp = FltCallbackData.FLTFL_CALLBACK_DATA_IRP_OPERATION;
      assertThat(flags).containsExactly(irp, irp);
    }
  }

  /** FLT-11. */
  @Test
  void givenNoMemory_whenAllocating_thenInsufficientResourcesAndNoData() {
    MemoryFaults first =
        (purpose, ordinal) -> purpose == MemoryFaults.Purpose.ALLOCATE && ordinal == 0;
    try (FltBench bench = FltBench.with(it -> it.memoryFaults(first), FsScript.inline())) {
      AllocateResult none = bench.flt.fltAllocateCallbackData(bench.instance, bench.file);
      assertThat(none.status()).isEqualTo(0xC000009A);
      assertThat(none.data()).isNull();
      assertThatThrownBy(none::orThrow)
          .isInstanceOf(FltException.class)
          .hasMessageContaining("STATUS_INSUFFICIENT_RESOURCES");
      FltCallbackData second =
          bench.flt.fltAllocateCallbackData(bench.instance, bench.file).orThrow();
      bench.flt.fltFreeCallbackData(second);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-18, FLT-20, FLT-22: never sent, they may be reused and freed, also at DISPATCH_LEVEL. */
  @Test
  void givenDataNeverSent_whenReusedAndFreedAtDispatchLevel_thenAccepted() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltReuseCallbackData(data);
      assertThat(data.iopb().length()).isZero();
      assertThat(data.state()).isEqualTo(CallbackDataState.ALLOCATED);
      Irql before = bench.flt.keSetIrql(Irql.DISPATCH_LEVEL);
      bench.flt.fltFreeCallbackData(data);
      bench.flt.keSetIrql(before);
      assertThat(data.state()).isEqualTo(CallbackDataState.FREED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-15: what the initiator fills in needs no dirty flag, nor does it after a reuse. */
  @Test
  void givenFilledInDataWithoutDirty_whenSentTwice_thenBothCount() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, 10, 2);
      bench.perform(data);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4", "STATUS_SUCCESS 2");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-108: their memory is not given out again while somebody may still look. */
  @Test
  void givenFreedData_whenOthersAreAllocated_thenTheyDoNotTakeItsMemory() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData freed = bench.read(0, 4);
      long address = freed.address();
      bench.flt.fltFreeCallbackData(freed);
      for (int i = 0; i < 100; i++) {
        FltCallbackData next = bench.read(0, 4);
        assertThat(next.address()).isNotEqualTo(address);
        bench.flt.fltFreeCallbackData(next);
      }
      assertThat(new Pointer(address).getInt(0)).isEqualTo(0xDDDDDDDD);
    }
  }

  /** FLT-21: with the switch a callback may reuse at DISPATCH_LEVEL. */
  @Test
  void givenReuseAllowedAtDispatchLevel_whenACallbackReusesThere_thenNothingIsReported() {
    try (FltBench bench =
        FltBench.with(
            it -> it.completionIrql(Irql.DISPATCH_LEVEL).reuseAtDispatchLevel(),
            FsScript.later())) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(
          data, (over, context) -> bench.flt.fltReuseCallbackData(over), null);
      bench.manager.scheduler().runAll();
      assertThat(data.information()).isZero();
      assertThat(bench.broken()).isEmpty();
      bench.flt.fltFreeCallbackData(data);
    }
  }
}
