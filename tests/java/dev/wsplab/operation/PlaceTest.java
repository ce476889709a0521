package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where something was started, as reports tell it. */
class PlaceTest {

  @Test
  void givenTest_whenItAsksForItsPlace_thenTheTestIsTheInnermostFrameAndTheEngineIsLeftOut() {
    Place place = Place.here();

    assertThat(place.frames()).hasSize(1);
    assertThat(place)
        .asString()
        .contains("PlaceTest.givenTest_whenItAsksForItsPlace")
        .contains("(PlaceTest.java:13)");
  }

  @Test
  void givenDeepStack_whenThePlaceIsAsked_thenTheInnermostEightFramesAreKept() {
    Place place = down(20);

    assertThat(place.frames()).hasSize(8).allMatch(frame -> frame.getMethodName().equals("down"));
  }

  @Test
  void givenNoFrameOfACaller_whenTold_thenItSaysInside() {
    assertThat(new Place(List.of())).hasToString("inside wsplab");
  }

  private static Place down(int more) {
    return more == 0 ? Place.here() : down(more - 1);
  }
}
