package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPostOperation.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A minifilter that is correct, and draws what it does with each operation: lets it pass, pends it
 * with and without a cancel routine, completes it, synchronizes what may be, puts the rest of a
 * postoperation callback off. It counts the postoperation callbacks that it is owed.
 */
final class DrawnFilter {
  private static final List<Integer> MAJORS =
      List.of(
          MajorFunction.IRP_MJ_CREATE,
          MajorFunction.IRP_MJ_READ,
          MajorFunction.IRP_MJ_WRITE,
          MajorFunction.IRP_MJ_QUERY_INFORMATION,
          MajorFunction.IRP_MJ_FLUSH_BUFFERS);

  private final FltBench bench;
  private final Random random; // guarded by itself
  private final FltFilter filter;
  private final AtomicInteger owed = new AtomicInteger();
  private final AtomicInteger called = new AtomicInteger();
  private final AtomicInteger synchronizedOnes = new AtomicInteger();

  private DrawnFilter(FltBench bench, String altitude, Random random) {
    this.bench = bench;
    this.random = random;
    FltRegistration registration = FltRegistration.named("filter " + altitude);
    MAJORS.forEach(major -> registration.operation(major, this::pre, this::post));
    this.filter = bench.manager.register(registration);
  }

  /** Attaches one to the bench's volume. */
  static DrawnFilter at(FltBench bench, String altitude, Random random) {
    DrawnFilter made = new DrawnFilter(bench, altitude, random);
    made.filter.attach(bench.volume, altitude);
    return made;
  }

  FltFilter filter() {
    return filter;
  }

  /** How often it has returned FLT_PREOP_SYNCHRONIZE. */
  int synchronizedOnes() {
    return synchronizedOnes.get();
  }

  /** Each postoperation callback that was asked for came once. */
  void expectNothingOwed() {
    assertThat(called).as("postoperation callbacks of %s", filter).hasValue(owed.get());
  }

  private int draw(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  // ---- before the operation

  private int pre(FltCallbackData data, FltRelatedObjects objects, CompletionContext context) {
    switch (draw(9)) {
      case 0:
      case 1:
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
      case 2:
        return pends(data);
      case 3:
        return pendsUntilCancelled(data);
      case 4:
        data.ioStatus(FltStatus.STATUS_ACCESS_DENIED, 0);
        return FLT_PREOP_COMPLETE;
      case 5:
      case 6:
      case 7:
        context.set(owes());
        return isWaitedFor(data) ? synchronizes() : FLT_PREOP_SUCCESS_WITH_CALLBACK;
      default:
        context.set(owes());
        return FLT_PREOP_SUCCESS_WITH_CALLBACK;
    }
  }

  private DrawnFilter owes() {
    owed.incrementAndGet();
    return this;
  }

  private int synchronizes() {
    synchronizedOnes.incrementAndGet();
    return FLT_PREOP_SYNCHRONIZE;
  }

  /** FLT-59: never creates, nor asynchronous reads and writes. */
  private static boolean isWaitedFor(FltCallbackData data) {
    int major = data.iopb().majorFunction();
    return major == MajorFunction.IRP_MJ_QUERY_INFORMATION
        || major == MajorFunction.IRP_MJ_FLUSH_BUFFERS;
  }

  private int pends(FltCallbackData data) {
    int queued = bench.flt.fltQueueDeferredIoWorkItem(data, (of, context) -> goesOn(of), null);
    return FltStatus.isSuccess(queued) ? FLT_PREOP_PENDING : FLT_PREOP_SUCCESS_NO_CALLBACK;
  }

  private void goesOn(FltCallbackData data) {
    switch (draw(4)) {
      case 0:
        data.ioStatus(FltStatus.STATUS_ACCESS_DENIED, 0);
        bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_COMPLETE, null);
        break;
      case 1:
        bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
        break;
      default:
        bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_WITH_CALLBACK, owes());
    }
  }

  /** FLT-79a: whoever has the routine completes; the worker looks before it touches the data. */
  private int pendsUntilCancelled(FltCallbackData data) {
    if (bench.flt.fltIsIoCanceled(data)) {
      data.ioStatus(FltStatus.STATUS_CANCELLED, 0);
      return FLT_PREOP_COMPLETE;
    }
    Pended pended = new Pended();
    int set = bench.flt.fltSetCancelCompletion(data, pended::canceled);
    assertThat(set).isEqualTo(FltStatus.STATUS_SUCCESS);
    bench.manager.scheduler().submit(() -> pended.goesOn(data));
    return FLT_PREOP_PENDING;
  }

  private final class Pended {
    private boolean over;

    void canceled(FltCallbackData data) {
      synchronized (this) {
        over = true;
      }
      data.ioStatus(FltStatus.STATUS_CANCELLED, 0);
      bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_COMPLETE, null);
    }

    void goesOn(FltCallbackData data) {
      synchronized (this) {
        // Not over: the cancel routine has not completed it, and the data are there.
        if (over || !FltStatus.isSuccess(bench.flt.fltClearCancelCompletion(data))) {
          return;
        }
        over = true;
      }
      DrawnFilter.this.goesOn(data);
    }
  }

  // ---- after the operation

  private int post(
      FltCallbackData data, FltRelatedObjects objects, @Nullable Object context, int flags) {
    called.incrementAndGet();
    assertThat(context).isSameAs(this);
    switch (draw(6)) {
      case 0:
        int queued =
            bench.flt.fltQueueDeferredIoWorkItem(
                data, (of, with) -> bench.flt.fltCompletePendedPostOperation(of), null);
        return FltStatus.isSuccess(queued)
            ? FLT_POSTOP_MORE_PROCESSING_REQUIRED
            : FLT_POSTOP_FINISHED_PROCESSING;
      case 1:
        return bench
            .flt
            .fltDoCompletionProcessingWhenSafe(data, objects, context, flags, this::safely)
            .status();
      default:
        return FLT_POSTOP_FINISHED_PROCESSING;
    }
  }

  private int safely(
      FltCallbackData data, FltRelatedObjects objects, @Nullable Object context, int flags) {
    assertThat(context).isSameAs(this);
    return FLT_POSTOP_FINISHED_PROCESSING;
  }
}
