package dev.wsplab.facts;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Asks the facts about Windows, WIN-1 to WIN-61 of docs/rules/windows-facts.md. Not thread-safe;
 * {@link #run} may be called again.
 *
 * <p>It needs JUnit and AssertJ on the class path; without them {@link #run} throws a {@link
 * NoClassDefFoundError} that names what is missing.
 */
public final class FactsCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String subject;
  private final List<Class<?>> classes;
  private String only = "";
  private IntConsumer progress = done -> {};

  /** Asks by these classes of tests, for tests of this class. */
  FactsCheck(String subject, List<Class<?>> classes) {
    this.subject = subject;
    this.classes = classes;
  }

  /**
   * Makes a check.
   *
   * @param subject of what the facts are asked
   * @return the check, not run yet
   * @throws IllegalArgumentException when it is not on this machine
   */
  public static FactsCheck of(FactSubject subject) {
    if (!subject.isHere()) {
      throw new IllegalArgumentException(
          "subject=" + subject + ": only Windows and Wine can be asked; expected WSPLAB here");
    }
    return new FactsCheck(subject.words(), subject.classes());
  }

  /**
   * Asks only one fact.
   *
   * @param id such as {@code WIN-18}
   * @return this
   * @throws IllegalArgumentException when the sheet has no such fact
   */
  public FactsCheck only(String id) {
    if (!FactSheet.read().containsKey(id)) {
      throw new IllegalArgumentException(id + ": no such fact; expected WIN-1 to WIN-61");
    }
    only = id;
    return this;
  }

  /**
   * Tells how far it is.
   *
   * @param told how many checks are done, after each, in the thread that calls {@link #run} or
   *     another of JUnit's
   * @return this
   */
  public FactsCheck progress(IntConsumer told) {
    progress = told;
    return this;
  }

  /** {@return how many tests are to be run; one that has parameters is counted once} */
  public int size() {
    return selectors().size();
  }

  /**
   * Asks them, one after the other: some seconds, on a slow machine a minute. A check that does not
   * end within a minute counts as one that saw something else, and its thread is left behind.
   *
   * @return what came of each fact of the sheet, or of the only one
   * @throws IllegalStateException when JUnit could not run a check at all
   */
  public FactsReport run() {
    long start = System.nanoTime();
    FactTests tests = new FactTests(progress);
    List<DiscoverySelector> selectors = selectors();
    if (!selectors.isEmpty()) {
      LauncherFactory.create(
              LauncherConfig.builder()
                  .enableLauncherSessionListenerAutoRegistration(false)
                  .enableTestExecutionListenerAutoRegistration(false)
                  .enablePostDiscoveryFilterAutoRegistration(false)
                  .build())
          .execute(request(selectors), tests);
    }
    if (!tests.troubles().isEmpty()) {
      throw new IllegalStateException("JUnit could not ask all facts: " + tests.troubles());
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    return new FactsReport(subject, results(tests.byFact()), duration);
  }

  private List<FactResult> results(Map<String, List<FactCheckResult>> byFact) {
    Set<String> asked = new TreeSet<>(byFact.keySet());
    return FactSheet.read().entrySet().stream()
        .filter(fact -> only.isEmpty() || fact.getKey().equals(only))
        .map(
            fact ->
                asked.contains(fact.getKey())
                    ? FactResult.asked(
                        fact.getKey(),
                        fact.getValue(),
                        byFact.getOrDefault(fact.getKey(), List.of()))
                    : FactResult.notAsked(
                        fact.getKey(),
                        fact.getValue(),
                        methodsFor(fact.getKey(), FactSubject.SYSTEM) > 0
                            ? "only Windows' own functions have what it asks for"
                            : "no check asks it"))
        .toList();
  }

  private static LauncherDiscoveryRequest request(List<DiscoverySelector> selectors) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        .filters(EngineFilter.includeEngines("junit-jupiter"))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .configurationParameter("junit.jupiter.execution.timeout.mode", "enabled")
        .configurationParameter("junit.jupiter.execution.timeout.threaddump.enabled", "false")
        // Whoever waits inside a call of the system hears no interrupt.
        .configurationParameter(
            "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
        .configurationParameter(
            "junit.jupiter.execution.timeout.testable.method.default", PATIENCE.toMillis() + " ms")
        .build();
  }

  /** How many tests ask for a fact. */
  static long methodsFor(String id, FactSubject subject) {
    return methods(subject.classes())
        .filter(method -> FactTests.ids(method.method().getName()).contains(id))
        .count();
  }

  private List<DiscoverySelector> selectors() {
    return methods(classes)
        .filter(method -> only.isEmpty() || FactTests.ids(method.method().getName()).contains(only))
        .<DiscoverySelector>map(
            method -> DiscoverySelectors.selectMethod(method.type(), method.method()))
        .toList();
  }

  /** A test and the class that has it, perhaps from one above it. */
  private record FactMethod(Class<?> type, Method method) {}

  private static Stream<FactMethod> methods(List<Class<?>> classes) {
    return classes.stream()
        .flatMap(
            type ->
                AnnotationSupport.findAnnotatedMethods(
                        type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
                    .stream()
                    .filter(method -> !FactTests.ids(method.getName()).isEmpty())
                    .map(method -> new FactMethod(type, method)));
  }
}
