package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.forefront.FileOptions;
import dev.wsplab.forefront.FwxFiles;
import dev.wsplab.forefront.FwxFirewall;
import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.MemoryFile;
import dev.wsplab.forefront.Pump;
import dev.wsplab.verifier.Verifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that have the annotation; run by ForefrontAnnotationTest. */
final class ForefrontCases {
  private ForefrontCases() {}

  private static void leave(FwxService service) {
    service
        .firewall()
        .hookToCompletionPort(
            service.files().createFile(MemoryFile.empty(), FileOptions.reading()).orThrow());
  }

  @WithForefront(manualPump = true)
  static class Parts {
    private FwxService before;

    @BeforeEach
    void take(FwxService service) {
      before = service;
    }

    @Test
    void areOfOneService(FwxService service, FwxFirewall firewall, FwxFiles files, Pump pump) {
      assertThat(before).isSameAs(service);
      assertThat(firewall).isSameAs(service.firewall());
      assertThat(files).isSameAs(service.files());
      assertThat(pump).isSameAs(service.pump());
      assertThat(service.workers()).isZero();
    }

    @Test
    @WithForefront(workers = 3)
    void aMethodsTakesThePlaceOfTheClasss(FwxService service) {
      assertThat(service.workers()).isEqualTo(3);
    }

    @Nested
    class Inside {
      @Test
      void hasItAsWell(FwxService service) {
        assertThat(service.workers()).isZero();
      }
    }
  }

  @WithForefront
  static class Leaking {
    @Test
    void leavesAHandle(FwxService service) {
      leave(service);
    }
  }

  @WithForefront(verify = Verifier.Mode.REPORT)
  static class Reporting {
    @Test
    void leavesAHandle(FwxService service) {
      leave(service);
    }
  }

  @WithForefront(faultPercent = 100)
  static class Seeded {
    @Test
    void leavesAHandle(FwxService service, Seed seed) {
      assertThat(seed.value()).isEqualTo(42);
      leave(service);
    }
  }

  @WithForefront(workers = 0)
  static class Wrong {
    @Test
    void isNotReached(FwxService service) {
      throw new AssertionError("not reached with " + service);
    }
  }
}
