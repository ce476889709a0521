package dev.wsplab.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs the fuzzer for long, on several threads with environments of their own; {@code scripts/fuzz}
 * starts it. The seeds count upwards from the first, or are every Nth for one machine of N; odd
 * ones run on system handles, even ones on handles of {@code WPUCreateSocketHandle}.
 */
public final class LongFuzz {
  private static final long PROGRESS = Duration.ofSeconds(2).toNanos();
  private static final long HANG = Duration.ofSeconds(60).toNanos();

  private final long calls;
  private final FuzzShard shard;
  private final AtomicLong ordinals = new AtomicLong();
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong sequences = new AtomicLong();
  private final AtomicReference<Fuzzer.@Nullable Difference> found = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<AtomicLong> running = new ArrayList<>();

  private LongFuzz(long calls, FuzzShard shard) {
    this.calls = calls;
    this.shard = shard;
  }

  /**
   * Runs it.
   *
   * @param arguments how many calls, the first seed, how many threads, which part of how many
   */
  public static void main(String[] arguments) throws InterruptedException {
    FuzzShard shard = FuzzShard.of(Long.parseLong(arguments[1]), arguments[3]);
    LongFuzz fuzz = new LongFuzz(shard.share(Long.parseLong(arguments[0])), shard);
    System.exit(fuzz.run(Integer.parseInt(arguments[2])));
  }

  private int run(int threads) throws InterruptedException {
    long began = System.nanoTime();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      AtomicLong seed = new AtomicLong();
      running.add(seed);
      Thread worker = new Thread(() -> work(seed), "fuzz-" + i);
      worker.setDaemon(true);
      workers.add(worker);
    }
    workers.forEach(Thread::start);
    long before = -1;
    long since = began;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        worker.join(Duration.ofNanos(PROGRESS).toMillis());
        long now = made.get();
        if (now != before) {
          before = now;
          since = System.nanoTime();
        } else if (worker.isAlive() && System.nanoTime() - since > HANG) {
          System.out.println("hangs; one of these seeds: " + running);
          Thread.getAllStackTraces()
              .forEach((thread, stack) -> System.out.println(thread + " " + List.of(stack)));
          return 1;
        }
        say(began);
      }
    }
    return verdict();
  }

  private void say(long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%,d of %,d calls, %,d sequences, %.0f s%n", made.get(), calls, sequences.get(), seconds);
  }

  private int verdict() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      thrown.printStackTrace(System.out);
      return 1;
    }
    Fuzzer.Difference difference = found.get();
    if (difference != null) {
      System.out.println("emulator and model differ: " + difference);
      System.out.println(
          "keep it: "
              + difference.seed()
              + ", "
              + isIfs(difference.seed())
              + " in FuzzTest.givenCallsThatOnceDiffered");
      return 1;
    }
    System.out.printf(
        "emulator and model agree: %,d calls in %,d sequences, the last seed %d%n",
        made.get(), sequences.get(), shard.seed(ordinals.get() - 1));
    return 0;
  }

  private static boolean isIfs(long seed) {
    return (seed & 1) != 0;
  }

  private void work(AtomicLong current) {
    try {
      while (made.get() < calls && found.get() == null && failure.get() == null) {
        long seed = shard.seed(ordinals.getAndIncrement());
        current.set(seed);
        Fuzzer fuzzer = new Fuzzer(() -> FuzzTest.environment(isIfs(seed)), isIfs(seed));
        Fuzzer.Difference difference = fuzzer.run(seed);
        made.addAndGet(fuzzer.calls());
        sequences.incrementAndGet();
        if (difference != null) {
          found.compareAndSet(null, difference);
        }
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }
}
