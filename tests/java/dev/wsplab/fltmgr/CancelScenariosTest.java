package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import org.junit.jupiter.api.Test;

/**
 * The acceptance scenarios of the sheet on the Filter Manager, FLT-S16 to FLT-S20, and cancelling.
 */
class CancelScenariosTest {
  private static FsScript reads(FsAction action) {
    return io -> io.majorFunction() == MajorFunction.IRP_MJ_READ ? action : FsAction.inline();
  }

  /** FLT-S16, FLT-76, FLT-78. */
  @Test
  void givenCancelRoutineThatQueues_whenCancelledTwice_thenTrueThenFalseAndOneCallback() {
    try (FltBench bench =
        FltBench.with(it -> it, reads(FsAction.untilCancelled().cancelledLater()))) {
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.flt.fltCancelIo(data)).isTrue();
      assertThat(bench.told).isEmpty();
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      assertThat(data.ioStatus()).isEqualTo(0xC0000120);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-S16. */
  @Test
  void givenCancelRoutineThatCompletesAtOnce_whenCancelled_thenTheCallbackRanBeforeTheReturn() {
    try (FltBench bench = FltBench.with(it -> it, reads(FsAction.untilCancelled()))) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltCancelIo(data)).isTrue();
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S17, FLT-77. */
  @Test
  void givenNoCancelRoutine_whenCancelled_thenFalseAndItFinishesNormally() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      assertThat(bench.flt.fltIsIoCanceled(data)).isTrue();
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-75: on data that were not sent, the next perform ends cancelled. */
  @Test
  void givenDataNotSent_whenCancelled_thenFalseAndTheNextPerformEndsCancelled() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      bench.perform(data);
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, 0, 4);
      bench.perform(data);
      assertThat(bench.told).endsWith("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-80. */
  @Test
  void givenCompletedIo_whenCancelled_thenReported() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      assertThat(bench.broken()).containsExactly("FLT-80");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-79: a pending filter's own routine. */
  @Test
  void givenPendingFilterWithARoutine_whenCancelled_thenItsRoutineCompletesTheOperation() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltSetCancelCompletion(
                data,
                canceled -> {
                  canceled.ioStatus(STATUS_CANCELLED, 0);
                  bench.flt.fltCompletePendedPreOperation(
                      canceled, FltPreOperation.FLT_PREOP_COMPLETE, null);
                });
            return FltPreOperation.FLT_PREOP_PENDING;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.flt.fltCancelIo(data)).isTrue();
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-79a, FLT-77: who clears the routine owns the operation; below, the cancel bit counts. */
  @Test
  void givenPendingFilter_whenItClearsItsRoutine_thenOneOfBothCompletes() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltSetCancelCompletion(data, canceled -> bench.told.add("cancel routine"));
            return FltPreOperation.FLT_PREOP_PENDING;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltClearCancelCompletion(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.flt.fltClearCancelCompletion(data)).isEqualTo(STATUS_CANCELLED);
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      bench.flt.fltCompletePendedPreOperation(
          data, FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK, null);
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-79a: setting does not fail on what is cancelled, and its routine is never called. */
  @Test
  void givenCancelledRead_whenARoutineIsSetAfterwards_thenItIsNeverCalled() {
    try (FltBench bench = FltBench.inline()) {
      bench.at("200000", (data, objects, context) -> FltPreOperation.FLT_PREOP_PENDING, null);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltIsIoCanceled(data)).isFalse();
      assertThat(bench.flt.fltClearCancelCompletion(data))
          .as("none set")
          .isEqualTo(STATUS_CANCELLED);
      assertThat(bench.flt.fltCancelIo(data)).isFalse();
      assertThat(bench.flt.fltIsIoCanceled(data)).isTrue();
      assertThat(bench.flt.fltSetCancelCompletion(data, canceled -> bench.told.add("called")))
          .isEqualTo(STATUS_SUCCESS);
      assertThat(bench.flt.fltCancelIo(data)).as("cancelled before").isFalse();
      assertThat(bench.told).isEmpty();
      assertThat(bench.flt.fltClearCancelCompletion(data)).isEqualTo(STATUS_SUCCESS);
      bench.flt.fltCompletePendedPreOperation(
          data, FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK, null);
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-79a: while the cancel routine runs, who clears does not own the operation. */
  @Test
  void givenCancelUnderWay_whenItsOwnerClears_thenCancelledAndTheRoutineCompletesOnce() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltSetCancelCompletion(
                data,
                canceled -> {
                  assertThat(bench.flt.fltClearCancelCompletion(canceled))
                      .isEqualTo(STATUS_CANCELLED);
                  canceled.ioStatus(STATUS_CANCELLED, 0);
                  bench.flt.fltCompletePendedPreOperation(
                      canceled, FltPreOperation.FLT_PREOP_COMPLETE, null);
                });
            return FltPreOperation.FLT_PREOP_PENDING;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltCancelIo(data)).isTrue();
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-79: not for paging I/O, nor for what was never sent. */
  @Test
  void givenPagingIoOrDataNeverSent_whenARoutineIsSet_thenInvalidParameter() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.flt.fltSetCancelCompletion(data, canceled -> {}))
          .isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(bench.flt.fltClearCancelCompletion(data)).isEqualTo(STATUS_CANCELLED);
      bench.at(
          "200000",
          (of, objects, context) -> {
            bench.told.add(FltStatus.nameOf(bench.flt.fltSetCancelCompletion(of, canceled -> {})));
            return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      data.iopb().irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
      bench.perform(data);
      assertThat(bench.told).containsExactly("STATUS_INVALID_PARAMETER", "STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-S18, FLT-34, FLT-90. */
  @Test
  void givenApcLevel_whenReadingWithAndWithoutPagingIo_thenOnlyWithoutIsReported() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      Irql before = bench.flt.keSetIrql(Irql.APC_LEVEL);
      bench.perform(data);
      assertThat(bench.broken()).containsExactly("FLT-90");
      assertThat(bench.told).hasSize(1);
      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, 0, 4);
      data.iopb().irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
      bench.perform(data);
      assertThat(bench.broken()).containsExactly("FLT-90");
      assertThat(bench.told).hasSize(2);
      bench.flt.fltFreeCallbackData(data);
      bench.flt.keSetIrql(before);
    }
  }

  /** FLT-S19, FLT-68, FLT-69. */
  @Test
  void givenFastIoCode_whenSent_thenReportedInvalidParameterAndOneCallback() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      data.iopb().majorFunction(0xF3);
      assertThat(bench.perform(data)).isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(bench.told).containsExactly("STATUS_INVALID_PARAMETER 0");
      assertThat(bench.broken()).containsExactly("FLT-68");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S20, FLT-12, FLT-13, FLT-107. */
  @Test
  void givenNoMemoryForPerform_whenSentWithAndWithoutPreallocation_thenOnlyWithItGoesDown() {
    MemoryFaults perform = (purpose, ordinal) -> purpose == MemoryFaults.Purpose.PERFORM;
    try (FltBench bench = FltBench.with(it -> it.memoryFaults(perform), FsScript.inline())) {
      FltCallbackData all =
          bench.flt.fltAllocateCallbackDataEx(bench.instance, bench.file, true).orThrow();
      bench.fillRead(all, 0, 4);
      assertThat(bench.perform(all)).isEqualTo(STATUS_SUCCESS);
      FltCallbackData some = bench.read(0, 4);
      assertThat(bench.perform(some)).isEqualTo(0xC000009A);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4", "STATUS_INSUFFICIENT_RESOURCES 0");
      bench.flt.fltFreeCallbackData(all);
      bench.flt.fltFreeCallbackData(some);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
