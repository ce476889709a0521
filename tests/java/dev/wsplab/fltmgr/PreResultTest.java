package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each status of a preoperation callback does, where it may not be what it is. */
@Timeout(60)
class PreResultTest {
  /** FLT-55, FLT-93: a cleanup or close that is completed must succeed. */
  @ParameterizedTest
  @ValueSource(ints = {MajorFunction.IRP_MJ_CLEANUP, MajorFunction.IRP_MJ_CLOSE})
  void givenCleanupOrClose_whenCompletedWithAFailure_thenReported(int major) {
    try (FltBench bench = FltBench.inline()) {
      FltFileObject other = bench.openAgain();
      AtomicInteger times = new AtomicInteger();
      FltInstance completes =
          bench.at(
              "200000",
              major,
              (data, objects, context) -> {
                boolean first = times.getAndIncrement() == 0;
                data.ioStatus(first ? STATUS_ACCESS_DENIED : STATUS_SUCCESS, 0);
                return FLT_PREOP_COMPLETE;
              },
              null);
      bench.flt.fltClose(other);
      assertThat(bench.broken()).containsExactly("FLT-93");
      bench.flt.fltClose(other);
      assertThat(bench.broken()).as("a success is allowed").containsExactly("FLT-93");
      completes.detach();
      bench.flt.fltClose(other);
      assertThat(bench.manager.fileObject(other.address())).isNull();
    }
  }

  /** FLT-55, FLT-93: what is no result becomes STATUS_UNSUCCESSFUL, and nobody waits for ever. */
  @ParameterizedTest
  @ValueSource(ints = {STATUS_PENDING, STATUS_FLT_DISALLOW_FAST_IO})
  void givenAStatusThatIsNotFinal_whenCompleted_thenReportedAndTheInitiatorSeesAFailure(
      int status) {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            data.ioStatus(status, 0);
            return FLT_PREOP_COMPLETE;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_FLT_IO_COMPLETE);
      assertThat(bench.broken()).containsExactly("FLT-93");
      assertThat(bench.told).containsExactly("STATUS_UNSUCCESSFUL 0");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-94: without a postoperation callback they count as SUCCESS_NO_CALLBACK. */
  @ParameterizedTest
  @ValueSource(ints = {FLT_PREOP_SYNCHRONIZE, FLT_PREOP_SUCCESS_WITH_CALLBACK})
  void givenNoPostop_whenOneIsWanted_thenReportedAndTheReadGoesDown(int status) {
    try (FltBench bench = FltBench.later()) {
      bench.at("200000", Bug.returns(status), null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).as("nobody waits").isEqualTo(STATUS_PENDING);
      bench.manager.scheduler().runAll();
      assertThat(bench.broken()).containsExactly("FLT-94");
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-61a, FLT-61: a status that is not for IRPs counts as SUCCESS_NO_CALLBACK. */
  @ParameterizedTest
  @ValueSource(ints = {FLT_PREOP_DISALLOW_FASTIO, FLT_PREOP_DISALLOW_FSFILTER_IO, 7, -1})
  void givenAStatusThatIsNotForIrps_whenReturned_thenReportedAndTheReadGoesDown(int status) {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          Bug.returns(status),
          (data, objects, context, flags) -> {
            bench.told.add("post");
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      String rule =
          switch (status) {
            case FLT_PREOP_DISALLOW_FASTIO -> "FLT-95";
            case FLT_PREOP_DISALLOW_FSFILTER_IO -> "FLT-61a";
            default -> "FLT-92";
          };
      assertThat(bench.broken()).containsExactly(rule);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-62, FLT-96: with every status that hands no context on. */
  @ParameterizedTest
  @ValueSource(ints = {FLT_PREOP_SUCCESS_NO_CALLBACK, FLT_PREOP_PENDING, FLT_PREOP_COMPLETE})
  void givenAContext_whenTheStatusHasNone_thenReported(int status) {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            context.set("a context");
            return status;
          },
          FltBench::finished);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.broken()).containsExactly("FLT-96");
      if (status == FLT_PREOP_PENDING) {
        bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
      }
      assertThat(bench.told).hasSize(1);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-57, FLT-96: the same for who completes a pended operation. */
  @ParameterizedTest
  @ValueSource(ints = {FLT_PREOP_SUCCESS_NO_CALLBACK, FLT_PREOP_COMPLETE})
  void givenPendedOperation_whenCompletedWithAContextThatNobodyGets_thenReported(int status) {
    try (FltBench bench = FltBench.inline()) {
      bench.at("200000", Bug.returns(FLT_PREOP_PENDING), FltBench::finished);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.flt.fltCompletePendedPreOperation(data, status, "a context");
      assertThat(bench.broken()).containsExactly("FLT-96");
      assertThat(bench.told).hasSize(1);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-60: the thread that ran the preop waits: here the one that completes what was pended. */
  @Test
  void givenAFilterAboveThatPends_whenOneBelowSynchronizes_thenTheThreadThatResumesWaits()
      throws InterruptedException {
    try (FltBench bench = FltBench.later()) {
      AtomicReference<Thread> preIn = new AtomicReference<>();
      AtomicReference<Thread> postIn = new AtomicReference<>();
      bench.at("250000", Bug.returns(FLT_PREOP_PENDING), FltBench::finished);
      bench.at(
          "200000",
          (data, objects, context) -> {
            preIn.set(Thread.currentThread());
            return FLT_PREOP_SYNCHRONIZE;
          },
          (data, objects, context, flags) -> {
            postIn.set(Thread.currentThread());
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).as("no finished return").isEqualTo(STATUS_PENDING);
      Thread resumes =
          new Thread(
              () ->
                  bench.flt.fltCompletePendedPreOperation(
                      data, FLT_PREOP_SUCCESS_NO_CALLBACK, null));
      resumes.start();
      while (!bench.manager.scheduler().runOne()) {
        Thread.onSpinWait();
      }
      resumes.join();
      assertThat(preIn).hasValue(resumes);
      assertThat(postIn).hasValue(resumes);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(bench.steps()).endsWith("pre 200000", "fs", "post 200000", "callback");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-25: MORE_PROCESSING_REQUIRED above a COMPLETE makes the return STATUS_PENDING. */
  @Test
  void givenPostopThatWantsMore_whenAFilterBelowCompletes_thenPendingUntilItGoesOn() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          Bug.returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
          (data, objects, context, flags) -> {
            bench.flt.fltQueueDeferredIoWorkItem(
                data, (of, with) -> bench.flt.fltCompletePendedPostOperation(of), null);
            return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
          });
      bench.at(
          "100000",
          (data, objects, context) -> {
            data.ioStatus(STATUS_ACCESS_DENIED, 0);
            return FLT_PREOP_COMPLETE;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.told).isEmpty();
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_ACCESS_DENIED 0");
      assertThat(bench.steps())
          .isEqualTo(List.of("pre 200000", "pre 100000", "post 200000", "return", "callback"));
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
