package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.junit.WithWinsock;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Row annotated: a test that does nothing, with an environment of its own that the verifier
 * watches. The peer is a test that does nothing.
 */
public class Annotated {
  private static final int TESTS = 200;

  /** With the annotation, and what it gives. */
  @WithWinsock
  static class WithEnvironment {
    @RepeatedTest(TESTS)
    void nothing(Winsock winsock) {}
  }

  /** Without. */
  static class Without {
    @RepeatedTest(TESTS)
    void nothing() {}
  }

  private static long run(Class<?> tests) {
    Launcher launcher = LauncherFactory.create();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(tests))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    long passed = listener.getSummary().getTestsSucceededCount();
    if (passed != TESTS) {
      throw new IllegalStateException("expected " + TESTS + " tests that pass, found " + passed);
    }
    return passed;
  }

  @Benchmark
  @OperationsPerInvocation(TESTS)
  public long ours() {
    return run(WithEnvironment.class);
  }

  @Benchmark
  @OperationsPerInvocation(TESTS)
  public long peer() {
    return run(Without.class);
  }
}
