package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.faulty.CleansUpNothing;
import dev.wsplab.verifier.faulty.ClosesBeforeCompleting;
import dev.wsplab.verifier.faulty.CompletesAfterCleanup;
import dev.wsplab.verifier.faulty.CompletesTwice;
import dev.wsplab.verifier.faulty.FailsWhatWasPassedOn;
import dev.wsplab.verifier.faulty.IndicatesInCleanup;
import dev.wsplab.verifier.faulty.LeaksItsStructure;
import dev.wsplab.verifier.faulty.NeverCompletes;
import dev.wsplab.verifier.faulty.PassesStructureDown;
import dev.wsplab.verifier.faulty.SubstitutesOnACapturedHandle;
import example.ForgetfulLayer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Providers that do not keep what a close or a cleanup owes, and layers that mix structures up. */
class EndFaultsTest {
  @Test
  void givenForgottenOperation_whenItsSocketWasClosed_thenItIsFoundAtTheEnd_WSP_CLOSE_3() {
    WatchedWorld world = WatchedWorld.base(NeverCompletes::new);
    world.recv(world.structure(0));
    world.ws2.closesocket(world.server());
    assertThat(world.broken("WSP-CLOSE-3")).as("it may still be on its way").isEmpty();
    world.close();

    assertThat(world.rules()).containsExactly("WPU-CLOSE-3", "WSP-CLOSE-3");
    Violation found = world.broken("WSP-CLOSE-3").get(0);
    assertThat(found.what()).isEqualTo("never completed");
    assertThat(found.provider()).endsWith("NeverCompletes");
    assertThat(found.seen())
        .startsWith("the socket was closed, and nothing was indicated (WSPRecv");
    assertThat(String.join("\n", found.history())).contains("PENDED WSARecv");
  }

  @Test
  void givenLayerThatForgetsToCallDown_whenItsSocketWasClosed_thenThatIsSaid_WSP_CLOSE_3() {
    WatchedWorld world = WatchedWorld.layer(LayerForm.NON_IFS, plain -> new ForgetfulLayer());
    world.recv(world.structure(0));
    world.ws2.closesocket(world.server());
    world.close();

    assertThat(world.broken("WSP-CLOSE-3"))
        .singleElement()
        .extracting(Violation::seen)
        .asString()
        .contains("; in the call that answered WSA_IO_PENDING it had called no provider below (");
  }

  @Test
  void givenSystemHandle_whenAForgottenOperationsSocketWasClosed_thenItIsFound_WSP_CLOSE_3() {
    WatchedWorld world = WatchedWorld.systemBase(NeverCompletes::new);
    world.recv(world.structure(0));
    world.ws2.closesocket(world.server());
    world.close();

    assertThat(world.broken().rule()).isEqualTo("WSP-CLOSE-3");
  }

  @Test
  void givenPendingOperation_whenCleanupLeavesIt_thenItIsFound_WSP_CLEAN_3() {
    WatchedWorld world = WatchedWorld.base(CleansUpNothing::new);
    world.recv(world.structure(0));
    world.close();

    assertThat(world.rules()).containsExactly("WSP-CLEAN-3", "WSP-CLEAN-4");
    Violation found = world.broken("WSP-CLEAN-3").get(0);
    assertThat(found.what()).isEqualTo("never completed");
    assertThat(found.remedy()).contains("OffsetHigh=995");
  }

  @Test
  void givenPendingOperation_whenCleanupIndicatesIt_thenItIsFound_WSP_CLEAN_3() {
    WatchedWorld world = WatchedWorld.base(IndicatesInCleanup::new);
    world.recv(world.structure(0));
    world.close();

    assertThat(world.broken().rule()).isEqualTo("WSP-CLEAN-3");
    assertThat(world.broken().what()).isEqualTo("WSPCleanup indicated a pending operation");
  }

  @Test
  void givenEndedEnvironment_whenACompletionComes_thenItIsFound_WSP_CLEAN_3() {
    CompletesAfterCleanup[] faulty = new CompletesAfterCleanup[1];
    WatchedWorld world =
        WatchedWorld.base(correct -> faulty[0] = new CompletesAfterCleanup(correct));
    world.recv(world.structure(0));
    world.dataCome();
    world.structure(0).publish(0, 0);
    world.winsock.close();
    assertThat(world.winsock.violations()).isEmpty();

    faulty[0].now();

    assertThat(world.rules()).containsExactly("WSP-CLEAN-5", "WSP-CLEAN-3");
    assertThat(world.broken("WSP-CLEAN-3").get(0).what()).isEqualTo("completed after WSPCleanup");
    world.close();
  }

  @Test
  void givenClosedHandle_whenAnOperationIsCompletedOnIt_thenItIsFound_WPU_CLOSE_3() {
    try (WatchedWorld world = WatchedWorld.base(ClosesBeforeCompleting::new)) {
      world.recv(world.structure(0));
      world.ws2.closesocket(world.server());

      assertThat(world.broken("WPU-CLOSE-3"))
          .extracting(Violation::what)
          .containsExactly(
              "socket handle closed with operations pending", "completed on a closed socket");
      assertThat(world.rules()).containsOnly("WPU-CLOSE-3");
    }
  }

  @Test
  void givenLayer_whenItCompletesItsOwnStructure_thenItIsFound_WPU_COMPLETE_13() {
    WatchedWorld world = WatchedWorld.layer(LayerForm.NON_IFS, LeaksItsStructure::new);
    world.recv(world.structure(0));
    world.dataCome();
    world.ws2.closesocket(world.server());
    world.close();

    Violation found = world.broken("WPU-COMPLETE-13").get(0);
    assertThat(found.provider()).endsWith("LeaksItsStructure");
    assertThat(found.what()).contains("own structure");
  }

  @Test
  void givenLayer_whenItPassesTheClientsStructureDown_thenItIsFound_WPU_CREATE_6() {
    try (WatchedWorld world = WatchedWorld.layer(LayerForm.NON_IFS, PassesStructureDown::new)) {
      world.recv(world.structure(0));

      assertThat(world.broken().rule()).isEqualTo("WPU-CREATE-6");
      assertThat(world.broken().remedy()).contains("a WSAOVERLAPPED of the layer");
    }
  }

  @Test
  void givenCapturedHandle_whenTheLayerUsesItsOwnStructure_thenThePacketShowsIt_WPU_COMPLETE_13() {
    try (OverlappedBlock own = OverlappedBlock.allocate(1);
        WatchedWorld world =
            WatchedWorld.layer(
                LayerForm.IFS,
                correct -> new SubstitutesOnACapturedHandle(correct, own.overlapped()))) {
      var port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken("WPU-COMPLETE-13").get(0).what())
          .isEqualTo("the provider's own structure came in the client's packet");
    }
  }

  @Test
  void givenCapturedHandle_whenTheLayerFailsWhatWasStarted_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.layer(LayerForm.IFS, FailsWhatWasPassedOn::new)) {
      world.recv(world.structure(0));

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().what()).contains("the provider below has started the operation");
    }
  }

  @Test
  void givenNegativePatience_whenSet_thenItIsRefused() {
    assertThatThrownBy(() -> Winsock.builder().verify(Verifier.Mode.REPORT, Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a patience is 0 or more");
  }

  @Test
  void givenModeFail_whenARuleWasBroken_thenClosingThrowsAndNothingElseDoes() {
    LoopbackProvider correct = LoopbackProvider.builder().nonIfs().build();
    Winsock winsock =
        Winsock.builder()
            .base(new CompletesTwice(correct), correct.entries())
            .verify(Verifier.Mode.FAIL)
            .build();
    try (OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(3);
        SocketPair pair = winsock.connectedPair()) {
      assertThat(pair.client().startSend(WsaBuffers.of(data), structures.overlapped())).isTrue();
    }

    assertThatThrownBy(winsock::close)
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("WPU-COMPLETE-18: completed twice")
        .hasMessageContaining("remedy:");
    assertThat(winsock.openHandles()).as("everything has been closed").isZero();
    winsock.close();
  }

  @Test
  void givenNoVerifier_whenARuleIsBroken_thenNothingIsWatched() {
    LoopbackProvider correct = LoopbackProvider.builder().nonIfs().build();
    try (Winsock winsock =
            Winsock.builder().base(new CompletesTwice(correct), correct.entries()).build();
        OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(3);
        SocketPair pair = winsock.connectedPair()) {
      pair.client().startSend(WsaBuffers.of(data), structures.overlapped());

      assertThat(winsock.violations()).isEmpty();
      assertThat(winsock.recorder().told()).isZero();
    }
  }
}
