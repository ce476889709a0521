package dev.wsplab.fltmgr;

import static dev.wsplab.driver.Irql.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.operation.Violation;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FLT-90: each function at a level that is too high is reported, and does what it should. */
class WrongLevelTest {
  /**
   * One function.
   *
   * @param highest where it may be called
   * @param level where it is called here
   * @param does the call, and what it must have done all the same
   */
  record Call(String function, Irql highest, Irql level, Consumer<FltBench> does) {
    @Override
    public String toString() {
      return function + " at " + level;
    }
  }

  private static void at(FltBench bench, Irql level, Runnable call) {
    Irql before = bench.flt.keSetIrql(level);
    try {
      call.run();
    } finally {
      bench.flt.keSetIrql(before);
    }
  }

  /** Calls with data of a read that nobody has sent, and frees them. */
  private static Call with(
      String function, Irql highest, Irql level, BiConsumer<FltBench, FltCallbackData> does) {
    return new Call(
        function,
        highest,
        level,
        bench -> {
          FltCallbackData data = bench.read(0, 4);
          at(bench, level, () -> does.accept(bench, data));
          if (data.state() != CallbackDataState.FREED) {
            bench.flt.fltFreeCallbackData(data);
          }
        });
  }

  /** Calls with data of a read that a filter at 200000 has pended before the operation. */
  private static Call pended(Irql highest, Irql level, int status) {
    return new Call(
        "FltCompletePendedPreOperation",
        highest,
        level,
        bench -> {
          bench.at("200000", Bug.returns(FLT_PREOP_PENDING), FltBench::finished);
          FltCallbackData data = bench.read(0, 4);
          bench.perform(data);
          at(bench, level, () -> bench.flt.fltCompletePendedPreOperation(data, status, null));
          assertThat(bench.told).hasSize(1);
          bench.flt.fltFreeCallbackData(data);
        });
  }

  static Stream<Call> calls() {
    return Stream.of(
        new Call(
            "FltAllocateCallbackData",
            APC_LEVEL,
            DISPATCH_LEVEL,
            bench ->
                at(bench, DISPATCH_LEVEL, () -> bench.flt.fltFreeCallbackData(bench.read(0, 4)))),
        with(
            "FltReuseCallbackData",
            APC_LEVEL,
            DISPATCH_LEVEL,
            (bench, data) -> {
              bench.flt.fltReuseCallbackData(data);
              assertThat(data.iopb().length()).isZero();
            }),
        with(
            "FltFreeCallbackData",
            DISPATCH_LEVEL,
            HIGH_LEVEL,
            (bench, data) -> {
              bench.flt.fltFreeCallbackData(data);
              assertThat(data.state()).isEqualTo(CallbackDataState.FREED);
            }),
        with(
            "FltPerformAsynchronousIo",
            PASSIVE_LEVEL,
            APC_LEVEL,
            (bench, data) -> {
              assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
              assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
            }),
        with(
            "FltPerformSynchronousIo",
            PASSIVE_LEVEL,
            APC_LEVEL,
            (bench, data) -> {
              bench.flt.fltPerformSynchronousIo(data);
              assertThat(data.information()).isEqualTo(4);
            }),
        new Call(
            "FltReissueSynchronousIo",
            PASSIVE_LEVEL,
            APC_LEVEL,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.flt.fltPerformSynchronousIo(data);
              at(bench, APC_LEVEL, () -> bench.flt.fltReissueSynchronousIo(bench.instance, data));
              assertThat(bench.steps()).contains("fs");
              bench.flt.fltFreeCallbackData(data);
            }),
        pended(APC_LEVEL, DISPATCH_LEVEL, FLT_PREOP_SUCCESS_NO_CALLBACK),
        pended(APC_LEVEL, DISPATCH_LEVEL, FLT_PREOP_SUCCESS_WITH_CALLBACK),
        pended(DISPATCH_LEVEL, HIGH_LEVEL, FLT_PREOP_COMPLETE),
        new Call(
            "FltCompletePendedPostOperation",
            DISPATCH_LEVEL,
            HIGH_LEVEL,
            bench -> {
              bench.at(
                  "200000",
                  Bug.returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                  (data, objects, context, flags) -> {
                    bench.flt.fltQueueDeferredIoWorkItem(data, (of, with) -> {}, null);
                    return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
                  });
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              at(bench, HIGH_LEVEL, () -> bench.flt.fltCompletePendedPostOperation(data));
              assertThat(bench.told).hasSize(1);
              bench.flt.fltFreeCallbackData(data);
            }),
        with(
            "FltCancelIo",
            DISPATCH_LEVEL,
            HIGH_LEVEL,
            (bench, data) -> {
              bench.flt.fltCancelIo(data);
              assertThat(bench.flt.fltIsIoCanceled(data)).isTrue();
            }),
        with(
            "FltQueueDeferredIoWorkItem",
            DISPATCH_LEVEL,
            HIGH_LEVEL,
            (bench, data) ->
                assertThat(bench.flt.fltQueueDeferredIoWorkItem(data, (of, context) -> {}, null))
                    .isEqualTo(STATUS_SUCCESS)),
        new Call(
            "FltQueueGenericWorkItem",
            DISPATCH_LEVEL,
            HIGH_LEVEL,
            bench ->
                at(
                    bench,
                    HIGH_LEVEL,
                    () ->
                        assertThat(bench.flt.fltQueueGenericWorkItem(bench.instance, () -> {}))
                            .isEqualTo(STATUS_SUCCESS))),
        new Call(
            "FltCreateFile",
            PASSIVE_LEVEL,
            APC_LEVEL,
            bench ->
                at(
                    bench,
                    APC_LEVEL,
                    () ->
                        assertThat(
                                bench
                                    .flt
                                    .fltCreateFile(
                                        bench.volume,
                                        bench.instance,
                                        "none",
                                        FileCalls.FILE_OPEN,
                                        0)
                                    .status())
                            .isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND))));
  }

  /** FLT-90, FLT-35: only paging I/O may be at APC_LEVEL. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenApcLevel_whenAFileIsRead_thenOnlyPagingIoIsNotReported(boolean paging) {
    int flags = paging ? FileCalls.FLTFL_IO_OPERATION_PAGING : 0;
    try (FltBench bench = FltBench.inline()) {
      long to = bench.buffer.address();
      at(
          bench,
          APC_LEVEL,
          () ->
              assertThat(
                      bench
                          .flt
                          .fltReadFile(bench.instance, bench.file, 0L, 4, to, flags, null, null)
                          .bytes())
                  .isEqualTo(4));
      if (paging) {
        assertThat(bench.broken()).isEmpty();
      } else {
        Violation first = bench.manager.violations().get(0);
        assertThat(first.rule()).isEqualTo("FLT-90");
        assertThat(first.provider()).isEqualTo("initiator at 300000");
        assertThat(first.expected()).isEqualTo("FltReadFile at PASSIVE_LEVEL or lower");
      }
    }
  }

  /** FLT-90, FLT-11, FLT-16, FLT-18, FLT-28, FLT-34, FLT-43, FLT-46, FLT-57, FLT-75, FLT-102. */
  @ParameterizedTest
  @MethodSource("calls")
  void givenALevelThatIsTooHigh_whenCalled_thenReportedWithWhoAndTheCallGoesOn(Call call) {
    try (FltBench bench = FltBench.inline()) {
      call.does().accept(bench);
      bench.manager.scheduler().runAll();
      List<Violation> found = bench.manager.violations();
      assertThat(found).hasSize(1);
      assertThat(found.get(0).rule()).isEqualTo("FLT-90");
      assertThat(found.get(0).provider()).isEqualTo("initiator at 300000");
      assertThat(found.get(0).expected())
          .isEqualTo(call.function() + " at " + call.highest() + " or lower");
      assertThat(found.get(0).seen()).startsWith("at " + call.level());
    }
  }
}
