package dev.wsplab.conformance;

import dev.wsplab.operation.ModuleStaysException;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.timing.Timing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plays scenarios, each in a thread and a world of its own, so that one that hangs stops no other.
 */
final class ScenarioRun {
  private static final int LOOK_EVERY_MILLIS = 50;
  private static final int PATIENCES = 10;

  private final Subject subject;
  private final Decisions decisions;
  private final long patience;
  private final boolean deferred;
  private final boolean nativeStacks;
  private final OperationListener listener;
  private boolean leftThreads;
  private volatile boolean cutShort;
  private ScenarioRecording recording = new ScenarioRecording("", null);
  private @Nullable EventFile events;

  /**
   * Makes a run.
   *
   * @param patience how long to wait for what must come, in milliseconds
   * @param deferred whether results become visible later
   * @param nativeStacks whether histories show those of native modules
   * @param listener is told what happens in every environment
   */
  ScenarioRun(
      Subject subject,
      Decisions decisions,
      long patience,
      boolean deferred,
      boolean nativeStacks,
      OperationListener listener) {
    this.subject = subject;
    this.decisions = decisions;
    this.patience = patience;
    this.deferred = deferred;
    this.nativeStacks = nativeStacks;
    this.listener = listener;
  }

  /** The events of each scenario are kept there, too. */
  void keepEvents(EventFile file) {
    events = file;
  }

  /** Whether the thread of a scenario was left where it hung. */
  boolean hasLeftThreads() {
    return leftThreads;
  }

  /** Whether the scenario that was played last did not reach its end. */
  boolean wasCutShort() {
    return cutShort;
  }

  /** What happened in the performance that was begun last. */
  Timeline timeline() {
    return recording.timeline();
  }

  /** The same as lines for people. */
  List<String> lines() {
    return recording.lines();
  }

  ScenarioResult play(Scenarios.Planned planned) {
    cutShort = false;
    Scenario scenario = planned.scenario();
    if (planned.impossible().isPresent()) {
      return result(
          scenario,
          ScenarioResult.Outcome.NOT_APPLICABLE,
          planned.impossible().get(),
          List.of(),
          true,
          0);
    }
    long start = System.nanoTime();
    Performance without = subject.isBase() ? null : perform(scenario, false);
    Performance with = perform(scenario, true);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return judge(scenario, with, without, millis);
  }

  /** What happens without the layer as well is not the layer's doing. */
  static ScenarioResult judge(
      Scenario scenario, Performance with, @Nullable Performance without, long millis) {
    Set<String> below = new TreeSet<>();
    if (without != null) {
      without.findings().forEach(finding -> below.add(finding.rule()));
    }
    Map<String, Finding> own = new LinkedHashMap<>();
    for (Finding finding : with.findings()) {
      if (!below.contains(finding.rule())) {
        own.putIfAbsent(finding.rule(), finding);
      }
    }
    boolean exact = with.isExact();
    if (!own.isEmpty()) {
      List<Finding> findings = List.copyOf(own.values());
      return result(scenario, ScenarioResult.Outcome.BROKEN, "", findings, exact, millis);
    }
    if (!with.findings().isEmpty()) {
      String reason = "broken without the layer as well: " + String.join(", ", below);
      return result(
          scenario, ScenarioResult.Outcome.NOT_APPLICABLE, reason, List.of(), exact, millis);
    }
    NotApplicableException not = with.notApplicable();
    if (not == null) {
      return result(scenario, ScenarioResult.Outcome.HELD, "", List.of(), exact, millis);
    }
    return result(
        scenario,
        not.isRefused()
            ? ScenarioResult.Outcome.UNSUPPORTED
            : ScenarioResult.Outcome.NOT_APPLICABLE,
        String.valueOf(not.getMessage()),
        List.of(),
        exact,
        millis);
  }

  private static ScenarioResult result(
      Scenario scenario,
      ScenarioResult.Outcome outcome,
      String reason,
      List<Finding> findings,
      boolean exact,
      long millis) {
    List<String> rules = scenario.checks().stream().map(Check::rule).distinct().sorted().toList();
    return new ScenarioResult(
        scenario.name(), scenario.function(), outcome, reason, findings, rules, exact, millis);
  }

  /**
   * What came of one performance.
   *
   * @param findings what was wrong
   * @param notApplicable why it could not be played, or null
   * @param isExact whether every event came in its turn
   * @param trace what happened, without what differs from run to run
   */
  record Performance(
      List<Finding> findings,
      @Nullable NotApplicableException notApplicable,
      boolean isExact,
      List<String> trace) {}

  /** Plays it once, and watches it. */
  Performance perform(Scenario scenario, boolean layered) {
    Watchdog watchdog = new Watchdog(scenario.checks());
    recording = new ScenarioRecording(scenario.name(), events);
    Stage stage = new Stage(scenario, layered, watchdog, recording);
    ProviderThreads group = new ProviderThreads(stage);
    Thread thread = new Thread(group, stage, "scenario");
    thread.setDaemon(true);
    thread.start();
    Finding hanging = null;
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCES * patience);
      while (thread.isAlive() && hanging == null) {
        thread.join(LOOK_EVERY_MILLIS);
        long bearable = System.nanoTime() < end ? patience + LOOK_EVERY_MILLIS : 0;
        hanging = watchdog.hanging(thread, group, bearable).orElse(null);
        if (bearable == 0 && hanging == null && thread.isAlive()) {
          hanging = watchdog.endless(thread, group);
        }
      }
      if (hanging != null && thread.isAlive()) {
        Performance brokenOff = stage.brokenOff(hanging);
        thread.interrupt();
        thread.join(patience);
        leftThreads |= thread.isAlive();
        cutShort = true;
        return brokenOff; // what the interrupt brings about is not the provider's doing
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
      return stage.brokenOff(watchdog.endless(thread, group));
    }
    return stage.performance();
  }

  /** The threads that are made during a performance, and what they die of. */
  private static final class ProviderThreads extends ThreadGroup {
    private final Stage stage;

    ProviderThreads(Stage stage) {
      super("scenario");
      this.stage = stage;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
      stage.died(thread, e);
    }
  }

  /** One performance, in its own thread. */
  private final class Stage implements Runnable {
    private final Scenario scenario;
    private final boolean layered;
    private final Watchdog watchdog;
    private final ScenarioRecording recording;
    // Guarded by this; written as it goes, so that something is known of what never ends.
    private final List<Finding> found = new ArrayList<>();
    private @Nullable NotApplicableException notApplicable;
    private boolean exact;
    private List<String> trace = List.of();

    Stage(Scenario scenario, boolean layered, Watchdog watchdog, ScenarioRecording recording) {
      this.scenario = scenario;
      this.layered = layered;
      this.watchdog = watchdog;
      this.recording = recording;
    }

    // Whatever a provider throws, an error of linking too, must not pass for a scenario that held.
    @Override
    public void run() {
      World world;
      try {
        world =
            new World(
                subject,
                scenario.setting(),
                layered,
                decisions.of(scenario.name()),
                patience,
                timing(),
                nativeStacks,
                watchdog,
                recording);
      } catch (RuntimeException e) {
        note(refused(e));
        return;
      } catch (Throwable e) {
        note(thrown(e));
        return;
      }
      world.winsock().addListener(listener);
      try {
        scenario.play(world);
      } catch (NotApplicableException e) {
        noteNotApplicable(e);
      } catch (PreparationException | WinsockException e) {
        note(refused(e));
      } catch (Throwable e) {
        note(thrown(e));
      }
      close(world);
      remember(world);
    }

    /**
     * A thread that the provider made in this scenario has died of an exception, or a module has
     * not gone.
     */
    void died(Thread thread, Throwable e) {
      if (e instanceof ModuleStaysException) {
        note(
            new Finding(
                "WSP-CLEAN-5",
                "a module stays loaded after its last WSPCleanup",
                "that it can be unloaded once WSPCleanup has returned",
                String.valueOf(e.getMessage()),
                "end each thread of the module before WSPCleanup returns, and let nothing hold the module:"
                    + " docs/hosting.md says what does",
                List.of()));
        return;
      }
      note(
          new Finding(
              "WSP-ERR-3",
              "an exception left the provider in the thread " + thread.getName(),
              "none: there is nobody above who could catch it",
              e.toString(),
              "catch it, and complete the operation with an error",
              ThreadStacks.frames(e.getStackTrace())));
    }

    /** Each scenario has the same few sockets and operations: its name makes the difference. */
    private Timing timing() {
      return deferred
          ? Timing.deferred(decisions.seed() + scenario.name().hashCode())
          : Timing.immediate();
    }

    private void close(World world) {
      try {
        world.close();
      } catch (Throwable e) {
        note(thrown(e));
      }
      world.findings().all().forEach(this::keep);
    }

    private synchronized void remember(World world) {
      exact = world.isExact();
      trace = world.trace();
    }

    private void note(Finding finding) {
      recording.found(finding);
      keep(finding);
    }

    private synchronized void keep(Finding finding) {
      found.add(finding);
    }

    private synchronized void noteNotApplicable(NotApplicableException reason) {
      notApplicable = reason;
    }

    synchronized Performance performance() {
      return new Performance(List.copyOf(found), notApplicable, exact, trace);
    }

    synchronized Performance brokenOff(Finding why) {
      recording.found(why);
      recording.freeze();
      List<Finding> all = new ArrayList<>(List.of(why));
      all.addAll(found);
      all.addAll(recording.verified());
      return new Performance(all, null, false, List.of());
    }

    private Finding refused(RuntimeException e) {
      cutShort = true;
      Check check = brokenBy(e);
      return new Finding(
          check.rule(),
          check.what(),
          "success",
          String.valueOf(e.getMessage()),
          check.remedy(),
          List.of());
    }

    private static Check brokenBy(RuntimeException e) {
      if (e instanceof PreparationException known) {
        return known.check();
      }
      return e instanceof WinsockException failed ? Calls.brokenBy(failed.errno()) : Check.STARTS;
    }

    private Finding thrown(Throwable e) {
      cutShort = true;
      Check check = Check.ANSWERS;
      return new Finding(
          check.rule(),
          check.what(),
          "an error in errno",
          e.toString(),
          check.remedy(),
          ThreadStacks.frames(e.getStackTrace()));
    }
  }
}
