package dev.wsplab.bench;

import java.util.concurrent.SynchronousQueue;

/**
 * The other thread of a benchmark: does one job after the other, when told to. What fails in it
 * fails the benchmark.
 */
final class Partner implements AutoCloseable {
  private static final Runnable END = () -> {};

  private final SynchronousQueue<Runnable> jobs = new SynchronousQueue<>();
  private final Thread thread = new Thread(this::work, "partner");

  Partner() {
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try {
      for (Runnable job = jobs.take(); job != END; job = jobs.take()) {
        job.run();
      }
    } catch (Throwable e) {
      // Whoever waits for what this thread would have done would wait for ever.
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }

  /** Gives it a job, when it has done the last one. */
  void start(Runnable job) {
    try {
      jobs.put(job);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Ends it when it has done the last job. */
  @Override
  public void close() {
    start(END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
