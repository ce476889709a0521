package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Scheduler;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FltMgr;
import dev.wsplab.fltmgr.FltRegistration;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that have the annotation; run by FilterManagerAnnotationTest. */
final class FilterManagerCases {
  private FilterManagerCases() {}

  private static void leak(FilterManager manager, FltVolume volume) {
    manager
        .functions()
        .fltAllocateCallbackData(
            manager.register(FltRegistration.named("leaking")).attach(volume, "1"), null)
        .orThrow();
  }

  @WithFilterManager(manualScheduler = true)
  static class Parts {
    private FilterManager before;

    @BeforeEach
    void take(FilterManager manager) {
      before = manager;
    }

    @Test
    void areOfOneManager(FilterManager manager, FltMgr flt, FltVolume volume, Scheduler scheduler)
        throws IOException {
      assertThat(before).isSameAs(manager);
      assertThat(flt).isSameAs(manager.functions());
      assertThat(manager.volumes()).containsExactly(volume);
      assertThat(scheduler).isSameAs(manager.scheduler());
      assertThat(scheduler.isManual()).isTrue();
      Files.writeString(volume.folder().resolve("file"), "goes with the folder");
    }

    @Test
    @WithFilterManager(threads = 1)
    void aMethodsTakesThePlaceOfTheClasss(Scheduler scheduler) {
      assertThat(scheduler.isManual()).isFalse();
    }

    @Nested
    class Inside {
      @Test
      void hasItAsWell(Scheduler scheduler) {
        assertThat(scheduler.isManual()).isTrue();
      }
    }
  }

  @WithFilterManager
  static class Leaking {
    @Test
    void leavesCallbackData(FilterManager manager, FltVolume volume) {
      leak(manager, volume);
    }
  }

  @WithFilterManager(verify = Verifier.Mode.REPORT)
  static class Reporting {
    @Test
    void leavesCallbackData(FilterManager manager, FltVolume volume) {
      leak(manager, volume);
    }
  }

  @WithFilterManager(laterPercent = 50)
  static class Seeded {
    @Test
    void leavesCallbackData(FilterManager manager, FltVolume volume, Seed seed) {
      assertThat(seed.value()).isEqualTo(42);
      leak(manager, volume);
    }
  }

  @WithFilterManager(threads = 0)
  static class Wrong {
    @Test
    void isNotReached(FilterManager manager) {
      throw new AssertionError("not reached with " + manager);
    }
  }

  @WithFilterManager(laterPercent = 101)
  static class TooMany {
    @Test
    void isNotReached(FilterManager manager) {
      throw new AssertionError("not reached with " + manager);
    }
  }
}
