package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.verifier.faulty.ClearsInternal;
import dev.wsplab.verifier.faulty.CompletesAfterFailing;
import dev.wsplab.verifier.faulty.CompletesAnUnknownStructure;
import dev.wsplab.verifier.faulty.CompletesOnAnotherSocket;
import dev.wsplab.verifier.faulty.CompletesTwice;
import dev.wsplab.verifier.faulty.FailsAfterCompleting;
import dev.wsplab.verifier.faulty.NeverCompletes;
import dev.wsplab.verifier.faulty.PublishesItself;
import dev.wsplab.verifier.faulty.StoresNoError;
import dev.wsplab.verifier.faulty.SwapsOffsets;
import dev.wsplab.verifier.faulty.WritesCountWhenPending;
import org.junit.jupiter.api.Test;

/** Providers that say of an operation's start or end what they must not. */
class CompletionFaultsTest {
  @Test
  void givenSecondCompletion_whenItComes_thenItIsFoundWithItsHistory_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(CompletesTwice::new)) {
      world.recv(world.structure(0));
      world.dataCome();

      Violation found = world.broken();
      assertThat(found.rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(found.provider()).endsWith("CompletesTwice");
      assertThat(found.what()).isEqualTo("completed twice");
      assertThat(found.seen()).contains("WSPRecv", "3 bytes");
      assertThat(found.remedy()).contains("WPUCompleteOverlappedRequest once");
      assertThat(String.join("\n", found.history()))
          .contains("client STARTED WSARecv", "WatchedWorld.recv(WatchedWorld.java")
          .contains("CALLED WSPRecv", "RETURNED WSPRecv", "PUBLISHED");
    }
  }

  @Test
  void givenSystemHandle_whenItsOperationEndsTwice_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.systemBase(CompletesTwice::new)) {
      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken().what()).isEqualTo("completed twice");
    }
  }

  @Test
  void givenExtensionFunction_whenItCompletesTwice_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(CompletesTwice::new)) {
      world.ws2.extensions().disconnectEx(world.client(), world.structure(0), 0);

      assertThat(world.broken().what()).isEqualTo("completed twice");
      assertThat(world.broken().seen()).contains("DisconnectEx");
    }
  }

  @Test
  void givenCompletion_whenTheCallThenFails_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(FailsAfterCompleting::new)) {
      world.send(world.structure(0), null);

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().what()).isEqualTo("completed although the start failed");
      assertThat(world.broken().remedy()).contains("Return WSA_IO_PENDING");
    }
  }

  @Test
  void givenFailedStart_whenItIsIndicatedLater_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(CompletesAfterFailing::new)) {
      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().what()).isEqualTo("indication after an immediate failure");
    }
  }

  @Test
  void givenUnknownStructure_whenCompleted_thenItIsFound_WPU_COMPLETE_18() {
    try (OverlappedBlock other = OverlappedBlock.allocate(1);
        WatchedWorld world =
            WatchedWorld.base(
                correct -> new CompletesAnUnknownStructure(correct, other.overlapped()))) {
      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken().what()).isEqualTo("completed an operation that was never started");
      assertThat(world.broken().provider()).endsWith("CompletesAnUnknownStructure");
    }
  }

  @Test
  void givenFinalStatus_whenTheCompletionIsEntered_thenItIsFound_WPU_COMPLETE_9() {
    try (WatchedWorld world = WatchedWorld.base(ClearsInternal::new)) {
      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-9");
      assertThat(world.broken().expected()).contains("Internal=00000103");
      assertThat(world.broken().seen()).contains("Internal=00000000");
    }
  }

  @Test
  void givenSwappedOffsets_whenCompletedWithAnError_thenItIsFound_WPU_COMPLETE_11() {
    try (WatchedWorld world = WatchedWorld.base(SwapsOffsets::new)) {
      world.recv(world.structure(0));
      world.ws2.closesocket(world.server());

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-11");
      assertThat(world.broken().what()).isEqualTo("Offset and OffsetHigh are swapped");
    }
  }

  @Test
  void givenErrorThatIsNotStored_whenCompleted_thenItIsFound_WPU_COMPLETE_11() {
    try (WatchedWorld world = WatchedWorld.base(StoresNoError::new)) {
      world.recv(world.structure(0));
      world.ws2.closesocket(world.server());

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-11");
      assertThat(world.broken().what()).isEqualTo("OffsetHigh is not the error");
    }
  }

  @Test
  void givenAnotherSocket_whenCompletedOnIt_thenItIsFound_WPU_CREATE_5() {
    try (WatchedWorld world = WatchedWorld.base(CompletesOnAnotherSocket::new);
        ClientSocket last = world.winsock.tcpSocket()) {
      world.recv(world.structure(0));
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-CREATE-5");
      assertThat(world.broken().expected()).contains(String.valueOf(world.server().value()));
      assertThat(world.broken().seen()).contains(String.valueOf(last.handle().value()));
    }
  }

  @Test
  void givenSuccess_whenNothingWasIndicated_thenItIsFound_WSP_IO_16() {
    try (WatchedWorld world = WatchedWorld.base(NeverCompletes::new)) {
      world.send(world.structure(0), null);

      assertThat(world.broken().rule()).isEqualTo("WSP-IO-16");
      assertThat(world.broken().what()).isEqualTo("success without an indication");
      assertThat(world.broken().remedy()).contains("before returning 0");
    }
  }

  @Test
  void givenSuccessWithARoutine_whenNoApcWasQueued_thenItIsFound_WSP_IO_16() {
    try (WatchedWorld world = WatchedWorld.systemBase(NeverCompletes::new)) {
      world.send(world.structure(0), (error, bytes, overlapped, flags) -> {});

      assertThat(world.broken().rule()).isEqualTo("WSP-IO-16");
      assertThat(world.broken().remedy()).contains("WPUQueueApc");
    }
  }

  @Test
  void givenPendingReceive_whenCountAndFlagsAreWritten_thenBothAreFound_WSP_RECV_6_WSP_IO_14() {
    try (WatchedWorld world = WatchedWorld.base(WritesCountWhenPending::new)) {
      world.recv(world.structure(0));

      assertThat(world.broken("WSP-RECV-6")).hasSize(1);
      assertThat(world.broken("WSP-IO-14")).hasSize(1);
      assertThat(world.winsock.violations()).hasSize(2);
    }
  }

  @Test
  void givenFinalStatusWithoutIndication_whenAskedFor_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(PublishesItself::new)) {
      world.recv(world.structure(0));
      world.dataCome();
      world.pair.server().result(world.structure(0), false);

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().what()).isEqualTo("finished, but never indicated");
    }
  }

  @Test
  void givenPendingStructure_whenTheClientUsesItAgain_thenTheClientIsNamed_OVL_6() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      world.recv(world.structure(0));
      world.recv(world.structure(0));

      Violation found = world.broken();
      assertThat(found.rule()).isEqualTo("OVL-6");
      assertThat(found.provider()).as("the client").isEmpty();
      assertThat(found.what()).isEqualTo("structure used again while its operation is pending");
    }
  }

  @Test
  void givenPendingStructure_whenTheClientWritesIntoIt_thenTheClientIsNamed_OVL_6() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      world.recv(world.structure(0));
      world.structure(0).storeEvent(0x12344);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("OVL-6");
      assertThat(world.broken().provider()).isEmpty();
      assertThat(world.broken().expected()).contains("hEvent 0x0");
    }
  }

  @Test
  void givenFreedStructure_whenItsOperationEnds_thenTheClientIsNamed_OVL_6() {
    try (WatchedWorld world = WatchedWorld.systemBase(correct -> correct)) {
      long page = Pages.map(1);
      world.recv(Overlapped.at(page));
      Pages.unmap(page);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("OVL-6");
      assertThat(world.broken().provider()).isEmpty();
      assertThat(world.broken().what()).isEqualTo("structure freed while its operation is pending");
    }
  }

  @Test
  void givenFreedStructure_whenTheEnvironmentEnds_thenTheClientIsNamedAndNotTheProvider_OVL_6() {
    WatchedWorld world = WatchedWorld.base(correct -> correct);
    long page = Pages.map(1);
    world.recv(Overlapped.at(page));
    Pages.unmap(page);
    world.ws2.closesocket(world.server());
    world.close();

    assertThat(world.broken().rule()).isEqualTo("OVL-6");
    assertThat(world.broken().provider()).isEmpty();
  }

  @Test
  void givenClientThatPollsAndStartsAgain_whenItTakesBothPackets_thenNothingIsFound() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      PortHandle port = world.serversPort();
      Overlapped one = world.structure(0);
      world.recv(one);
      world.dataCome();
      assertThat(one.isPending()).isFalse();
      world.recv(one);
      world.dataCome();

      assertThat(world.take(port).bytes()).isEqualTo(3);
      assertThat(world.take(port).bytes()).isEqualTo(3);
      assertThat(world.winsock.violations()).isEmpty();
    }
  }

  @Test
  void givenClientThatPostsItsOwnStructure_whenItTakesThePacket_thenNothingIsFound_IOCP_POST_1() {
    try (WatchedWorld world = WatchedWorld.base(correct -> correct)) {
      PortHandle port = world.serversPort();
      Overlapped one = world.structure(0);
      one.storeEvent(world.event().value() | 1);
      world.recv(one);
      world.dataCome();
      world.kernel32.postQueuedCompletionStatus(port, 3, 9, one.address());

      QueuedCompletion taken = world.take(port);
      assertThat(taken.key()).isEqualTo(9);
      assertThat(world.winsock.violations()).isEmpty();
    }
  }
}
