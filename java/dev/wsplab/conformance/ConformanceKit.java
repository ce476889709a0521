package dev.wsplab.conformance;

import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.lang3.Validate;

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

  private final Subject subject;
  private long seed = 1;
  private String only = "";
  private int shard = 1;
  private int shards = 1;
  private Duration patience = DEFAULT_PATIENCE;
  private Consumer<ScenarioResult> progress = result -> {};

  private ConformanceKit(Subject subject) {
    this.subject = subject;
  }

  /**
   * Checks a layer that is made from the library's base class.
   *
   * @param maker makes a new one each time it is asked, not started
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
   */
  public static ConformanceKit base(
      String name, List<ProtocolInfo> protocols, Supplier<? extends ServiceProvider> maker) {
    Validate.notEmpty(protocols, "protocols=[]: a base provider offers at least one protocol");
    boolean ifs = protocols.get(0).hasIfsHandles();
    return new ConformanceKit(new Subject(name, true, ifs, List.copyOf(protocols), maker));
  }

  /** Sets the number that every decision of a run is made from; 1 unless set. */
  public ConformanceKit seed(long number) {
    seed = number;
    return this;
  }

  /**
   * Plays only the scenarios that look at a rule, or whose name contains a text.
   *
   * @param ruleOrName {@code WPU-COMPLETE-18}, or {@code WSARecv/later}; empty for all
   */
  public ConformanceKit only(String ruleOrName) {
    only = ruleOrName;
    return this;
  }

  /**
   * Plays one of several parts, which together are one run.
   *
   * @param number 1 to count
   * @param count how many parts
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

  /** Sets how long to wait for what must come; 3 seconds unless set, at least 1 millisecond. */
  public ConformanceKit patience(Duration longest) {
    Validate.isTrue(longest.toMillis() > 0, "patience=%s: at least 1 millisecond", longest);
    patience = longest;
    return this;
  }

  /** Tells of each scenario when it has been played, in the thread that runs the kit. */
  public ConformanceKit progress(Consumer<ScenarioResult> listener) {
    progress = listener;
    return this;
  }

  /** Returns how many scenarios this run has, those that cannot be played included. */
  public int size() {
    return planned().size();
  }

  /** Returns the scenarios of this run, each with its rules or with why it cannot be played. */
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
   */
  public KitReport run() {
    long start = System.nanoTime();
    ScenarioRun run = new ScenarioRun(subject, new Decisions(seed), patience.toMillis());
    List<ScenarioResult> results = new ArrayList<>();
    for (Scenarios.Planned planned : planned()) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      ScenarioResult result = onlyRule(run.play(planned));
      results.add(result);
      progress.accept(result);
    }
    return new KitReport(
        subject.name(), kind(), seed, results, Duration.ofNanos(System.nanoTime() - start));
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

  /** A rule that the verifier alone looks at is looked at everywhere. */
  private boolean isChosen(Scenario scenario) {
    if (isRule()) {
      boolean known = Scenarios.of(subject).stream().anyMatch(p -> looksAt(p.scenario(), only));
      return !known || looksAt(scenario, only);
    }
    return scenario.name().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT));
  }

  private boolean isRule() {
    return RULE.matcher(only).matches();
  }

  private static boolean looksAt(Scenario scenario, String rule) {
    return scenario.checks().stream().anyMatch(check -> check.rule().equals(rule));
  }

  /** A run for one rule tells of that rule. */
  private ScenarioResult onlyRule(ScenarioResult result) {
    if (!isRule() || result.outcome() != ScenarioResult.Outcome.BROKEN) {
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
