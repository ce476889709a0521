package dev.wsplab.conformance.field;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** What came of one run of a class of tests. Thread-safe: tests may run in parallel. */
final class TestClassEvents implements TestExecutionListener {
  private final Map<String, String> failures = new LinkedHashMap<>();
  private int tests;
  private int environments;
  private long last = System.nanoTime();
  private String running = "before the first test";

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    last = System.nanoTime();
    running = nameOf(test);
    tests += test.isTest() ? 1 : 0;
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    last = System.nanoTime();
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      failures.put(nameOf(test), result.getThrowable().map(Failures::text).orElse("it failed"));
    }
  }

  @Override
  public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    environments += entry.getKeyValuePairs().containsKey(FieldLayer.PARAMETER) ? 1 : 0;
  }

  private static String nameOf(TestIdentifier test) {
    Optional<TestSource> source = test.getSource();
    if (source.isPresent() && source.get() instanceof MethodSource method) {
      String plain = method.getMethodName() + "(";
      String display = test.getDisplayName();
      String more = display.startsWith(plain) ? "" : " " + display;
      return shortName(method.getClassName()) + "." + method.getMethodName() + more;
    }
    if (source.isPresent() && source.get() instanceof ClassSource type) {
      return shortName(type.getClassName());
    }
    return test.getDisplayName();
  }

  private static String shortName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /** Why tests and classes failed, by their names. */
  synchronized Map<String, String> failures() {
    return new LinkedHashMap<>(failures);
  }

  /** How many tests were run. */
  synchronized int tests() {
    return tests;
  }

  /** How many environments had the layer of this run. */
  synchronized int environments() {
    return environments;
  }

  /** What was started last. */
  synchronized String running() {
    return running;
  }

  /** How long nothing has begun or ended. */
  synchronized long silentMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last);
  }
}
