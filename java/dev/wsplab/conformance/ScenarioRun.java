package dev.wsplab.conformance;

import dev.wsplab.spi.WinsockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plays scenarios, each in a thread and a world of its own, so that one that hangs stops no other.
 */
final class ScenarioRun {
  private static final int LOOK_EVERY_MILLIS = 50;
  private static final int PATIENCES = 10;
  private static final int FRAMES = 12;

  private final Subject subject;
  private final Decisions decisions;
  private final long patience;

  /**
   * Makes a run.
   *
   * @param patience how long to wait for what must come, in milliseconds
   */
  ScenarioRun(Subject subject, Decisions decisions, long patience) {
    this.subject = subject;
    this.decisions = decisions;
    this.patience = patience;
  }

  ScenarioResult play(Scenarios.Planned planned) {
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
    Watchdog watchdog = new Watchdog();
    Stage stage = new Stage(scenario, layered, watchdog);
    Thread thread = new Thread(stage, "scenario");
    thread.setDaemon(true);
    thread.start();
    Finding hanging = null;
    try {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCES * patience);
      while (thread.isAlive() && hanging == null) {
        thread.join(LOOK_EVERY_MILLIS);
        long bearable = System.nanoTime() < end ? patience + LOOK_EVERY_MILLIS : 0;
        hanging = watchdog.hanging(thread, bearable).orElse(null);
        if (bearable == 0 && hanging == null && thread.isAlive()) {
          hanging = endless(thread);
        }
      }
      if (hanging != null && thread.isAlive()) {
        thread.interrupt();
        thread.join(patience);
        return stage.brokenOff(hanging);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
      return stage.brokenOff(endless(thread));
    }
    return stage.performance();
  }

  private static Finding endless(Thread thread) {
    return new Finding(
        "",
        "a scenario does not end",
        "that every wait ends",
        "no end, and no call of a provider under way",
        "look where its thread stands",
        stackOf(thread.getStackTrace()));
  }

  private static List<String> stackOf(StackTraceElement[] stack) {
    return Arrays.stream(stack).limit(FRAMES).map(f -> "at " + f).collect(Collectors.toList());
  }

  /** One performance, in its own thread. */
  private final class Stage implements Runnable {
    private final Scenario scenario;
    private final boolean layered;
    private final Watchdog watchdog;
    // Guarded by this; written as it goes, so that something is known of what never ends.
    private final List<Finding> found = new ArrayList<>();
    private @Nullable NotApplicableException notApplicable;
    private boolean exact;
    private List<String> trace = List.of();

    Stage(Scenario scenario, boolean layered, Watchdog watchdog) {
      this.scenario = scenario;
      this.layered = layered;
      this.watchdog = watchdog;
    }

    @Override
    public void run() {
      World world;
      try {
        world = new World(subject, scenario.setting(), layered, decisions, patience, watchdog);
      } catch (RuntimeException e) {
        note(refused(e));
        return;
      }
      try {
        scenario.play(world);
      } catch (NotApplicableException e) {
        noteNotApplicable(e);
      } catch (PreparationException | WinsockException e) {
        note(refused(e));
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        note(thrown(e));
      }
      close(world);
      remember(world);
    }

    private void close(World world) {
      try {
        world.close();
      } catch (RuntimeException e) {
        note(thrown(e));
      }
      world.findings().all().forEach(this::note);
    }

    private synchronized void remember(World world) {
      exact = world.isExact();
      trace = world.trace();
    }

    private synchronized void note(Finding finding) {
      found.add(finding);
    }

    private synchronized void noteNotApplicable(NotApplicableException reason) {
      notApplicable = reason;
    }

    synchronized Performance performance() {
      return new Performance(List.copyOf(found), notApplicable, exact, trace);
    }

    synchronized Performance brokenOff(Finding why) {
      return new Performance(List.of(why), null, false, List.of());
    }

    private Finding refused(RuntimeException e) {
      Check check = Check.STARTS;
      return new Finding(
          check.rule(),
          check.what(),
          "success",
          String.valueOf(e.getMessage()),
          check.remedy(),
          List.of());
    }

    private Finding thrown(Throwable e) {
      Check check = Check.ANSWERS;
      return new Finding(
          check.rule(),
          check.what(),
          "an error in errno",
          e.toString(),
          check.remedy(),
          stackOf(e.getStackTrace()));
    }
  }
}
