package dev.wsplab.conformance;

import dev.wsplab.operation.OperationListener;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plays scenarios with a provider, and reports which rules hold and which it breaks.
 *
 * <pre>{@code
 * KitReport report = ConformanceKit.layer(MyLayer::new).run();
 * System.out.print(report.overview());
 * }</pre>
 *
 * <p>A layer is put over a scripted provider whose every completion the scenario decides, and over
 * connected sockets in memory; each scenario is played without it too, so that a difference is the
 * layer's. Of a base provider two sockets are connected with each other. Not thread-safe; the kits
 * of two threads do not meet.
 */
public final class ConformanceKit {
  private static final Pattern RULE = Pattern.compile("[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-H?\\d+");
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(3);
  // How many names a message tells of those that contain an unknown one.
  private static final int NEAR = 3;

  private final Subject subject;
  private long seed = 1;
  private String only = "";
  private int shard = 1;
  private int shards = 1;
  private Duration patience = DEFAULT_PATIENCE;
  private boolean deferred;
  private boolean nativeStacks;
  private @Nullable ScenarioPages pages;
  private Consumer<ScenarioResult> progress = result -> {};

  private ConformanceKit(Subject subject) {
    this.subject = subject;
  }

  /**
   * Checks a layer that is made from the library's base class.
   *
   * @param maker makes a new one each time it is asked, not started
   * @return the kit, which has not run yet
   */
  public static ConformanceKit layer(Supplier<? extends LayeredProvider> maker) {
    LayeredProvider one = maker.get();
    return layer(one.getClass().getName(), one.form() == LayerForm.IFS, maker);
  }

  /**
   * Checks any layer.
   *
   * @param name for reports, at most 250 characters
   * @param ifsHandles whether it hands out the system handles of the base
   * @param maker makes a new one each time it is asked, not started
   * @return the kit, which has not run yet
   */
  public static ConformanceKit layer(
      String name, boolean ifsHandles, Supplier<? extends ServiceProvider> maker) {
    return new ConformanceKit(new Subject(name, false, ifsHandles, List.of(), maker));
  }

  /**
   * Checks a base provider.
   *
   * @param name for reports
   * @param protocols what it offers, all with one ProviderId
   * @param maker makes a new one each time it is asked, not started
   * @return the kit, which has not run yet
   */
  public static ConformanceKit base(
      String name, List<ProtocolInfo> protocols, Supplier<? extends ServiceProvider> maker) {
    Validate.notEmpty(protocols, "protocols=[]: a base provider offers at least one protocol");
    boolean ifs = protocols.get(0).hasIfsHandles();
    return new ConformanceKit(new Subject(name, true, ifs, List.copyOf(protocols), maker));
  }

  /**
   * Sets the number that every decision of a run is made from; 1 unless set.
   *
   * @param number any number
   * @return this kit
   */
  public ConformanceKit seed(long number) {
    seed = number;
    return this;
  }

  /**
   * Plays only what looks at a rule, or what has a text in its name. A rule that the verifier looks
   * at, or the watch over calls that do not return, is looked at in every scenario, and of what
   * they find that rule alone is told.
   *
   * @param ruleOrName {@code WPU-COMPLETE-18}, or {@code WSARecv/later}, in any case; empty for all
   * @return this kit
   * @throws IllegalArgumentException for the id of a rule that neither a scenario nor the verifier
   *     looks at
   */
  public ConformanceKit only(String ruleOrName) {
    String asRule = ruleOrName.toUpperCase(Locale.ROOT);
    Validate.isTrue(
        !RULE.matcher(ruleOrName).matches() || isLookedAt(ruleOrName),
        "%s: no scenario and no check of the verifier looks at this rule; docs/coverage.md says"
            + " what looks at which",
        ruleOrName);
    only = RULE.matcher(asRule).matches() && isLookedAt(asRule) ? asRule : ruleOrName;
    return this;
  }

  /**
   * Plays one of several parts, which together are one run.
   *
   * @param number 1 to count
   * @param count how many parts
   * @return this kit
   */
  public ConformanceKit shard(int number, int count) {
    Validate.isTrue(
        count >= 1 && number >= 1 && number <= count,
        "shard=%d/%d: a part has a number from 1 to the number of parts",
        number,
        count);
    shard = number;
    shards = count;
    return this;
  }

  /**
   * Sets how long to wait for what must come; 3 seconds unless set, at least 1 millisecond.
   *
   * @param longest 1 millisecond or more
   * @return this kit
   */
  public ConformanceKit patience(Duration longest) {
    Validate.isTrue(longest.toMillis() > 0, "patience=%s: at least 1 millisecond", longest);
    patience = longest;
    return this;
  }

  /**
   * Lets results become visible a little after {@code WPUCompleteOverlappedRequest} has returned,
   * as {@code Timing.deferred} does, by the seed and the scenario. A run then makes the same
   * decisions again, but its events need not come in the same order.
   *
   * @return this kit
   */
  public ConformanceKit deferred() {
    deferred = true;
    return this;
  }

  /**
   * Lets histories say which functions of a native module have caused an event, as {@code
   * Winsock.builder().nativeStacks()} does.
   *
   * @return this kit
   */
  public ConformanceKit nativeStacks() {
    nativeStacks = true;
    return this;
  }

  /**
   * Writes a timeline for each scenario that breaks a rule, as a page of about 300 kB: {@link
   * dev.wsplab.timeline.Timeline}. {@link KitReport#writeTimelineIndex} writes the page that leads
   * to them. The page that an earlier run has left of a scenario is deleted when that is played.
   *
   * @param folder is made when it is missing; a file that cannot be written ends the run with an
   *     {@code UncheckedIOException}
   * @return this kit
   */
  public ConformanceKit timelines(Path folder) {
    pages = new ScenarioPages(folder);
    return this;
  }

  /**
   * Tells of each scenario when it has been played, in the thread that runs the kit.
   *
   * @param listener is given the result
   * @return this kit
   */
  public ConformanceKit progress(Consumer<ScenarioResult> listener) {
    progress = listener;
    return this;
  }

  /** {@return how many scenarios this run has, those that cannot be played included} */
  public int size() {
    return planned().size();
  }

  /** {@return the scenarios of this run, each with its rules or with why it cannot be played} */
  public List<String> list() {
    List<String> lines = new ArrayList<>();
    for (Scenarios.Planned p : planned()) {
      String rules =
          String.join(
              " ", p.scenario().checks().stream().map(Check::rule).distinct().sorted().toList());
      String rest = p.impossible().map(reason -> "not applicable: " + reason).orElse(rules);
      lines.add(p.scenario().name() + "  " + rest);
    }
    return lines;
  }

  /**
   * Plays the scenarios, one after the other. An interrupt of the calling thread ends the run after
   * the scenario that is being played.
   *
   * @return what came out of each scenario
   * @throws CannotStartException when the provider cannot be made or does not start
   */
  public KitReport run() {
    long start = System.nanoTime();
    ScenarioRun run = scenarioRun(event -> {});
    StartTrial.require(subject, run);
    List<ScenarioResult> results = new ArrayList<>();
    for (Scenarios.Planned planned : planned()) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      ScenarioResult result = play(run, planned);
      results.add(result);
      progress.accept(result);
    }
    return new KitReport(
        subject.name(),
        kind(),
        seed,
        deferred,
        results,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * Plays one scenario and keeps what happened in it, whether it broke a rule or not.
   *
   * @param scenario its whole name, as {@link #list} tells it; {@link #only} and {@link #shard} do
   *     not count
   * @return its events and what it has broken
   * @throws IllegalArgumentException when no scenario of this provider has that name
   * @throws CannotStartException when the provider cannot be made or does not start
   */
  public RecordedScenario record(String scenario) {
    List<Scenarios.Planned> all = Scenarios.of(subject);
    Scenarios.Planned planned =
        all.stream()
            .filter(p -> p.scenario().name().equals(scenario))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(scenario, all)));
    ScenarioRun run = scenarioRun(event -> {});
    StartTrial.require(subject, run);
    ScenarioResult result = run.play(planned);
    return new RecordedScenario(result, run.timeline(), run.lines());
  }

  private static String unknown(String scenario, List<Scenarios.Planned> all) {
    String part = scenario.toLowerCase(Locale.ROOT);
    List<String> near =
        all.stream()
            .map(p -> p.scenario().name())
            .filter(name -> name.toLowerCase(Locale.ROOT).contains(part))
            .toList();
    String more = near.size() > NEAR ? ", and " + (near.size() - NEAR) + " more" : "";
    return scenario
        + ": no scenario has this name"
        + (near.isEmpty()
            ? ""
            : "; these contain it: "
                + String.join(", ", near.subList(0, Math.min(NEAR, near.size())))
                + more);
  }

  /**
   * Plays from a scenario on and writes it down.
   *
   * @param folder where the events of the one that is played are kept, and what is broken in it
   * @return false when a scenario hung, and the rest is left
   */
  boolean playInto(Journal journal, LastCalls calls, Path folder, int first) {
    List<Scenarios.Planned> all = planned();
    journal.plan(subject.name(), kind(), seed, deferred, all);
    ScenarioRun run = scenarioRun(calls);
    EventFile events = new EventFile(folder.resolve(IsolatedKit.EVENTS));
    run.keepEvents(events);
    if (first == 0) {
      try {
        StartTrial.require(subject, run);
      } catch (CannotStartException e) {
        journal.refused(String.valueOf(e.getMessage()));
        return true;
      }
    }
    for (int i = first; i < all.size(); i++) {
      calls.clear();
      events.clear();
      journal.begun(i, all.get(i).scenario());
      ScenarioResult result = play(run, all.get(i));
      journal.ended(i, result);
      if (run.hasLeftThreads() && i < all.size() - 1) {
        return false;
      }
    }
    return true;
  }

  private ScenarioResult play(ScenarioRun run, Scenarios.Planned planned) {
    ScenarioPages written = pages;
    if (written != null) {
      written.forget(planned.scenario().name());
    }
    ScenarioResult result = onlyRule(run.play(planned), run.wasCutShort());
    if (written != null && result.outcome() == ScenarioResult.Outcome.BROKEN) {
      written.write(result.name(), run.timeline());
    }
    return result;
  }

  private ScenarioRun scenarioRun(OperationListener listener) {
    return new ScenarioRun(
        subject, new Decisions(seed), patience.toMillis(), deferred, nativeStacks, listener);
  }

  private String kind() {
    return (subject.ifs() ? "IFS " : "non-IFS ") + (subject.isBase() ? "base" : "layer");
  }

  private List<Scenarios.Planned> planned() {
    List<Scenarios.Planned> chosen =
        Scenarios.of(subject).stream().filter(p -> isChosen(p.scenario())).toList();
    List<Scenarios.Planned> mine = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      if (i % shards == shard - 1) {
        mine.add(chosen.get(i));
      }
    }
    return mine;
  }

  /**
   * A rule that the verifier or the watchdog looks at is looked at in every scenario: a run for it
   * finds what a run of everything finds.
   */
  private boolean isChosen(Scenario scenario) {
    if (isRule()) {
      return isOfEveryScenario(only) || looksAt(scenario, only);
    }
    return scenario.name().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT));
  }

  private static boolean isLookedAt(String rule) {
    return isOfEveryScenario(rule)
        || Arrays.stream(Check.values()).anyMatch(check -> check.rule().equals(rule));
  }

  private static boolean isOfEveryScenario(String rule) {
    return Verifier.rules().contains(rule) || Watchdog.RULES.contains(rule);
  }

  private boolean isRule() {
    return RULE.matcher(only).matches();
  }

  private static boolean looksAt(Scenario scenario, String rule) {
    return scenario.checks().stream().anyMatch(check -> check.rule().equals(rule));
  }

  /** A run for one rule tells of that rule, and of what kept it from being looked at. */
  private ScenarioResult onlyRule(ScenarioResult result, boolean wasCutShort) {
    if (!isRule() || result.outcome() != ScenarioResult.Outcome.BROKEN || wasCutShort) {
      return result;
    }
    List<Finding> of = result.findings().stream().filter(f -> f.rule().equals(only)).toList();
    return new ScenarioResult(
        result.name(),
        result.function(),
        of.isEmpty() ? ScenarioResult.Outcome.HELD : ScenarioResult.Outcome.BROKEN,
        result.reason(),
        of,
        result.rules(),
        result.isExact(),
        result.millis());
  }
}
