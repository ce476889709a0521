package dev.wsplab.conformance.field;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs a client in a thread of its own, in an environment of its own, and looks at what is left.
 */
final class DirectRunner implements ClientRunner {
  private static final long INTERRUPTED_MILLIS = 2_000;
  private static final long CLOSING_MILLIS = 10_000;

  private final WinsockClient client;
  private final Duration timeout;
  private final Consumer<WinsockBuilder> preparation;
  private final Tally bare = new Tally();
  private int leftByBare;
  private boolean worksBare;

  DirectRunner(WinsockClient client, Duration timeout, Consumer<WinsockBuilder> preparation) {
    this.client = client;
    this.timeout = timeout;
    this.preparation = preparation;
  }

  @SuppressWarnings("builder:required.method.not.called") // close() ends it in another thread
  @Override
  public LayerRun run(@Nullable FieldLayer layer) throws InterruptedException {
    long start = System.nanoTime();
    WinsockBuilder builder = Winsock.builder().verify(Verifier.Mode.REPORT).stacks().watchClient();
    preparation.accept(builder);
    if (layer != null) {
      layer.install(builder);
    }
    Tally tally = layer == null ? bare : new Tally();
    List<String> problems = new CopyOnWriteArrayList<>();
    List<String> differences = new ArrayList<>();
    Winsock winsock = builder.build();
    winsock.addListener(tally);
    try {
      play(winsock, LayerRun.labelOf(layer), problems);
    } catch (InterruptedException e) {
      daemon("closing", Thread.currentThread().getThreadGroup(), winsock::close);
      throw e;
    }
    int left = winsock.pendingOperations().size();
    if (layer == null) {
      leftByBare = left;
    } else {
      differences.addAll(tally.differences(bare));
      if (left != leftByBare) {
        differences.add(
            StateReport.count(left, "operation")
                + " pending at the end (bare: "
                + leftByBare
                + ")");
      }
    }
    close(winsock, problems);
    worksBare |= layer == null && problems.isEmpty();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new LayerRun(layer, millis, problems, differences);
  }

  @Override
  public boolean worksBare() {
    return worksBare;
  }

  private void play(Winsock winsock, String label, List<String> problems)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        daemon(
            "client over " + label,
            new ClientThreads(problems),
            () -> {
              try {
                client.run(winsock);
              } catch (Throwable e) { // an AssertionError, too, is what the client says
                failure.set(e);
              }
            });
    thread.join(timeout.toMillis());
    if (thread.isAlive()) {
      problems.add(hang(winsock, thread));
      thread.interrupt();
      thread.join(INTERRUPTED_MILLIS);
      return; // what it throws now is our interrupt's doing
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      problems.add(Failures.text(thrown));
    }
  }

  private String hang(Winsock winsock, Thread thread) {
    return "it has not ended after "
        + timeout.toMillis()
        + " ms; it is here:\n"
        + Failures.frames(thread.getStackTrace())
        + StateReport.of(winsock);
  }

  /** Closes it, in another thread: a layer or a client's leavings may keep that from ending. */
  @SuppressWarnings("builder:required.method.not.called") // that thread closes it
  private static void close(@Owning Winsock winsock, List<String> problems)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        daemon(
            "closing",
            Thread.currentThread().getThreadGroup(),
            () -> {
              try {
                winsock.close();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    thread.join(CLOSING_MILLIS);
    if (thread.isAlive()) {
      problems.add(
          "closing its environment does not end; it is here:\n"
              + Failures.frames(thread.getStackTrace()));
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      problems.add("closing its environment failed: " + Failures.text(thrown));
    }
    winsock.violations().stream().map(Violation::report).forEach(problems::add);
  }

  /** The threads that a client makes, and what they die of. */
  private static final class ClientThreads extends ThreadGroup {
    private final List<String> problems;

    ClientThreads(List<String> problems) {
      super("client");
      this.problems = problems;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
      problems.add(
          "its thread " + thread.getName() + " ended with an exception: " + Failures.text(e));
    }
  }

  private static Thread daemon(String name, @Nullable ThreadGroup group, Runnable body) {
    Thread thread = new Thread(group, body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
