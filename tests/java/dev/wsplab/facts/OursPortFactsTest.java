package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;

/** The library's own. */
class OursPortFactsTest extends OursPortFacts {
  OursPortFactsTest(OurBase base) {
    super(base);
  }

  @Override
  @Test
  @OnWine(value = "WIN-12", instead = "the thread that waited longest is released first")
  void givenTwoWaiters_whenPosted_thenTheLastIsReleasedFirst_WIN_12() throws Exception {
    if (!RunningOn.isWine()) {
      super.givenTwoWaiters_whenPosted_thenTheLastIsReleasedFirst_WIN_12();
      return;
    }
    assertThat(releaseOrder(3)).containsExactly(3L, 4L);
  }
}
