package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that are freed, another's, or sent before: each function says so, and does nothing. */
class FreedDataTest {
  /** One function on callback data, and what it gives for freed ones; null for nothing. */
  record Call(String function, Object gives, BiFunction<FltBench, FltCallbackData, Object> does) {
    @Override
    public String toString() {
      return function;
    }
  }

  private static Call nothing(
      String function, java.util.function.BiConsumer<FltBench, FltCallbackData> does) {
    return new Call(
        function,
        "",
        (bench, data) -> {
          does.accept(bench, data);
          return "";
        });
  }

  static Stream<Call> calls() {
    return Stream.of(
        nothing("FltReuseCallbackData", (bench, data) -> bench.flt.fltReuseCallbackData(data)),
        nothing(
            "FltPerformSynchronousIo", (bench, data) -> bench.flt.fltPerformSynchronousIo(data)),
        nothing(
            "FltReissueSynchronousIo",
            (bench, data) -> bench.flt.fltReissueSynchronousIo(bench.instance, data)),
        nothing(
            "FltSetCallbackDataDirty", (bench, data) -> bench.flt.fltSetCallbackDataDirty(data)),
        nothing(
            "FltClearCallbackDataDirty",
            (bench, data) -> bench.flt.fltClearCallbackDataDirty(data)),
        nothing(
            "FltCompletePendedPreOperation",
            (bench, data) ->
                bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_COMPLETE, null)),
        nothing(
            "FltCompletePendedPostOperation",
            (bench, data) -> bench.flt.fltCompletePendedPostOperation(data)),
        new Call(
            "FltQueueDeferredIoWorkItem",
            STATUS_INVALID_PARAMETER,
            (bench, data) ->
                bench.flt.fltQueueDeferredIoWorkItem(
                    data, (of, context) -> bench.told.add("ran"), null)),
        new Call("FltCancelIo", false, (bench, data) -> bench.flt.fltCancelIo(data)),
        new Call(
            "FltSetCancelCompletion",
            STATUS_INVALID_PARAMETER,
            (bench, data) -> bench.flt.fltSetCancelCompletion(data, canceled -> {})),
        new Call(
            "FltClearCancelCompletion",
            STATUS_CANCELLED,
            (bench, data) -> bench.flt.fltClearCancelCompletion(data)),
        new Call("FltIsIoCanceled", false, (bench, data) -> bench.flt.fltIsIoCanceled(data)),
        new Call("a member is used", 0xDDDDDDDD, (bench, data) -> data.iopb().length()),
        new Call("a member is used", 0xDDDDDDDD, (bench, data) -> data.ioStatus()));
  }

  /** FLT-85. */
  @ParameterizedTest
  @MethodSource("calls")
  void givenFreedData_whenCalledWithThem_thenReportedAndNothingHappens(Call call) {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltFreeCallbackData(data);
      assertThat(call.does().apply(bench, data)).isEqualTo(call.gives());
      bench.manager.scheduler().runAll();
      assertThat(bench.told).isEmpty();
      assertThat(bench.broken()).containsExactly("FLT-85");
      assertThat(bench.manager.violations().get(0).seen()).startsWith(call.function());
      assertThat(bench.manager.violations().get(0).provider()).isEqualTo("initiator at 300000");
    }
  }

  /** FLT-86, FLT-19: another's are not reused, and stay as they are. */
  @Test
  void givenDataOfAnother_whenReusedInAPreop_thenReportedAndTheReadIsAsItWas() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltReuseCallbackData(data);
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      FltCallbackData data = bench.read(10, 3);
      bench.perform(data);
      assertThat(bench.broken()).containsExactly("FLT-86");
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 3");
      assertThat(bench.text(3)).isEqualTo("abc");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-88: the synchronous form wants reuse or reissue as well. */
  @Test
  void givenSynchronousIoThatIsOver_whenSentAgainWithoutReuse_thenReportedAndNotSent() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformSynchronousIo(data);
      int before = bench.manager.trace().events().size();
      data.iopb().byteOffset(10);
      bench.flt.fltPerformSynchronousIo(data);
      assertThat(bench.broken()).containsExactly("FLT-88");
      assertThat(bench.text(4)).isEqualTo("0123");
      assertThat(bench.manager.trace().events()).hasSize(before + 1); // the violation
      assertThat(data.state()).isEqualTo(CallbackDataState.CALLED_BACK);
      bench.flt.fltReissueSynchronousIo(bench.instance, data);
      assertThat(bench.broken()).hasSize(1);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  // ---- FltReissueSynchronousIo

  /** FLT-46: only what this instance has sent synchronously, and what is over. */
  @Test
  void givenWhatMayNotBeReissued_whenReissued_thenReportedAndNotSent() {
    try (FltBench bench = FltBench.inline()) {
      FltInstance other = bench.watching("200000");
      FltCallbackData synchronous = bench.read(0, 4);
      bench.flt.fltReissueSynchronousIo(bench.instance, synchronous); // never sent
      bench.flt.fltPerformSynchronousIo(synchronous);
      bench.flt.fltReissueSynchronousIo(other, synchronous);
      FltCallbackData asynchronous = bench.read(0, 4);
      bench.perform(asynchronous);
      int before = bench.manager.trace().events().size();
      bench.flt.fltReissueSynchronousIo(bench.instance, asynchronous);
      assertThat(bench.broken()).containsExactly("FLT-87", "FLT-87", "FLT-87");
      assertThat(bench.manager.trace().events()).hasSize(before + 1);
      bench.flt.fltFreeCallbackData(synchronous);
      bench.flt.fltFreeCallbackData(asynchronous);
      assertThat(bench.broken()).hasSize(3);
    }
  }

  /** FLT-46: a create that was cancelled fails, and goes nowhere. */
  @Test
  void givenCancelledCreate_whenReissued_thenCancelledAndNothingBelowSeesIt() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          MajorFunction.IRP_MJ_CREATE,
          (data, objects, context) -> {
            bench.told.add("create");
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      FltFileObject file = bench.volume.fileObject("new.txt");
      FltCallbackData data = bench.flt.fltAllocateCallbackData(bench.instance, null).orThrow();
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_CREATE)
          .targetFileObject(file.address())
          .createOptions(FileCalls.FILE_CREATE << 24);
      bench.flt.fltCancelIo(data);
      bench.flt.fltPerformSynchronousIo(data);
      assertThat(data.ioStatus()).isEqualTo(STATUS_CANCELLED);
      assertThat(bench.told).containsExactly("create");
      bench.flt.fltReissueSynchronousIo(bench.instance, data);
      assertThat(data.ioStatus()).isEqualTo(STATUS_CANCELLED);
      assertThat(bench.told).containsExactly("create");
      assertThat(bench.folder.resolve("new.txt")).doesNotExist();
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
