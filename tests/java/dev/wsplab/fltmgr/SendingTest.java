package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What performing tells, what callbacks get, and who sees the I/O in the order of the sheet. */
class SendingTest {
  /** FLT-23, FLT-28, FLT-37: the same data and context, once, also for a failure. */
  @Test
  void givenAContext_whenTheIoIsOver_thenTheCallbackGetsItAndTheSameDataOnce() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(1000, 4);
      List<Object> got = new ArrayList<>();
      bench.flt.fltPerformAsynchronousIo(
          data,
          (over, context) -> {
            got.add(over);
            got.add(String.valueOf(context));
          },
          "mine");
      assertThat(got).containsExactly(data, "mine");

      got.clear();
      bench.flt.fltReuseCallbackData(data);
      data.iopb().majorFunction(MajorFunction.IRP_MJ_CREATE);
      int refused =
          bench.flt.fltPerformAsynchronousIo(data, (over, context) -> got.add(context), "again");
      assertThat(FltStatus.isSuccess(refused)).isFalse();
      assertThat(got).containsExactly("again");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-33: success class. */
  @Test
  void givenPendingAndIoComplete_whenTestedForSuccess_thenBothAre() {
    assertThat(FltStatus.isSuccess(STATUS_PENDING)).isTrue();
    assertThat(FltStatus.isSuccess(STATUS_FLT_IO_COMPLETE)).isTrue();
    assertThat(FltStatus.isSuccess(STATUS_BUFFER_OVERFLOW)).isFalse();
    assertThat(FltStatus.isSuccess(STATUS_CANCELLED)).isFalse();
  }

  /**
   * FLT-113, FLT-33: who takes all but STATUS_SUCCESS for "the callback comes later" would wait for
   * ever after STATUS_FLT_IO_COMPLETE: it was there already, once, and no other comes.
   */
  @Test
  void givenPreopThatCompletes_whenSent_thenTheCallbackWasBeforeTheReturnAndNoneComesLater() {
    try (FltBench bench = FltBench.later()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            data.ioStatus(STATUS_SUCCESS, 0);
            return FltPreOperation.FLT_PREOP_COMPLETE;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      int returned = bench.perform(data);
      assertThat(returned).isEqualTo(STATUS_FLT_IO_COMPLETE).isNotEqualTo(STATUS_PENDING);
      assertThat(FltStatus.isSuccess(returned)).isTrue();
      assertThat(bench.told).hasSize(1);
      assertThat(bench.manager.scheduler().runAll()).isZero();
      assertThat(bench.told).hasSize(1);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-41: sent again from inside the callback. */
  @Test
  void givenACallback_whenItReusesAndSendsAgain_thenTheNextIsToldToo() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      AtomicInteger told = new AtomicInteger();
      FltCompletedAsyncIo[] again = new FltCompletedAsyncIo[1];
      again[0] =
          (over, context) -> {
            if (told.incrementAndGet() < 5) {
              bench.flt.fltReuseCallbackData(over);
              bench.fillRead(over, told.get(), 1);
              bench.flt.fltPerformAsynchronousIo(over, again[0], null);
            } else {
              bench.flt.fltFreeCallbackData(over);
            }
          };
      assertThat(bench.flt.fltPerformAsynchronousIo(data, again[0], null)).isZero();
      assertThat(told).hasValue(5);
      assertThat(bench.text(1)).isEqualTo("4");
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-43, FLT-45: the same reach, and the result only in IoStatus. */
  @Test
  void givenSynchronousIo_whenSent_thenItReturnsWhenItIsOver() {
    try (FltBench bench = FltBench.inline()) {
      bench.watching("400000");
      bench.watching("200000");
      FltCallbackData data = bench.read(10, 3);
      bench.flt.fltPerformSynchronousIo(data);
      assertThat(data.ioStatus()).isEqualTo(STATUS_SUCCESS);
      assertThat(data.information()).isEqualTo(3);
      assertThat(bench.steps()).containsExactly("pre 200000", "fs", "post 200000", "return");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-45, FLT-68: synchronously, too, only codes of IRPs. */
  @Test
  void givenFastIoCode_whenSentSynchronously_thenReportedAndInvalidParameter() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      data.iopb().majorFunction(0xEE);
      bench.flt.fltPerformSynchronousIo(data);
      assertThat(data.ioStatus()).isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(bench.broken()).containsExactly("FLT-68");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /**
   * FLT-53, FLT-65, FLT-7: no postop without a callback; one that finished may change the result.
   */
  @Test
  void givenOneFilterWithAndOneWithoutCallback_whenRead_thenOnlyTheFirstChangesTheResult() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "250000",
          (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK,
          (data, objects, context, flags) -> {
            data.ioStatus(STATUS_SUCCESS, 1);
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      bench.at(
          "200000",
          (data, objects, context) -> FLT_PREOP_SUCCESS_NO_CALLBACK,
          (data, objects, context, flags) -> {
            data.ioStatus(STATUS_ACCESS_DENIED, 0);
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 1");
      assertThat(bench.steps()).containsSubsequence("pre 200000", "fs", "post 250000");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /**
   * FLT-64: at the level of the completion, but a create's in the sender's thread at PASSIVE_LEVEL.
   */
  @Test
  void givenCompletionsAtDispatchLevel_whenPostopsRun_thenOnlyThatOfACreateIsAtPassiveLevel()
      throws InterruptedException {
    try (FltBench bench =
        FltBench.with(
            it -> it.threads(1).completionIrql(Irql.DISPATCH_LEVEL), io -> FsAction.later())) {
      List<String> levels = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch read = new CountDownLatch(1);
      FltPostOperation notes =
          (data, objects, context, flags) -> {
            threads.add(Thread.currentThread());
            levels.add(
                MajorFunction.nameOf(data.iopb().majorFunction())
                    + " "
                    + bench.flt.keGetCurrentIrql());
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          };
      FltPreOperation with = (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK;
      bench.at("200000", MajorFunction.IRP_MJ_CREATE, with, notes);
      bench.at("100000", with, notes);
      bench.flt.fltClose(bench.openAgain());
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(data, (over, context) -> read.countDown(), null);
      assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(levels)
          .containsExactly("IRP_MJ_CREATE PASSIVE_LEVEL", "IRP_MJ_READ DISPATCH_LEVEL");
      assertThat(threads.get(0)).isSameAs(Thread.currentThread());
      assertThat(threads.get(1)).isNotSameAs(Thread.currentThread());
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-116: the initiator's own callbacks see nothing of it. */
  @Test
  void givenAnInitiatorWithCallbacksOfItsOwn_whenItSends_thenTheyAreNotCalled() {
    try (FltBench bench = FltBench.inline()) {
      AtomicInteger own = new AtomicInteger();
      FltInstance self =
          bench.at(
              "350000",
              (data, objects, context) -> {
                own.incrementAndGet();
                return FLT_PREOP_SUCCESS_NO_CALLBACK;
              },
              null);
      FltCallbackData data = bench.flt.fltAllocateCallbackData(self, bench.file).orThrow();
      bench.fillRead(data, 0, 4);
      bench.perform(data);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(own).hasValue(0);
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-10: to the same filter's instance at the same altitude on another volume. */
  @Test
  void givenAFilterOnTwoVolumes_whenItChangesTheTarget_thenTheIoGoesToTheOther(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "the other volume");
    try (FltBench bench = FltBench.inline()) {
      FltVolume other = bench.manager.mount(folder);
      FltFileObject there =
          bench.flt.fltCreateFile(other, null, "notes.txt", FileCalls.FILE_OPEN, 0).orThrow();
      FltInstance[] target = new FltInstance[1];
      FltInstance here =
          bench.at(
              "200000",
              (data, objects, context) -> {
                data.iopb().targetInstance(target[0].address()).targetFileObject(there.address());
                bench.flt.fltSetCallbackDataDirty(data);
                return FLT_PREOP_SUCCESS_NO_CALLBACK;
              },
              null);
      target[0] = here.filter().attach(other, "200000");
      FltCallbackData data = bench.read(0, 9);
      bench.perform(data);
      assertThat(bench.text(9)).isEqualTo("the other");
      assertThat(data.iopb().targetInstance()).isEqualTo(bench.instance.address());
      bench.flt.fltFreeCallbackData(data);
      bench.flt.fltClose(there);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-10: a file of another volume is refused, in a preoperation callback undone. */
  @Test
  void givenAFileOfAnotherVolume_whenItIsTheTarget_thenReportedAndTheIoGoesOnWhereItWas(
      @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "the other volume");
    try (FltBench bench = FltBench.inline()) {
      FltVolume other = bench.manager.mount(folder);
      FltFileObject there =
          bench.flt.fltCreateFile(other, null, "notes.txt", FileCalls.FILE_OPEN, 0).orThrow();
      FltCallbackData data = bench.read(0, 4);
      data.iopb().targetFileObject(there.address());
      assertThat(bench.perform(data)).isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(bench.broken()).containsExactly("FLT-10");

      bench.at(
          "200000",
          (of, objects, context) -> {
            of.iopb().targetFileObject(there.address());
            bench.flt.fltSetCallbackDataDirty(of);
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      bench.flt.fltReuseCallbackData(data);
      data.iopb().targetFileObject(bench.file.address());
      bench.fillRead(data, 0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.text(4)).isEqualTo("0123");
      assertThat(bench.broken()).containsExactly("FLT-10", "FLT-10");
      bench.flt.fltFreeCallbackData(data);
      bench.flt.fltClose(there);
    }
  }
}
