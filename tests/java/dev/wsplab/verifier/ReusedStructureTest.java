package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.verifier.faulty.CompletesTwice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gives a pending structure to another operation is to blame for what follows (OVL-6). */
class ReusedStructureTest {
  private static void onlyTheClient(WatchedWorld world) {
    assertThat(world.winsock.violations())
        .isNotEmpty()
        .allSatisfy(
            found -> {
              assertThat(found.rule()).as(found.report()).isEqualTo("OVL-6");
              assertThat(found.provider()).isEmpty();
            });
  }

  /** Two sockets, one structure: WPU-CREATE-5 and WPU-COMPLETE-18 are not the layer's. */
  @ParameterizedTest
  @EnumSource
  void givenPendingStructure_whenAnotherSocketGetsItToo_thenTheLayerIsNotBlamed(LayerForm form) {
    try (WatchedWorld world = WatchedWorld.layer(form, correct -> correct)) {
      world.recv(world.structure(0));
      world.send(world.structure(0), null);
      world.dataCome();

      onlyTheClient(world);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenPendingStructure_whenTheSameSocketGetsItAgain_thenTheLayerIsNotBlamed(LayerForm form) {
    try (WatchedWorld world = WatchedWorld.layer(form, correct -> correct)) {
      world.recv(world.structure(0));
      world.recv(world.structure(0));
      world.dataCome();
      world.dataCome();

      onlyTheClient(world);
    }
  }

  @Test
  void givenRoutineThatPends_whenItsStructureIsUsedAgain_thenTheBaseIsNotBlamed() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      world.recv(world.structure(0), (error, bytes, overlapped, flags) -> {});
      world.recv(world.structure(0), (error, bytes, overlapped, flags) -> {});
      world.dataCome();
      world.dataCome();
      world.waitAlertably();

      onlyTheClient(world);
    }
  }

  /** The first may end after the client has used the structure a third time. */
  @Test
  void givenReusedStructure_whenItIsStartedOnceMoreBeforeBothHaveEnded_thenTheBaseIsNotBlamed() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      world.recv(world.structure(0));
      world.recv(world.structure(0));
      world.dataCome();
      world.recv(world.structure(0));
      world.dataCome();
      world.dataCome();

      onlyTheClient(world);
    }
  }

  /** When all that shared it have ended, the structure is like any other. */
  @Test
  void givenReusedStructure_whenAllHaveEnded_thenAFaultOfTheProviderIsFoundAgain_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(CompletesTwice::new)) {
      world.recv(world.structure(0));
      world.recv(world.structure(0));
      world.dataCome();
      world.dataCome();
      int before = world.broken("WPU-COMPLETE-18").size();

      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken("WPU-COMPLETE-18")).hasSize(before + 1);
      assertThat(world.broken("OVL-6")).extracting(Violation::provider).containsOnly("");
    }
  }
}
