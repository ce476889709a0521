package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Detaching and unloading, and what is pended meanwhile. */
class TeardownTest {
  /** FLT-51: a postoperation callback that is owed comes at once, with a copy. */
  @Test
  void givenIoBelowAnInstance_whenItIsDetached_thenItDrainsAndTheIoGoesOnWithoutIt() {
    try (FltBench bench = FltBench.later()) {
      List<String> posts = new ArrayList<>();
      FltInstance going =
          bench.at(
              "200000",
              (data, objects, context) -> {
                context.set("mine");
                return FLT_PREOP_SUCCESS_WITH_CALLBACK;
              },
              (data, objects, context, flags) -> {
                posts.add(context + " " + flags + " " + data.id());
                return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
              });
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      going.detach();
      assertThat(posts).hasSize(1);
      assertThat(posts.get(0)).startsWith("mine 1 ").isNotEqualTo("mine 1 " + data.id());
      bench.manager.scheduler().runAll();
      assertThat(posts).hasSize(1);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-51. */
  @Test
  void givenIoUnderWay_whenAnotherInstanceIsAttached_thenItDoesNotSeeIt() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.watching("200000");
      bench.manager.scheduler().runAll();
      assertThat(bench.steps()).containsExactly("return", "fs", "callback");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-101: with the manual scheduler it pumps. */
  @Test
  void givenOwnIoUnderWay_whenUnloaded_thenItIsCalledBackFirst() {
    try (FltBench bench = FltBench.later()) {
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(
          data,
          (over, context) -> {
            bench.callback(over, context);
            bench.flt.fltFreeCallbackData(over);
          },
          null);
      bench.initiator.unload();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(bench.broken()).isEmpty();
      assertThatThrownBy(() -> bench.initiator.attach(bench.volume, "1"))
          .isInstanceOf(FltException.class)
          .hasMessageContaining("STATUS_FLT_DELETING_OBJECT");
    }
  }

  /** FLT-101: I/O that nobody can end is reported, and told at the end all the same. */
  @Test
  void givenIoThatHangs_whenUnloadedAndClosed_thenItIsReportedAndCalledBackOnce() {
    FltBench bench =
        FltBench.with(
            it -> it,
            io ->
                io.majorFunction() == MajorFunction.IRP_MJ_READ
                    ? FsAction.untilCancelled()
                    : FsAction.inline());
    try (bench) {
      bench.perform(bench.read(0, 4));
      bench.initiator.unload();
      assertThat(bench.broken()).containsExactly("FLT-101");
      assertThat(bench.told).isEmpty();
    }
    assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
  }

  /** FLT-101: what is queued when the volume goes is ended, not carried out. */
  @Test
  void givenIoQueuedInTheFileSystem_whenClosed_thenItIsCancelledAndTouchesNothing() {
    FltBench bench = FltBench.later();
    try (bench) {
      bench.userRead(4).send();
      bench.volume.fileSystem().dismount();
      bench.manager.scheduler().runAll();
      assertThat(bench.buffer.buffer().getInt(0)).isZero();
      assertThat(bench.steps()).containsExactly("fs");
    }
  }

  /** FLT-63. */
  @Test
  void givenPagingIoOrATopLevelIrp_whenWorkIsQueued_thenNotSafeToPost() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 4);
      DeferredIoWorkItem work = (of, context) -> bench.told.add("ran " + context);
      assertThat(bench.flt.fltQueueDeferredIoWorkItem(data, work, "first")).isZero();
      data.iopb().irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
      assertThat(bench.flt.fltQueueDeferredIoWorkItem(data, work, "paging"))
          .isEqualTo(STATUS_FLT_NOT_SAFE_TO_POST_OPERATION);
      data.iopb().irpFlags(0);
      bench.flt.ioSetTopLevelIrp(1);
      assertThat(bench.flt.fltQueueDeferredIoWorkItem(data, work, "nested"))
          .isEqualTo(STATUS_FLT_NOT_SAFE_TO_POST_OPERATION);
      bench.flt.ioSetTopLevelIrp(0);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("ran first");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-58: completed before the callback has returned PENDING, it goes on once. */
  @Test
  void givenCompletionBeforePendingIsReturned_whenSent_thenItGoesOnOnce() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
            return FLT_PREOP_PENDING;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      assertThat(bench.steps()).containsExactly("pre 200000", "fs", "callback", "return");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-66, FLT-25: what is above waits, also after a failure. */
  @Test
  void givenMoreProcessingRequired_whenItGoesOnLater_thenWhatIsAboveWaits() {
    try (FltBench bench = FltBench.inline()) {
      bench.watching("250000");
      bench.at(
          "200000",
          (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK,
          (data, objects, context, flags) -> {
            bench.flt.fltQueueDeferredIoWorkItem(
                data, (of, with) -> bench.flt.fltCompletePendedPostOperation(of), null);
            return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
          });
      FltCallbackData data = bench.read(1000, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.steps())
          .containsExactly("pre 250000", "pre 200000", "fs", "post 200000", "return");
      bench.manager.scheduler().runAll();
      assertThat(bench.steps()).endsWith("post 250000", "callback");
      assertThat(bench.told).containsExactly("STATUS_END_OF_FILE 0");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-8, FLT-9: an edit that was told is seen below, and by nobody above. */
  @Test
  void givenAnEditThatIsDirty_whenSent_thenItIsSeenBelowAndUndoneOnTheWayUp() {
    try (FltBench bench = FltBench.inline()) {
      List<Long> offsets = new ArrayList<>();
      bench.at(
          "250000",
          (data, objects, context) -> {
            offsets.add(data.iopb().byteOffset());
            data.iopb().byteOffset(10);
            bench.flt.fltSetCallbackDataDirty(data);
            return FLT_PREOP_SUCCESS_WITH_CALLBACK;
          },
          (data, objects, context, flags) -> {
            offsets.add(data.iopb().byteOffset());
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          });
      bench.at(
          "200000",
          (data, objects, context) -> {
            offsets.add(data.iopb().byteOffset());
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      FltCallbackData data = bench.read(0, 3);
      bench.perform(data);
      assertThat(bench.text(3)).isEqualTo("abc");
      assertThat(offsets).containsExactly(0L, 10L, 0L);
      assertThat(data.iopb().byteOffset()).isZero();
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-46: reissued with another offset, which counts when it was told. */
  @Test
  void givenSynchronousIo_whenReissued_thenOnlyDirtyEditsCount() {
    try (FltBench bench = FltBench.inline()) {
      FltCallbackData data = bench.read(0, 3);
      bench.flt.fltPerformSynchronousIo(data);
      data.iopb().byteOffset(10);
      bench.flt.fltReissueSynchronousIo(bench.instance, data);
      assertThat(bench.text(3)).isEqualTo("012");
      data.iopb().byteOffset(10);
      bench.flt.fltSetCallbackDataDirty(data);
      bench.flt.fltReissueSynchronousIo(bench.instance, data);
      assertThat(bench.text(3)).isEqualTo("abc");
      assertThat(data.flags() & FltCallbackData.FLTFL_CALLBACK_DATA_REISSUED_IO).isNotZero();
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-111: the operation from above may be over, and its data gone. */
  @Test
  void givenIoFromAbove_whenItIsOver_thenItsDataAreGone() {
    try (FltBench bench = FltBench.inline()) {
      UserIo io = bench.userRead(4);
      FltCallbackData data = io.data();
      assertThat(io.send()).isEqualTo(STATUS_SUCCESS);
      assertThat(io.information()).isEqualTo(4);
      assertThat(data.iopb().length()).isEqualTo(0xDDDDDDDD);
      assertThat(bench.broken()).containsExactly("FLT-85");
    }
  }

  /** FLT-101: an unload waits for another thread that runs what the filter's I/O hangs on. */
  @Test
  void givenAnotherThreadThatPumps_whenUnloaded_thenItWaitsForWhatThatOneRuns() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    try (FltBench bench = FltBench.later()) {
      bench.flt.fltPerformAsynchronousIo(
          bench.read(0, 4),
          (over, context) -> {
            reached.countDown();
            FltBench.await(goesOn);
            bench.callback(over, context);
            bench.flt.fltFreeCallbackData(over);
          },
          null);
      Thread pump = new Thread(() -> bench.manager.scheduler().runAll());
      pump.start();
      FltBench.await(reached);
      Thread unloads = new Thread(bench.initiator::unload);
      unloads.start();
      while (unloads.getState() != Thread.State.TIMED_WAITING) {
        assertThat(unloads.isAlive()).as("unload waits").isTrue();
        Thread.onSpinWait();
      }
      goesOn.countDown();
      unloads.join();
      pump.join();
      assertThat(bench.broken()).doesNotContain("FLT-101");
    }
  }
}
