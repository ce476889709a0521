package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.conformance.field.FieldLayer;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.provider.LayeredProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layer of the field that one run of tests asks for by a configuration parameter. */
class FieldLayerParameterTest {
  /** A layer of the test itself. */
  public static final class Own extends LayeredProvider {}

  @WithWinsock(base = Base.LOOPBACK, layers = Own.class)
  static class Layered {
    @Test
    void hasItsOwnLayerAndPerhapsMore(Winsock winsock) {
      List<String> chains =
          winsock.catalog().entries().stream()
              .filter(entry -> entry.chainLength() == 3)
              .map(entry -> entry.name())
              .toList();
      assertThat(chains).isNotEmpty().allMatch(name -> name.startsWith("ShortReadLayer over [Own"));
    }
  }

  @Test
  void givenTheParameter_whenATestRuns_thenTheLayerLiesOverItsOwnAndIsReported() {
    CaseRun run = CaseRun.of(Layered.class, FieldLayer.PARAMETER, "short-reads");
    assertThat(run.failures()).isEmpty();
    assertThat(run.reported(FieldLayer.PARAMETER)).containsExactly("short-reads");
  }

  @Test
  void givenNoParameterOrAnEmptyOne_whenATestRuns_thenThereIsNoLayerOfTheField() {
    assertThat(CaseRun.of(Layered.class).failure()).hasMessageContaining("to be empty");
    assertThat(CaseRun.of(Layered.class, FieldLayer.PARAMETER, " ").succeeded()).isZero();
  }

  @Test
  void givenAnUnknownLayer_whenATestRuns_thenTheMessageListsThemAll() {
    assertThat(CaseRun.of(Layered.class, FieldLayer.PARAMETER, "shortest").failure())
        .hasRootCauseMessage(rootMessage())
        .hasMessageContaining(
            "wsplab.field.layer: \"shortest\" is no field layer: expected one of non-ifs, ");
  }

  private static String rootMessage() {
    try {
      FieldLayer.named("shortest");
      throw new AssertionError("there is none");
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
