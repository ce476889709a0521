package dev.wsplab.facts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** What JUnit tells of one run of the fact classes. Thread-safe. */
final class FactTests implements TestExecutionListener {
  private static final Pattern ID = Pattern.compile("_WIN_(\\d+)");
  private static final Pattern PLACE = Pattern.compile("\\b(TCP|LOOPBACK)\\b");

  private final IntConsumer progress;
  private final Map<String, List<FactCheckResult>> byFact = new LinkedHashMap<>();
  private final Map<String, Long> started = new LinkedHashMap<>();
  private final List<String> troubles = new ArrayList<>();
  private @Nullable TestPlan plan;
  private int done;

  /**
   * Makes a listener.
   *
   * @param progress is told how many checks are done
   */
  FactTests(IntConsumer progress) {
    this.progress = progress;
  }

  /** The facts that the name of a test names. */
  static Set<String> ids(String method) {
    return ID.matcher(method)
        .results()
        .map((MatchResult found) -> "WIN-" + found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The name of a test as words: what was done, and what was expected. */
  static String words(String method) {
    String plain = ID.matcher(method).replaceAll("");
    return plain
        .replace("_when", ", when")
        .replace("_then", ", then")
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan begun) {
    plan = begun;
  }

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    troubles.add(test.getDisplayName() + ": " + reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String seen = result.getStatus() == Status.SUCCESSFUL ? "" : said(result);
    if (!test.isTest()) {
      if (!seen.isEmpty()) {
        troubles.add(test.getDisplayName() + ": " + seen);
      }
      return;
    }
    String method =
        test.getSource()
            .filter(MethodSource.class::isInstance)
            .map(source -> ((MethodSource) source).getMethodName())
            .orElse(test.getDisplayName());
    long begun = started.getOrDefault(test.getUniqueId(), System.nanoTime());
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    FactCheckResult check = new FactCheckResult(words(method), place(test), seen, millis);
    for (String id : ids(method)) {
      byFact.computeIfAbsent(id, i -> new ArrayList<>()).add(check);
    }
    done++;
    progress.accept(done);
  }

  /** The base among the containers that a test stands in, or the system. */
  private String place(TestIdentifier test) {
    TestPlan running = plan;
    @Nullable TestIdentifier at = test;
    while (running != null && at != null) {
      var found = PLACE.matcher(at.getDisplayName());
      if (found.find()) {
        return found.group();
      }
      at = running.getParent(at).orElse(null);
    }
    return "system";
  }

  private static String said(TestExecutionResult result) {
    String text =
        result
            .getThrowable()
            .map(
                thrown ->
                    thrown instanceof AssertionError && thrown.getMessage() != null
                        ? String.valueOf(thrown.getMessage())
                        : thrown.toString())
            .orElse("it did not end");
    return text.isBlank() ? "it failed without a word" : text.strip();
  }

  /** What was found out, by the ids of the facts. */
  synchronized Map<String, List<FactCheckResult>> byFact() {
    return new LinkedHashMap<>(byFact);
  }

  /** What kept checks from being made. */
  synchronized Collection<String> troubles() {
    return List.copyOf(troubles);
  }
}
