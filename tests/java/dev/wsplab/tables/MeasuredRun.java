package dev.wsplab.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests one after the other in a class loader of their own, and says in which of them which
 * function succeeded.
 */
final class MeasuredRun {
  /**
   * What it found.
   *
   * @param tests per cell the tests, as {@code Class.method} with the class's full name
   * @param finished tests that passed at least once
   * @param failed tests that failed, with the reason
   */
  record Found(Map<Cell, Set<String>> tests, Set<String> finished, Map<String, String> failed) {}

  private MeasuredRun() {}

  /** Runs all tests of these classes. */
  static Found ofClasses(Collection<String> classes) {
    ClassLoader loader = new WatchingLoader(MeasuredRun.class.getClassLoader());
    return run(
        loader,
        classes.stream().map(name -> DiscoverySelectors.selectClass(load(loader, name))).toList());
  }

  /** Runs these tests, given as {@code Class.method}. */
  static Found ofTests(Collection<String> tests) {
    ClassLoader loader = new WatchingLoader(MeasuredRun.class.getClassLoader());
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String test : tests) {
      Class<?> type = load(loader, test.substring(0, test.lastIndexOf('.')));
      selectors.addAll(TestMethods.named(type, test.substring(test.lastIndexOf('.') + 1)));
    }
    return run(loader, selectors);
  }

  private static Class<?> load(ClassLoader loader, String name) {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no such test: " + name, e);
    }
  }

  private static Found run(ClassLoader loader, List<? extends DiscoverySelector> selectors) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build());
    Watcher watcher = new Watcher();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    CallLog.clear();
    try {
      launcher.execute(request, watcher);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      CallLog.during(null);
    }
    return new Found(CallLog.tests(), watcher.finished, watcher.failed);
  }

  /** Tells the log which test runs. */
  private static final class Watcher implements TestExecutionListener {
    final Set<String> finished = new java.util.TreeSet<>();
    final Map<String, String> failed = new TreeMap<>();

    @Override
    public void executionStarted(TestIdentifier test) {
      if (test.isTest()) {
        CallLog.during(nameOf(test));
      }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        CallLog.during(null);
      }
      if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        finished.add(nameOf(test));
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failed.put(nameOf(test), String.valueOf(result.getThrowable().orElse(null)));
      }
    }

    private static String nameOf(TestIdentifier test) {
      return test.getSource()
          .filter(MethodSource.class::isInstance)
          .map(MethodSource.class::cast)
          .map(source -> source.getClassName() + "." + source.getMethodName())
          .orElse(test.getDisplayName());
    }
  }
}
