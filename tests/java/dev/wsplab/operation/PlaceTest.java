package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

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
        .contains("(PlaceTest.java:12)");
  }

  @Test
  void givenDeepStack_whenThePlaceIsAsked_thenTheInnermostEightFramesAreKept() {
    Place place = down(20);

    assertThat(place.frames()).hasSize(8).allMatch(frame -> frame.getMethodName().equals("down"));
  }

  @Test
  void givenNoFrameOfACaller_whenTold_thenItSaysInside() {
    Throwable inside = new Throwable();
    inside.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(Operations.class.getName(), "start", "Operations.java", 1)
        });

    assertThat(new Place(inside)).hasToString("inside wsplab");
    assertThat(new Place(inside).frames()).isEmpty();
  }

  @Test
  void givenClassThatOnlyItsOwnLoaderKnows_whenToldOf_thenItIsTheCallers() {
    Throwable strange = new Throwable();
    strange.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(Operations.class.getName(), "start", "Operations.java", 1),
          new StackTraceElement("dev.wsplab.NotOnThisPath", "call", "NotOnThisPath.java", 7)
        });

    assertThat(new Place(strange))
        .hasToString("dev.wsplab.NotOnThisPath.call(NotOnThisPath.java:7)");
  }

  private static Place down(int more) {
    return more == 0 ? Place.here() : down(more - 1);
  }
}
