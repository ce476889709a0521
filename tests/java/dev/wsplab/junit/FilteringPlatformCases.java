package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.driver.Scheduler;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.FilterEngine;
import dev.wsplab.wfp.FwpmFunctions;
import dev.wsplab.wfp.FwpsFunctions;
import dev.wsplab.wfp.NetworkStack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that have the annotation; run by FilteringPlatformAnnotationTest. */
final class FilteringPlatformCases {
  private FilteringPlatformCases() {}

  @WithFilteringPlatform(manualScheduler = true, queueReauthorization = true)
  static class Parts {
    private FilterEngine before;

    @BeforeEach
    void take(FilterEngine engine) {
      before = engine;
    }

    @Test
    void areOfOneEngine(
        FilterEngine engine,
        FwpsFunctions kernel,
        FwpmFunctions management,
        NetworkStack stack,
        Scheduler scheduler) {
      assertThat(before).isSameAs(engine);
      assertThat(kernel).isSameAs(engine.kernel());
      assertThat(management).isSameAs(engine.management());
      assertThat(stack).isSameAs(engine.stack());
      assertThat(scheduler).isSameAs(engine.scheduler());
      assertThat(scheduler.isManual()).isTrue();
    }

    @Test
    @WithFilteringPlatform(threads = 1)
    void methodsMayDiffer(Scheduler scheduler, Winsock winsock) {
      assertThat(scheduler.isManual()).isFalse();
      winsock.ws2_32();
    }
  }

  @WithFilteringPlatform
  static class Breaking {
    @Test
    void completesWhatNobodyPended(FwpsFunctions kernel) {
      kernel.fwpsCompleteOperation0(12345, null);
    }
  }

  @WithFilteringPlatform(verify = Verifier.Mode.REPORT)
  static class Reporting {
    @Test
    void decidesItself(FilterEngine engine) {
      engine.kernel().fwpsCompleteOperation0(12345, null);
      assertThat(engine.violations()).hasSize(1);
    }
  }

  @WithFilteringPlatform(threads = 0)
  static class Wrong {
    @Test
    void neverRuns(FilterEngine engine) {
      assertThat(engine).isNull();
    }
  }
}
