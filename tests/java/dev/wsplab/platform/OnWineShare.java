package dev.wsplab.platform;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end of a run on Wine how many tests asserted something else there. */
public final class OnWineShare implements TestExecutionListener {
  private final AtomicInteger tests = new AtomicInteger();
  private final AtomicInteger onWine = new AtomicInteger();

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    if (entry.getKeyValuePairs().values().stream().anyMatch(OnWineReport::isDeviation)) {
      onWine.incrementAndGet();
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      tests.incrementAndGet();
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (RunningOn.isWine()) {
      System.out.printf("%s of %s tests assert what Wine does instead of Windows%n", onWine, tests);
    }
  }
}
