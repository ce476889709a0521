package dev.wsplab.bench;

import dev.wsplab.kernel.CompletionEntries;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row 1p1c: one thread completes, another dequeues. */
public class OneToOne {
  private static final int BATCH = 10_000;

  /** Operations that wait to be completed, and who completes them. */
  @State(Scope.Benchmark)
  public static class Ours {
    private final Completions completions = new Completions(BATCH);
    private final Partner producer = new Partner();
    private final CompletionEntries entries = new CompletionEntries(64);

    @Setup(Level.Invocation)
    public void start() {
      completions.start();
    }

    private void produce() {
      producer.start(
          () -> {
            for (int i = 0; i < BATCH; i++) {
              completions.complete(i);
            }
          });
    }

    @TearDown
    public void close() {
      producer.close();
      completions.close();
      entries.close();
    }
  }

  /** The JDK's queue, and who fills it. */
  @State(Scope.Benchmark)
  public static class Peer {
    private final LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    private final Integer[] numbers = new Integer[BATCH];
    private final Partner producer = new Partner();

    @Setup
    public void fill() {
      for (int i = 0; i < BATCH; i++) {
        numbers[i] = i;
      }
    }

    private void produce() {
      producer.start(
          () -> {
            try {
              for (Integer number : numbers) {
                queue.put(number);
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException("interrupted", e);
            }
          });
    }

    @TearDown
    public void close() {
      producer.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void ours(Ours state) {
    state.produce();
    for (int i = 0; i < BATCH; i++) {
      state.completions.take(i);
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void batch(Ours state) {
    state.produce();
    for (int i = 0; i < BATCH; ) {
      i += state.completions.take(i, state.entries);
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void peer(Peer state) throws InterruptedException {
    state.produce();
    for (int i = 0; i < BATCH; i++) {
      int got = state.queue.take();
      if (got != i) {
        throw new IllegalStateException("expected " + i + ", found " + got);
      }
    }
  }
}
