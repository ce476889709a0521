package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * FLT-105: the manual and the threaded scheduler obey the same rules. The same scenarios with both,
 * with the same results and the same steps in the same order.
 */
@Timeout(120)
class SchedulersTest {
  /** Which scheduler. */
  enum Kind {
    MANUAL,
    THREADS
  }

  /** A bench whose completions wait at 100000 until the scenario lets them go. */
  private static final class Gated implements AutoCloseable {
    private final Kind kind;
    private final FltBench bench;
    private final Semaphore gate = new Semaphore(0);
    private final Semaphore told = new Semaphore(0);

    Gated(Kind kind, int major, FsScript script) {
      this.kind = kind;
      this.bench =
          FltBench.with(it -> kind == Kind.MANUAL ? it.manualScheduler() : it.threads(2), script);
      bench.at(
          "100000",
          major,
          (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK,
          (data, objects, context, flags) -> {
            gate.acquireUninterruptibly();
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
    }

    int send(FltCallbackData data) {
      return bench.flt.fltPerformAsynchronousIo(
          data,
          (over, context) -> {
            bench.callback(over, context);
            told.release();
          },
          null);
    }

    /** What the file system has pended goes on, and the callback comes. */
    void finish() throws InterruptedException {
      gate.release();
      if (kind == Kind.MANUAL) {
        bench.manager.scheduler().runAll();
      }
      assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).as("told").isTrue();
    }

    /** Steps of the last I/O; when the call returns is the threads' affair. */
    List<String> steps() {
      return bench.steps().stream().filter(step -> !step.equals("return")).toList();
    }

    void free(FltCallbackData data) {
      bench.flt.fltFreeCallbackData(data);
      bench.initiator.unload();
      assertThat(bench.broken()).isEmpty();
    }

    @Override
    public void close() {
      gate.release(100); // for what a scenario that has failed left waiting
      bench.close();
    }
  }

  private static FsScript reads(FsAction action) {
    return io -> io.majorFunction() == MajorFunction.IRP_MJ_READ ? action : FsAction.inline();
  }

  private static Gated reading(Kind kind, FsAction action) {
    return new Gated(kind, MajorFunction.IRP_MJ_READ, reads(action));
  }

  /** FLT-S3, FLT-25. */
  @ParameterizedTest
  @EnumSource
  void givenFileSystemThatFinishesLater_whenSent_thenPendingAndOneCallback(Kind kind)
      throws InterruptedException {
    try (Gated with = reading(kind, FsAction.later())) {
      with.bench.watching("200000");
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      assertThat(with.bench.told).isEmpty();
      with.finish();
      assertThat(with.bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(with.steps())
          .containsExactly(
              "pre 200000", "pre 100000", "fs", "post 100000", "post 200000", "callback");
      with.free(data);
    }
  }

  /** FLT-S10, FLT-17. */
  @ParameterizedTest
  @EnumSource
  void givenCalledBackData_whenReusedAndSentAgain_thenTheSecondSucceedsOnTheSameFile(Kind kind)
      throws InterruptedException {
    try (Gated with = reading(kind, FsAction.later())) {
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      with.finish();
      with.bench.flt.fltReuseCallbackData(data);
      assertThat(data.iopb().targetInstance()).isEqualTo(with.bench.instance.address());
      assertThat(data.iopb().targetFileObject()).isEqualTo(with.bench.file.address());
      with.bench.fillRead(data, 10, 3);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      with.finish();
      assertThat(with.bench.told).containsExactly("STATUS_SUCCESS 4", "STATUS_SUCCESS 3");
      assertThat(with.bench.text(3)).isEqualTo("abc");
      assertThat(with.steps()).containsExactly("pre 100000", "fs", "post 100000", "callback");
      with.free(data);
    }
  }

  /** FLT-S13, FLT-57. */
  @ParameterizedTest
  @EnumSource
  void givenPendedPreop_whenCompletedWithAContext_thenItGoesDownAndThePostopGetsThat(Kind kind)
      throws InterruptedException {
    try (Gated with = reading(kind, FsAction.later())) {
      AtomicReference<@Nullable Object> context = new AtomicReference<>();
      with.bench.at(
          "200000",
          (data, objects, out) -> FLT_PREOP_PENDING,
          (data, objects, given, flags) -> {
            context.set(given);
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      assertThat(with.steps()).containsExactly("pre 200000");
      with.bench.flt.fltCompletePendedPreOperation(
          data, FLT_PREOP_SUCCESS_WITH_CALLBACK, "the context");
      assertThat(with.bench.told).isEmpty();
      with.finish();
      assertThat(context).hasValue("the context");
      assertThat(with.bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(with.steps())
          .containsExactly(
              "pre 200000", "pre 100000", "fs", "post 100000", "post 200000", "callback");
      with.free(data);
    }
  }

  /** FLT-S15, FLT-59, FLT-60. */
  @ParameterizedTest
  @EnumSource
  void givenSynchronize_whenTheFileSystemFinishesLater_thenTheSenderWaitsAndRunsThePostop(Kind kind)
      throws InterruptedException {
    try (Gated with = new Gated(kind, MajorFunction.IRP_MJ_DIRECTORY_CONTROL, FsScript.later())) {
      FltBench bench = with.bench;
      AtomicReference<Thread> ranIn = new AtomicReference<>();
      CountDownLatch down = new CountDownLatch(1);
      bench.at(
          "200000",
          MajorFunction.IRP_MJ_DIRECTORY_CONTROL,
          (data, objects, context) -> {
            down.countDown();
            return FLT_PREOP_SYNCHRONIZE;
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
      Thread second = new Thread(() -> goesOnOnce(with, down));
      second.start();

      assertThat(with.send(data)).isEqualTo(STATUS_SUCCESS);
      second.join();
      assertThat(ranIn).hasValue(Thread.currentThread());
      assertThat(bench.told).containsExactly("STATUS_SUCCESS " + (12 + 2 * "notes.txt".length()));
      assertThat(with.steps())
          .containsExactly(
              "pre 200000", "pre 100000", "fs", "post 100000", "post 200000", "callback");
      bench.flt.fltClose(root);
      with.free(data);
    }
  }

  /** Lets the completion go, and with the manual scheduler runs it, while the sender waits. */
  private static void goesOnOnce(Gated with, CountDownLatch down) {
    IoControl.awaitFully(down);
    with.gate.release();
    while (with.kind == Kind.MANUAL && !with.bench.manager.scheduler().runOne()) {
      Thread.onSpinWait();
    }
  }

  /** FLT-S16, FLT-76, FLT-78: a cancel routine that only queues work. */
  @ParameterizedTest
  @EnumSource
  void givenCancelRoutineThatQueues_whenCancelledTwice_thenTrueThenFalseAndOneCallback(Kind kind)
      throws InterruptedException {
    try (Gated with = reading(kind, FsAction.untilCancelled().cancelledLater())) {
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      assertThat(with.bench.flt.fltCancelIo(data)).isTrue();
      assertThat(with.bench.told).isEmpty();
      assertThat(with.bench.flt.fltCancelIo(data)).isFalse();
      with.finish();
      assertThat(with.bench.told).containsExactly("STATUS_CANCELLED 0");
      assertThat(with.steps()).containsExactly("pre 100000", "fs", "post 100000", "callback");
      with.free(data);
    }
  }

  /** FLT-S16, FLT-78: one that completes at once. */
  @ParameterizedTest
  @EnumSource
  void givenCancelRoutineThatCompletesAtOnce_whenCancelled_thenTheCallbackRanBeforeTheReturn(
      Kind kind) throws InterruptedException {
    try (Gated with = reading(kind, FsAction.untilCancelled())) {
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      with.gate.release();
      assertThat(with.bench.flt.fltCancelIo(data)).isTrue();
      assertThat(with.bench.told).containsExactly("STATUS_CANCELLED 0");
      assertThat(with.steps()).containsExactly("pre 100000", "fs", "post 100000", "callback");
      with.free(data);
    }
  }

  /** FLT-S17, FLT-77. */
  @ParameterizedTest
  @EnumSource
  void givenNoCancelRoutine_whenCancelled_thenFalseAndItFinishesNormally(Kind kind)
      throws InterruptedException {
    try (Gated with = reading(kind, FsAction.later())) {
      FltCallbackData data = with.bench.read(0, 4);
      assertThat(with.send(data)).isEqualTo(STATUS_PENDING);
      assertThat(with.bench.flt.fltCancelIo(data)).isFalse();
      assertThat(with.bench.flt.fltIsIoCanceled(data)).isTrue();
      with.finish();
      assertThat(with.bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(with.steps()).containsExactly("pre 100000", "fs", "post 100000", "callback");
      with.free(data);
    }
  }
}
