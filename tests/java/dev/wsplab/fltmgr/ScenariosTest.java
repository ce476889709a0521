package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** The acceptance scenarios of the sheet on the Filter Manager, FLT-S1 to FLT-S14. */
class ScenariosTest {
  private static final int WITH_CALLBACK = FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK;

  private static int pends(FltCallbackData d, FltRelatedObjects o, CompletionContext c) {
    return FltPreOperation.FLT_PREOP_PENDING;
  }

  private static FltPreOperation completes(int status) {
    return (data, objects, context) -> {
      data.ioStatus(status, 0);
      return FltPreOperation.FLT_PREOP_COMPLETE;
    };
  }

  /**
   * FLT-S1, FLT-39, FLT-47, FLT-50, FLT-106: only what is below sees it, and the callback is last.
   */
  @Test
  void givenInstancesAboveAndBelow_whenAnAsyncReadIsSent_thenThoseBelowSeeItInOrder() {
    try (FltBench bench = FltBench.inline()) {
      bench.watching("400000");
      bench.watching("200000");
      bench.watching("100000");
      FltCallbackData data = bench.read(10, 5);

      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.steps())
          .containsExactly(
              "pre 200000", "pre 100000", "fs", "post 100000", "post 200000", "callback", "return");
      assertThat(bench.text(5)).isEqualTo("abcde");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-S2, FLT-24. */
  @Test
  void givenInlineFileSystem_whenSent_thenSuccessAndTheCallbackWasBeforeTheReturn() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(bench.steps()).endsWith("callback", "return");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S3, FLT-25, FLT-105. */
  @Test
  void givenFileSystemThatFinishesLater_whenSent_thenPendingAndOneCallbackAfterThePump() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(0x103);
      assertThat(bench.told).isEmpty();
      assertThat(bench.manager.scheduler().runAll()).isEqualTo(1);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S4, FLT-26, FLT-54. */
  @Test
  void givenPreopThatCompletes_whenSent_thenIoCompleteAndNothingBelowRuns() {
    try (FltBench bench = FltBench.inline()) {
      AtomicInteger posts = new AtomicInteger();
      bench.at(
          "200000",
          completes(STATUS_ACCESS_DENIED),
          (data, objects, context, flags) -> posts.incrementAndGet());
      bench.watching("100000");
      FltCallbackData data = bench.read(0, 4);

      assertThat(bench.perform(data)).isEqualTo(0x001C0001);
      assertThat(bench.told).containsExactly("STATUS_ACCESS_DENIED 0");
      assertThat(data.ioStatus()).isEqualTo(0xC0000022);
      assertThat(bench.steps()).containsExactly("pre 200000", "callback", "return");
      assertThat(posts).hasValue(0);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S5. */
  @Test
  void givenLowerPreopThatCompletes_whenSent_thenPostopsAboveItRunBeforeTheCallback() {
    try (FltBench bench = FltBench.inline()) {
      bench.watching("200000");
      bench.at("100000", completes(STATUS_SUCCESS), FltBench::finished);
      FltCallbackData data = bench.read(0, 4);

      assertThat(bench.perform(data)).isEqualTo(STATUS_FLT_IO_COMPLETE);
      assertThat(bench.steps())
          .containsExactly("pre 200000", "pre 100000", "post 200000", "callback", "return");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S6, FLT-27, FLT-29, FLT-44, FLT-70, FLT-117. */
  @Test
  void givenCreate_whenSentAsynchronously_thenRefusedWithACallbackAndSynchronouslyItGoesDown() {
    try (FltBench bench = FltBench.inline()) {
      AtomicInteger seen = new AtomicInteger();
      bench.at(
          "200000",
          MajorFunction.IRP_MJ_CREATE,
          (data, objects, context) -> {
            seen.incrementAndGet();
            return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      FltFileObject other = bench.volume.fileObject("other.txt");
      FltCallbackData data = bench.flt.fltAllocateCallbackData(bench.instance, null).orThrow();
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_CREATE)
          .targetFileObject(other.address())
          .createOptions(FileCalls.FILE_CREATE << 24);

      assertThat(bench.perform(data)).isEqualTo(0xC01C0003);
      assertThat(bench.told).containsExactly("STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST 0");
      assertThat(seen).hasValue(0);

      bench.flt.fltReuseCallbackData(data);
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_CREATE)
          .targetFileObject(other.address())
          .createOptions(FileCalls.FILE_CREATE << 24);
      bench.flt.fltPerformSynchronousIo(data);
      assertThat(data.ioStatus()).isEqualTo(STATUS_SUCCESS);
      assertThat(seen).hasValue(1);
      assertThat(bench.folder.resolve("other.txt")).exists();
      bench.flt.fltFreeCallbackData(data);
      bench.flt.fltClose(other);
    }
  }

  /** FLT-S7, FLT-30, FLT-74, FLT-112. */
  @Test
  void givenReadPastTheEnd_whenItFailsInline_thenTheReturnIsSuccessAndIoStatusIsNot() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(1000, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(data.ioStatus()).isEqualTo(0xC0000011);
      assertThat(data.information()).isZero();

      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, FltBench.CONTENT.length() - 3, 10);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.told).containsExactly("STATUS_END_OF_FILE 0", "STATUS_SUCCESS 3");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S8, FLT-36, FLT-85, FLT-108, FLT-111. */
  @Test
  void givenCallbackThatFrees_whenTheInitiatorReadsIoStatusAfterwards_thenUseAfterFree() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(
          data, (over, context) -> bench.flt.fltFreeCallbackData(over), null);

      assertThat(bench.broken()).isEmpty();
      assertThat(data.ioStatus()).isEqualTo(0xDDDDDDDD);
      assertThat(bench.broken()).containsExactly("FLT-85");
    }
  }

  /** FLT-S9, FLT-81, FLT-114. */
  @Test
  void givenPendingIo_whenItsDataAreFreed_thenReportedAndTheIoStillCompletesOnce() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).containsExactly("FLT-81");
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).containsExactly("FLT-81");
    }
  }

  /** FLT-S10, FLT-16, FLT-17, FLT-40. */
  @Test
  void givenCalledBackData_whenReusedWithAnotherOffset_thenFileAndInstanceAreTheSame() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.manager.scheduler().runAll();
      bench.flt.fltReuseCallbackData(data);
      assertThat(data.iopb().targetInstance()).isEqualTo(bench.instance.address());
      assertThat(data.iopb().targetFileObject()).isEqualTo(bench.file.address());
      assertThat(data.iopb().length()).isZero();

      bench.fillRead(data, 10, 3);
      bench.perform(data);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4", "STATUS_SUCCESS 3");
      assertThat(bench.text(3)).isEqualTo("abc");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-S11, FLT-82. */
  @Test
  void givenPendingIo_whenItsDataAreReused_thenReportedAndNothingChanges() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(10, 4);
      bench.perform(data);
      bench.flt.fltReuseCallbackData(data);
      assertThat(bench.broken()).containsExactly("FLT-82");
      assertThat(data.iopb().byteOffset()).isEqualTo(10);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S12, FLT-21, FLT-38, FLT-103. */
  @Test
  void givenCallbacksAtDispatchLevel_whenOneFreesAndOneReuses_thenOnlyTheReuseIsReported() {
    try (FltBench bench =
        FltBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL), FsScript.later())) {
      FltCallbackData freed = bench.read(0, 4);
      FltCallbackData reused = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(
          freed, (over, context) -> bench.flt.fltFreeCallbackData(over), null);
      bench.flt.fltPerformAsynchronousIo(
          reused, (over, context) -> bench.flt.fltReuseCallbackData(over), null);
      bench.manager.scheduler().runAll();

      assertThat(bench.broken()).containsExactly("FLT-90");
      assertThat(bench.manager.violations().get(0).expected())
          .isEqualTo("FltReuseCallbackData at APC_LEVEL or lower");
      assertThat(bench.flt.keGetCurrentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
      bench.flt.fltFreeCallbackData(reused);
    }
  }

  /** FLT-S13, FLT-52, FLT-56, FLT-57. */
  @Test
  void givenPendedPreop_whenCompletedWithAContext_thenItGoesDownAndThePostopGetsThat() {
    try (FltBench bench = FltBench.inline()) {
      AtomicReference<@Nullable Object> context = new AtomicReference<>();
      AtomicReference<FltCallbackData> held = new AtomicReference<>();
      bench.at(
          "200000",
          (data, objects, out) -> {
            held.set(data);
            return FltPreOperation.FLT_PREOP_PENDING;
          },
          (data, objects, given, flags) -> {
            context.set(given);
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      bench.watching("100000");
      FltCallbackData data = bench.read(0, 4);

      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.told).isEmpty();
      bench.flt.fltCompletePendedPreOperation(held.get(), WITH_CALLBACK, "the context");
      assertThat(bench.steps())
          .containsExactly(
              "pre 200000", "return", "pre 100000", "fs", "post 100000", "post 200000", "callback");
      assertThat(context).hasValue("the context");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-S14, FLT-97. */
  @Test
  void givenPendedPreop_whenCompletedWithPendingOrSynchronize_thenReportedAndStillPended() {
    try (FltBench bench = FltBench.inline()) {
      bench.at("200000", ScenariosTest::pends, FltBench::finished);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.flt.fltCompletePendedPreOperation(data, FltPreOperation.FLT_PREOP_PENDING, null);
      bench.flt.fltCompletePendedPreOperation(data, FltPreOperation.FLT_PREOP_SYNCHRONIZE, null);
      assertThat(bench.broken()).containsExactly("FLT-97", "FLT-97");
      assertThat(bench.told).isEmpty();
      bench.flt.fltCompletePendedPreOperation(
          data, FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK, null);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-S15, FLT-59, FLT-60. */
  @Test
  void givenSynchronize_whenTheFileSystemFinishesLater_thenTheSenderWaitsAndRunsThePostop()
      throws InterruptedException {
    try (FltBench bench = FltBench.later()) {
      AtomicReference<Thread> ranIn = new AtomicReference<>();
      CountDownLatch down = new CountDownLatch(1);
      bench.at(
          "200000",
          MajorFunction.IRP_MJ_DIRECTORY_CONTROL,
          (data, objects, context) -> {
            down.countDown();
            return FltPreOperation.FLT_PREOP_SYNCHRONIZE;
          },
          (data, objects, context, flags) -> {
            ranIn.set(Thread.currentThread());
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      FltFileObject root =
          bench.flt.fltCreateFile(bench.volume, null, "", FileCalls.FILE_OPEN, 0).orThrow();
      FltCallbackData data = bench.flt.fltAllocateCallbackData(bench.instance, root).orThrow();
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_DIRECTORY_CONTROL)
          .minorFunction(MajorFunction.IRP_MN_QUERY_DIRECTORY)
          .length(1024)
          .directoryInformationClass(DirectoryQueries.FILE_NAMES_INFORMATION)
          .directoryBuffer(bench.buffer.address());
      Thread pump =
          new Thread(
              () -> {
                try {
                  if (down.await(30, TimeUnit.SECONDS)) {
                    while (!bench.manager.scheduler().runOne()) {
                      Thread.onSpinWait();
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      pump.start();

      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      pump.join();
      assertThat(ranIn).hasValue(Thread.currentThread());
      assertThat(bench.told).containsExactly("STATUS_SUCCESS " + (12 + 2 * "notes.txt".length()));
      bench.flt.fltFreeCallbackData(data);
      bench.flt.fltClose(root);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
