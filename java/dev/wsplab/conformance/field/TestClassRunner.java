package dev.wsplab.conformance.field;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a class of tests with JUnit, once for each layer. The layer goes along as a configuration
 * parameter of that one run, which {@code @WithWinsock} asks for.
 */
final class TestClassRunner implements ClientRunner {
  /** How long a test may take to end once JUnit has interrupted it. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Class<?> tests;
  private final Duration timeout;
  private final Set<String> failedBare = new TreeSet<>();
  private boolean worksBare;

  TestClassRunner(Class<?> tests, Duration timeout) {
    this.tests = tests;
    this.timeout = timeout;
  }

  /** Whether JUnit would find a test in a class or in those nested in it. */
  static boolean hasTests(Class<?> type) {
    List<Method> found =
        AnnotationSupport.findAnnotatedMethods(
            type, Testable.class, HierarchyTraversalMode.TOP_DOWN);
    return !found.isEmpty()
        || !ReflectionSupport.findNestedClasses(type, TestClassRunner::hasTests).isEmpty();
  }

  @Override
  public LayerRun run(@Nullable FieldLayer layer) throws InterruptedException {
    long start = System.nanoTime();
    TestClassEvents events = new TestClassEvents();
    List<String> problems = new ArrayList<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                launcher().execute(request(layer), events);
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "tests over " + LayerRun.labelOf(layer));
    thread.setDaemon(true);
    thread.setContextClassLoader(tests.getClassLoader());
    thread.start();
    await(thread, events, problems);
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException(
          tests.getName() + ": JUnit did not run it: " + thrown.getMessage(), thrown);
    }
    requireLayer(layer, events);
    List<String> differences = new ArrayList<>();
    events
        .failures()
        .forEach(
            (test, text) -> {
              if (layer == null || !failedBare.contains(test)) {
                problems.add(test + ": " + text);
              }
            });
    if (layer == null) {
      failedBare.addAll(events.failures().keySet());
      worksBare = !thread.isAlive() && problems.size() < events.tests();
    } else {
      compare(events, differences);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new LayerRun(layer, millis, problems, differences);
  }

  @Override
  public boolean worksBare() {
    return worksBare;
  }

  private Launcher launcher() {
    return LauncherFactory.create(
        LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build());
  }

  private LauncherDiscoveryRequest request(@Nullable FieldLayer layer) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(tests))
        .filters(EngineFilter.includeEngines("junit-jupiter"))
        .configurationParameter(FieldLayer.PARAMETER, layer == null ? "" : layer.label())
        .configurationParameter("junit.jupiter.execution.timeout.mode", "enabled")
        .configurationParameter("junit.jupiter.execution.timeout.threaddump.enabled", "false")
        .configurationParameter(
            "junit.jupiter.execution.timeout.default", timeout.toMillis() + " ms")
        .build();
  }

  /** Waits for the end, as long as tests begin and end in time. */
  private void await(Thread thread, TestClassEvents events, List<String> problems)
      throws InterruptedException {
    long silence = timeout.plus(GRACE).toMillis();
    while (thread.isAlive()) {
      long left = silence - events.silentMillis();
      if (left <= 0) {
        problems.add(
            events.running()
                + ": it has not ended, and does not answer an interrupt; it is here:\n"
                + Failures.frames(thread.getStackTrace()));
        thread.interrupt();
        return;
      }
      thread.join(left);
    }
  }

  private void requireLayer(@Nullable FieldLayer layer, TestClassEvents events) {
    if (events.tests() == 0) {
      throw new IllegalStateException(
          tests.getName() + ": JUnit found no test in it; expected methods with @Test");
    }
    if (layer != null && events.environments() == 0) {
      throw new IllegalStateException(
          tests.getName()
              + ": none of its tests takes a Winsock from @WithWinsock, so no layer can be put"
              + " below them; give the class the annotation and its tests the parameter");
    }
  }

  private void compare(TestClassEvents events, List<String> differences) {
    Set<String> here = events.failures().keySet();
    for (String test : here) {
      differences.add(test + (failedBare.contains(test) ? " fails bare, too" : " passes bare"));
    }
    for (String test : failedBare) {
      if (!here.contains(test)) {
        differences.add(test + " passes here, and fails bare");
      }
    }
  }
}
