package dev.wsplab.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Plays scenarios in child processes, so that a provider which ends its process, or hangs where
 * nothing can interrupt it, fails one scenario: the next is played by another child. Not
 * thread-safe.
 */
public final class IsolatedKit {
  static final String JOURNAL = "journal.txt";
  static final String CALLS = "calls.bin";
  static final String EVENTS = "events.bin";
  private static final String CRASH = "crash.log";
  private static final String OUTPUT = "output.txt";
  private static final int LOOK_EVERY_MILLIS = 20;
  private static final Duration START = Duration.ofSeconds(60);
  private static final int PATIENCES = 25;
  // Of the plan's texts; see Journal.Kind.
  private static final int FIRST_NAME = 5;

  private final WorkerCommand command;
  private final Consumer<ScenarioResult> progress;
  private final Consumer<String> output;
  private final List<ScenarioResult> results = new ArrayList<>();
  private List<String> plan = List.of();
  private Duration silence;
  private @Nullable ScenarioPages pages;

  /** How to start a child. */
  @FunctionalInterface
  public interface WorkerCommand {
    /**
     * {@return program and arguments; the program calls {@link KitWorker#run} and ends with status
     * 0 when that returned}
     *
     * @param folder for {@code KitWorker}
     * @param first for {@code KitWorker}
     * @param crash where the JVM is to write how it crashed ({@code -XX:ErrorFile})
     */
    List<String> of(Path folder, int first, Path crash);
  }

  /**
   * Makes one.
   *
   * @param command starts a child
   * @param patience what the kit in the child waits for what must come
   * @param progress is told of each scenario when it has been played, in the calling thread
   * @param output gets the lines that a child printed, when it has ended
   */
  public IsolatedKit(
      WorkerCommand command,
      Duration patience,
      Consumer<ScenarioResult> progress,
      Consumer<String> output) {
    this.command = command;
    this.silence = patience.multipliedBy(PATIENCES).plus(START);
    this.progress = progress;
    this.output = output;
  }

  /**
   * Writes a timeline for each scenario in which the child ended or hung. Those of other scenarios
   * the child itself writes, if its kit is told the same: {@link ConformanceKit#timelines}.
   *
   * @param folder is made when it is missing; a file that cannot be written ends the run with an
   *     {@code UncheckedIOException}
   * @return this kit
   */
  public IsolatedKit timelines(Path folder) {
    pages = new ScenarioPages(folder);
    return this;
  }

  /**
   * Sets after how long without a sign of a child it is given up, and the scenario that it plays
   * fails; unless set, 60 seconds and 25 times the patience. A scenario that hangs where it can be
   * left is told by the child itself, long before.
   *
   * @param longest 1 millisecond or more
   * @return this kit
   */
  public IsolatedKit silence(Duration longest) {
    Validate.isTrue(longest.toMillis() > 0, "silence=%s: at least 1 millisecond", longest);
    silence = longest;
    return this;
  }

  /**
   * Plays all scenarios.
   *
   * @return what came out of each scenario
   * @throws IOException when no child can be started, or what it writes cannot be read
   * @throws CannotStartException when the provider cannot be made or does not start, or ends the
   *     process by it: the message has what that printed
   * @throws InterruptedException when the calling thread is interrupted; the child is ended
   */
  public KitReport run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    do {
      Path folder = Files.createTempDirectory("wsplab-check");
      try {
        runChild(folder);
      } finally {
        delete(folder);
      }
    } while (results.size() < count());
    return new KitReport(
        plan.get(0),
        plan.get(1),
        Long.parseLong(plan.get(2)),
        Boolean.parseBoolean(plan.get(4)),
        results,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** How many scenarios there are, or 0 as long as no child has told it. */
  private int count() {
    return plan.isEmpty() ? 0 : Integer.parseInt(plan.get(3));
  }

  private void runChild(Path folder) throws IOException, InterruptedException {
    int first = results.size();
    Path crash = folder.resolve(CRASH);
    Path printed = folder.resolve(OUTPUT);
    Process child =
        new ProcessBuilder(command.of(folder, first, crash))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    JournalReader journal = new JournalReader(folder.resolve(JOURNAL));
    boolean silent;
    try {
      silent = follow(child, journal);
    } finally {
      child.destroyForcibly();
    }
    int status = child.waitFor();
    take(journal);
    List<String> lines = linesOf(printed);
    if (!journal.refusal().isEmpty()) {
      lines.forEach(output);
      throw new CannotStartException(journal.refusal());
    }
    EventFile.Left left = EventFile.read(folder.resolve(EVENTS));
    if (journal.isPlaying()) {
      List<String> calls = callsIn(folder);
      Finding why =
          silent
              ? CrashReport.silent(calls, silence)
              : CrashReport.of(status, linesOf(crash), calls);
      draw(journal.begun().get(1), why, left);
      add(
          new ScenarioResult(
              journal.begun().get(1),
              journal.begun().get(2),
              ScenarioResult.Outcome.BROKEN,
              "",
              findings(why, left),
              journal.begun().subList(3, journal.begun().size()),
              false,
              journal.playingMillis()));
    } else if (results.size() == first && first == 0 && (plan.isEmpty() || count() > 0)) {
      throw new CannotStartException(notStarted(status, silent, folder, lines));
    } else if (results.size() == first && first < count()) {
      ScenarioResult failed = notBegun(first, status, silent, folder);
      draw(failed.name(), failed.findings().get(0), left);
      add(failed);
    } else if (results.size() > first && !endedWell(journal, status, crash)) {
      Finding why =
          silent
              ? CrashReport.silentAfter(callsIn(folder), silence)
              : CrashReport.after(status, linesOf(crash), callsIn(folder));
      draw(results.get(results.size() - 1).name(), why, left);
      blameLast(why);
    }
    lines.stream().filter(line -> !line.startsWith("#")).forEach(output);
  }

  /** What the child has left behind of a scenario, and at its end why it ended. */
  private void draw(String scenario, Finding why, EventFile.Left left) {
    if (pages != null) {
      pages.write(scenario, ScenarioRecording.leftBehind(scenario, left, why));
    }
  }

  /** Why the child ended, and once each what it had told of the provider before. */
  private static List<Finding> findings(Finding why, EventFile.Left left) {
    Map<String, Finding> byRule = new LinkedHashMap<>();
    byRule.put(why.rule(), why);
    for (Finding finding : ScenarioRecording.ofTheVerifier(left.broken())) {
      byRule.putIfAbsent(finding.rule(), finding);
    }
    return List.copyOf(byRule.values());
  }

  /** A worker ends itself with 0 or 1, when it has written all down and says so. */
  private static boolean endedWell(JournalReader journal, int status, Path crash) {
    return journal.isOver() && (status == 0 || status == 1) && !Files.exists(crash);
  }

  /**
   * What happens after a scenario comes of one before it: a thread that outlives the cleanup. The
   * last one is named, and what it held does not count.
   */
  private void blameLast(Finding why) {
    ScenarioResult last = results.remove(results.size() - 1);
    List<Finding> findings = new ArrayList<>(last.findings());
    findings.add(why);
    add(
        new ScenarioResult(
            last.name(),
            last.function(),
            ScenarioResult.Outcome.BROKEN,
            "",
            findings,
            last.rules(),
            false,
            last.millis()));
  }

  /** The first child ended before it played anything: the provider was being made or started. */
  private String notStarted(int status, boolean silent, Path folder, List<String> printed)
      throws IOException {
    List<String> calls = callsIn(folder);
    String how =
        plan.isEmpty()
            ? "before it played one"
            : "when it started the provider: "
                + CrashReport.inStart(status, linesOf(folder.resolve(CRASH)), calls)
                + "; expected that WSPStartup returns 0 or an error";
    return (plan.isEmpty() ? "" : plan.get(0) + ": ")
        + "nothing was played: the process that plays the scenarios ended with status "
        + status
        + (silent ? ", since nothing came of it for " + silence.toSeconds() + " s " : " ")
        + how
        + "; it printed:\n"
        + String.join("\n", printed);
  }

  /** A later child ended before its first scenario: that one fails, and the next is played. */
  private ScenarioResult notBegun(int number, int status, boolean silent, Path folder)
      throws IOException {
    List<String> calls = callsIn(folder);
    int at = FIRST_NAME + 2 * number;
    return new ScenarioResult(
        plan.get(at),
        plan.get(at + 1),
        ScenarioResult.Outcome.BROKEN,
        "",
        List.of(
            silent
                ? CrashReport.silentBefore(calls, silence)
                : CrashReport.before(status, linesOf(folder.resolve(CRASH)), calls)),
        List.of(),
        false,
        0);
  }

  /** Until it ends; true when it was given up, since nothing came. */
  private boolean follow(Process child, JournalReader journal)
      throws IOException, InterruptedException {
    long last = System.nanoTime();
    while (!child.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      if (take(journal)) {
        last = System.nanoTime();
      } else if (System.nanoTime() - last > silence.toNanos()) {
        return true;
      }
    }
    return false;
  }

  private boolean take(JournalReader journal) throws IOException {
    boolean any = journal.read(this::add);
    plan = journal.plan().isEmpty() ? plan : journal.plan();
    return any;
  }

  private void add(ScenarioResult result) {
    results.add(result);
    progress.accept(result);
  }

  private static List<String> callsIn(Path folder) {
    Path calls = folder.resolve(CALLS);
    return Files.exists(calls) ? new LastCalls(calls).lines() : List.of();
  }

  private static List<String> linesOf(Path file) throws IOException {
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
        : List.of();
  }

  private static void delete(Path folder) throws IOException {
    for (String name : new String[] {JOURNAL, CALLS, EVENTS, CRASH, OUTPUT}) {
      try {
        Files.deleteIfExists(folder.resolve(name));
      } catch (IOException e) {
        // Windows keeps a mapped file until it is no longer mapped.
        folder.resolve(name).toFile().deleteOnExit();
      }
    }
    try {
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
