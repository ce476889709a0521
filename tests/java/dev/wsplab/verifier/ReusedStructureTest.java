package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.spi.TransferResult;
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

  private final SocketHandle other = new SocketHandle(8);

  private BorderOperation pend(BorderRig rig, SocketHandle s) {
    BorderOperation operation =
        rig.watch.starts().begin(rig.border, "WSPRecv", s, rig.structure(0), false, null);
    return rig.returned(operation, TransferResult.PENDING);
  }

  private void complete(BorderRig rig, SocketHandle s) {
    rig.watch.completions().completing(rig.border, s, rig.structure(0), 0, 3);
  }

  /** WPU-CREATE-5: of several with one structure the socket tells which has ended. */
  @Test
  void givenSharedStructure_whenItIsCompletedOnASocket_thenTheOperationOfThatSocketHasEnded() {
    try (BorderRig rig = new BorderRig()) {
      BorderOperation first = pend(rig, rig.socket);
      BorderOperation second = pend(rig, other);
      BorderOperation third = pend(rig, rig.socket);

      complete(rig, other);
      assertThat(second.end()).isEqualTo(BorderOperation.End.COMPLETED);
      assertThat(first.isOpen()).isTrue();
      assertThat(third.isOpen()).isTrue();
      complete(rig, rig.socket);
      complete(rig, rig.socket);

      assertThat(first.isOpen()).isFalse();
      assertThat(third.isOpen()).isFalse();
      assertThat(rig.found()).extracting(Violation::rule).containsOnly("OVL-6");
    }
  }

  @Test
  void givenSharedStructure_whenItIsCompletedElsewhere_thenOneOfThemHasEnded_WPU_CREATE_5() {
    try (BorderRig rig = new BorderRig()) {
      BorderOperation first = pend(rig, rig.socket);
      BorderOperation second = pend(rig, rig.socket);

      complete(rig, other);

      assertThat(first.isOpen()).isNotEqualTo(second.isOpen());
      assertThat(rig.found()).extracting(Violation::rule).containsOnly("OVL-6");
    }
  }

  /** Both have ended, and the client may have it. */
  @Test
  void givenSharedStructure_whenAllHaveEnded_thenItIsOneOperationsAgain_WPU_CREATE_5() {
    try (BorderRig rig = new BorderRig()) {
      pend(rig, rig.socket);
      pend(rig, other);
      complete(rig, rig.socket);
      complete(rig, other);
      int before = rig.found().size();

      BorderOperation next = pend(rig, rig.socket);
      assertThat(next.isShared()).isFalse();
      complete(rig, other);

      assertThat(rig.found()).hasSize(before + 1);
      assertThat(rig.found().get(before).rule()).isEqualTo("WPU-CREATE-5");
    }
  }

  /** The one who gave it to two operations is asked, whoever that is. */
  @Test
  void givenLayerThatUsesItsOwnStructureTwice_whenTheBaseCompletesIt_thenTheLayerIsBlamed_OVL_6() {
    try (BorderRig rig = new BorderRig()) {
      rig.watch
          .threads()
          .inProvider(
              new Border("layer", false),
              () -> {
                pend(rig, rig.socket);
                return pend(rig, rig.socket);
              });
      complete(rig, rig.socket);
      complete(rig, rig.socket);
      complete(rig, rig.socket);

      assertThat(rig.found())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.rule()).isEqualTo("OVL-6");
                assertThat(found.provider()).isEqualTo("layer");
              });
    }
  }
}
