package dev.wsplab.load;

import dev.wsplab.Winsock;
import dev.wsplab.load.WatchedRunsTest.Style;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Load for long; {@code scripts/soak} starts it and judges the samples. At once: connections come
 * and go in one environment that stays; environments of every style come and go, with calls that
 * fail and the verifier on; and a message goes to and fro in one that stays, to see how long it
 * takes.
 */
public final class Soak {
  private static final int PAIRS = 16;
  private static final int OPERATIONS = 20_000;
  private static final int SAMPLES = 240;

  private final long end;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Soak(long nanos) {
    this.end = System.nanoTime() + nanos;
  }

  /**
   * Runs it.
   *
   * @param arguments for how many seconds, the first seed, the file for the samples
   */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
    Soak soak = new Soak(nanos);
    long seed = Long.parseLong(arguments[1]);
    boolean fine;
    try (PrintWriter out =
        new PrintWriter(
            Files.newBufferedWriter(Path.of(arguments[2]), StandardCharsets.US_ASCII))) {
      fine = soak.run(seed, nanos / SAMPLES, out);
    }
    System.out.printf(
        "soak: %,d operations told, %,d environments, %,d calls that were made to fail%n",
        soak.operations.get(), soak.runs.get(), soak.faults.get());
    System.exit(fine ? 0 : 1);
  }

  private boolean run(long seed, long every, PrintWriter out) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try (Winsock lasting = Winsock.builder().build();
        RoundTrip roundTrip = new RoundTrip()) {
      threads.add(new Thread(() -> guarded(() -> connections(lasting)), "soak-connections"));
      threads.add(new Thread(() -> guarded(() -> environments(seed)), "soak-environments"));
      threads.add(new Thread(() -> guarded(() -> measure(roundTrip)), "soak-round-trips"));
      threads.forEach(Thread::start);
      out.println(SoakSample.HEAD);
      long began = System.nanoTime();
      for (long at = began + every; goesOn(); at += every) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(at, end) - System.nanoTime()));
        SoakSample sample = SoakSample.now(began, operations.get(), roundTrip);
        out.println(sample.line());
        out.flush();
        System.out.printf(
            Locale.ROOT,
            "%,6d s, %,d operations, %,d environments, %,d MB%n",
            sample.seconds(),
            operations.get(),
            runs.get(),
            sample.resident() >> 20);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      thrown.printStackTrace(System.out);
    }
    return thrown == null;
  }

  private boolean goesOn() {
    return System.nanoTime() < end && failure.get() == null;
  }

  private void guarded(Job job) {
    try {
      while (goesOn()) {
        job.once();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** What a thread does until the time is over. */
  private interface Job {
    void once() throws InterruptedException;
  }

  private void connections(Winsock lasting) throws InterruptedException {
    MixedLoad load = new MixedLoad(lasting, OPERATIONS);
    operations.addAndGet(load.run(PAIRS, 2));
    if (!load.wrong.isEmpty()) {
      throw new AssertionError(load.wrong.toString());
    }
  }

  private void environments(long seed) {
    for (Style style : Style.values()) {
      long used = seed + runs.getAndIncrement();
      FaultPlan plan = Faults.of(used);
      try {
        Winsock winsock = style.builder().verify(Verifier.Mode.FAIL).intercept(plan).build();
        new RandomRun(winsock, used).run(plan);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(style + ", seed " + used, e);
      }
      faults.addAndGet(plan.count());
      if (!goesOn()) {
        return;
      }
    }
  }

  private void measure(RoundTrip roundTrip) throws InterruptedException {
    operations.addAndGet(roundTrip.once());
    TimeUnit.MILLISECONDS.sleep(1); // a rate, not a wait: what is asked is how long one takes now
  }
}
