package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.load.Scale;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correct minifilters raise nothing, whatever the file system and the scheduler do: an initiator
 * that sends reads, synchronously too, cancels some and reuses its data, above filters that pass,
 * pend, complete, synchronize and put off. 1,000 seeds at {@code -Dwsplab.scale=1}, for each
 * scheduler.
 */
class SeededRunsTest {
  private static final int READS = 40;

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenCorrectFilters_whenRunWithManySeeds_thenNothingIsReportedAndEveryReadIsToldOnce(
      int threads) throws InterruptedException {
    int seeds = Scale.of(1000, 20);
    for (int seed = 0; seed < seeds; seed++) {
      run(seed, threads);
    }
  }

  private static void run(int seed, int threads) throws InterruptedException {
    FsScript script = FsScript.seeded(seed, 60);
    try (FltBench bench =
        FltBench.with(it -> threads == 0 ? it.manualScheduler() : it.threads(threads), script)) {
      Random random = new Random(seed);
      List.of("250000", "200000.5", "100000")
          .forEach(altitude -> filter(bench, altitude, new Random(random.nextLong())));
      AtomicInteger told = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(READS);
      ConcurrentLinkedQueue<FltCallbackData> sent = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < READS; i++) {
        int kind = random.nextInt(threads == 0 ? 3 : 4);
        FltCallbackData data = bench.read(random.nextInt(50), 1 + random.nextInt(8));
        if (kind == 3) {
          synchronously(bench, data);
          told.incrementAndGet();
          all.countDown();
          continue;
        }
        OneRead read = new OneRead(bench, told, all, sent, random.nextBoolean(), kind == 1);
        bench.flt.fltPerformAsynchronousIo(data, read::over, null);
        if (kind == 2) {
          read.cancel(data);
        }
        if (threads == 0 && random.nextBoolean()) {
          bench.manager.scheduler().runOne();
        }
      }
      if (threads == 0) {
        bench.manager.scheduler().runAll();
      }
      assertThat(all.await(60, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
      sent.forEach(bench.flt::fltFreeCallbackData);
      bench.initiator.unload();

      assertThat(told).as("seed %d", seed).hasValue(READS);
      assertThat(bench.broken()).as("seed %d", seed).isEmpty();
    }
  }

  /** Sent, reused and sent once more. */
  private static void synchronously(FltBench bench, FltCallbackData data) {
    bench.flt.fltPerformSynchronousIo(data);
    bench.flt.fltReuseCallbackData(data);
    bench.fillRead(data, 3, 2);
    bench.flt.fltPerformSynchronousIo(data);
    bench.flt.fltFreeCallbackData(data);
  }

  /** An asynchronous read, which may be cancelled, and may be sent once more with the same data. */
  private static final class OneRead {
    private final FltBench bench;
    private final AtomicInteger told;
    private final CountDownLatch all;
    private final ConcurrentLinkedQueue<FltCallbackData> kept;
    private final boolean frees;
    private boolean again;
    private boolean over;

    OneRead(
        FltBench bench,
        AtomicInteger told,
        CountDownLatch all,
        ConcurrentLinkedQueue<FltCallbackData> kept,
        boolean frees,
        boolean again) {
      this.bench = bench;
      this.told = told;
      this.all = all;
      this.kept = kept;
      this.frees = frees;
      this.again = again;
    }

    /** Only what is in flight (FLT-80). */
    synchronized void cancel(FltCallbackData data) {
      if (!over) {
        bench.flt.fltCancelIo(data);
      }
    }

    void over(FltCallbackData data, @Nullable Object context) {
      boolean sends;
      synchronized (this) {
        sends = again;
        again = false;
        over = !sends;
      }
      if (sends) {
        bench.flt.fltReuseCallbackData(data);
        bench.fillRead(data, 5, 3);
        bench.flt.fltPerformAsynchronousIo(data, this::over, null);
        return;
      }
      told.incrementAndGet();
      if (frees) {
        bench.flt.fltFreeCallbackData(data);
      } else {
        kept.add(data);
      }
      all.countDown();
    }
  }

  /** A filter that is correct, and draws what it does with each read. */
  private static void filter(FltBench bench, String altitude, Random random) {
    bench.at(
        altitude,
        (data, objects, context) -> {
          int choice;
          synchronized (random) {
            choice = random.nextInt(5);
          }
          switch (choice) {
            case 0:
              return FLT_PREOP_SUCCESS_NO_CALLBACK;
            case 1:
              bench.manager.scheduler().submit(() -> goOn(bench, data));
              return FLT_PREOP_PENDING;
            case 2:
              data.ioStatus(FltStatus.STATUS_ACCESS_DENIED, 0);
              return FLT_PREOP_COMPLETE;
            default:
              context.set(choice);
              return FLT_PREOP_SUCCESS_WITH_CALLBACK;
          }
        },
        (data, objects, context, flags) -> {
          if (!Integer.valueOf(4).equals(context)) {
            return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
          }
          int queued =
              bench.flt.fltQueueDeferredIoWorkItem(
                  data, (of, with) -> bench.flt.fltCompletePendedPostOperation(of), null);
          return FltStatus.isSuccess(queued)
              ? FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED
              : FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
        });
  }

  private static void goOn(FltBench bench, FltCallbackData data) {
    bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
  }
}
