package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.faulty.AnswersAnotherCount;
import dev.wsplab.verifier.faulty.AnswersAnotherError;
import dev.wsplab.verifier.faulty.AnswersOtherFlags;
import dev.wsplab.verifier.faulty.CountsLate;
import dev.wsplab.verifier.faulty.LeavesEventSet;
import dev.wsplab.verifier.faulty.PostsAnotherCount;
import dev.wsplab.verifier.faulty.PostsInsteadOfCompleting;
import dev.wsplab.verifier.faulty.PostsItsOwnPackets;
import dev.wsplab.verifier.faulty.SetsEventEarly;
import dev.wsplab.verifier.faulty.ThrowsInTheQuery;
import dev.wsplab.verifier.faulty.WritesLate;
import org.junit.jupiter.api.Test;

/** Providers whose results, packets and events are not what the completion says. */
class ResultFaultsTest {
  @Test
  void givenOffsetsWrittenLate_whenThePacketIsTaken_thenItIsFound_WPU_COMPLETE_12() {
    try (WatchedWorld world = WatchedWorld.base(WritesLate::new)) {
      PortHandle port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      // The result query reads what was written, too.
      assertThat(world.broken("WPU-COMPLETE-12")).hasSize(1);
      assertThat(world.broken("WPU-COMPLETE-12").get(0).seen()).contains("Offset=7 OffsetHigh=7");
      assertThat(world.broken("WPU-COMPLETE-12").get(0).remedy()).contains("nothing after it");
    }
  }

  @Test
  void givenCountWrittenLate_whenThePacketIsTaken_thenItIsFound_WPU_COMPLETE_12() {
    try (WatchedWorld world = WatchedWorld.base(CountsLate::new)) {
      PortHandle port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken("WPU-COMPLETE-12").get(0).expected()).contains("InternalHigh=3");
      assertThat(world.broken("WPU-COMPLETE-12").get(0).seen()).contains("InternalHigh=4");
    }
  }

  @Test
  void givenAnotherCountInTheQuery_whenThePacketIsTaken_thenItIsFound_GOR_1() {
    try (WatchedWorld world = WatchedWorld.base(AnswersAnotherCount::new)) {
      PortHandle port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken().rule()).isEqualTo("GOR-1");
      assertThat(world.broken().provider()).endsWith("AnswersAnotherCount");
      assertThat(world.broken().expected()).contains("3 bytes");
      assertThat(world.broken().seen()).contains("4 bytes");
    }
  }

  @Test
  void givenAnotherCountInTheQuery_whenTheClientAsks_thenItIsFound_GOR_1() {
    try (WatchedWorld world = WatchedWorld.systemBase(AnswersAnotherCount::new)) {
      world.recv(world.structure(0));
      world.dataCome();
      world.pair.server().result(world.structure(0), false);

      assertThat(world.broken().rule()).isEqualTo("GOR-1");
    }
  }

  @Test
  void givenOtherFlagsInTheQuery_whenThePacketIsTaken_thenTheyAreFound_GOR_1() {
    try (WatchedWorld world = WatchedWorld.base(AnswersOtherFlags::new)) {
      PortHandle port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken().rule()).isEqualTo("GOR-1");
      assertThat(world.broken().expected()).contains("3 bytes, flags 0");
      assertThat(world.broken().seen()).contains("3 bytes, flags " + Winsock2.MSG_PARTIAL);
    }
  }

  @Test
  void givenAnotherErrorInTheQuery_whenARoutineIsCalled_thenItIsFound_GOR_1() {
    try (WatchedWorld world = WatchedWorld.base(AnswersAnotherError::new)) {
      world.recv(world.structure(0), (error, bytes, overlapped, flags) -> {});
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken().rule()).isEqualTo("GOR-1");
      assertThat(world.broken().seen()).contains("WSAENETDOWN");
    }
  }

  @Test
  void givenLowBit_whenThePacketIsTaken_thenItIsFound_IOCP_EVT_3() {
    PostsItsOwnPackets[] faulty = new PostsItsOwnPackets[1];
    try (WatchedWorld world =
        WatchedWorld.base(correct -> faulty[0] = new PostsItsOwnPackets(correct))) {
      PortHandle port = world.serversPort();
      faulty[0].to(port);
      Overlapped one = world.structure(0);
      one.storeEvent(world.event().value() | 1);
      world.recv(one);
      world.dataCome();
      world.take(port);

      assertThat(world.broken().rule()).isEqualTo("IOCP-EVT-3");
      assertThat(world.broken().provider()).endsWith("PostsItsOwnPackets");
    }
  }

  @Test
  void givenPacketBesideTheOtherOne_whenBothAreTaken_thenItIsFound_WPU_COMPLETE_18() {
    PostsItsOwnPackets[] faulty = new PostsItsOwnPackets[1];
    try (WatchedWorld world =
        WatchedWorld.base(correct -> faulty[0] = new PostsItsOwnPackets(correct))) {
      PortHandle port = world.serversPort();
      faulty[0].to(port);
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);
      world.take(port);

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().what()).isEqualTo("told twice");
    }
  }

  @Test
  void givenPacketWithoutCompletion_whenTaken_thenItIsFound_WPU_CREATE_5() {
    PostsInsteadOfCompleting[] faulty = new PostsInsteadOfCompleting[1];
    try (WatchedWorld world =
        WatchedWorld.base(correct -> faulty[0] = new PostsInsteadOfCompleting(correct))) {
      PortHandle port = world.serversPort();
      faulty[0].to(port);
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken().rule()).isEqualTo("WPU-CREATE-5");
      assertThat(world.broken().remedy()).contains("call WPUCompleteOverlappedRequest");
    }
  }

  @Test
  void givenSignalledEvent_whenAReceivePends_thenItMustHaveBeenReset_WSP_IO_5() {
    try (WatchedWorld world = WatchedWorld.base(LeavesEventSet::new)) {
      Overlapped one = world.structure(0);
      one.storeEvent(world.kernel32.createEvent(true, true).value());
      world.recv(one);

      assertThat(world.broken().rule()).isEqualTo("WSP-IO-5");
      assertThat(world.broken().what()).isEqualTo("event not reset at the start");
      assertThat(world.broken().remedy()).contains("WPUResetEvent");
    }
  }

  @Test
  void givenCorrectBase_whenASignalledEventIsUsed_thenNothingIsFound_WIN_44() {
    for (boolean manual : new boolean[] {true, false}) {
      try (WatchedWorld world = WatchedWorld.systemBase(correct -> correct)) {
        Overlapped one = world.structure(0);
        one.storeEvent(world.kernel32.createEvent(manual, true).value());
        world.recv(one);

        assertThat(world.kernel32.waitForSingleObjectEx(one.event(), 0, false).returnValue())
            .as("reset by the start")
            .isEqualTo(258);
        assertThat(world.winsock.violations()).isEmpty();
      }
    }
  }

  @Test
  void givenPendingReceive_whenItsEventIsSetEarly_thenItIsFound_WPU_COMPLETE_12() {
    try (WatchedWorld world = WatchedWorld.base(SetsEventEarly::new)) {
      Overlapped one = world.structure(0);
      one.storeEvent(world.event().value());
      world.recv(one);

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-12");
      assertThat(world.broken().what()).isEqualTo("event signalled early");
    }
  }

  @Test
  void givenRoutine_whenHEventIsSet_thenItIsFound_WSP_IO_4() {
    try (WatchedWorld world = WatchedWorld.base(SetsEventEarly::new)) {
      Overlapped one = world.structure(0);
      one.storeEvent(world.event().value());
      world.recv(one, (error, bytes, overlapped, flags) -> {});

      assertThat(world.broken().rule()).isEqualTo("WSP-IO-4");
    }
  }

  @Test
  void givenPacketWithAnotherCount_whenItIsTaken_thenItIsFound_WPU_COMPLETE_13() {
    PostsAnotherCount[] faulty = new PostsAnotherCount[1];
    try (WatchedWorld world =
        WatchedWorld.base(correct -> faulty[0] = new PostsAnotherCount(correct))) {
      PortHandle port = world.serversPort();
      faulty[0].to(port);
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken("WPU-COMPLETE-13").get(0).what())
          .isEqualTo("the byte count of packet and completion differ");
      assertThat(world.broken("WPU-COMPLETE-13").get(0).seen()).startsWith("4 bytes in the packet");
    }
  }

  @Test
  void givenQueryThatThrows_whenThePacketIsTaken_thenItIsFound_GOR_13() {
    try (WatchedWorld world = WatchedWorld.base(ThrowsInTheQuery::new)) {
      PortHandle port = world.serversPort();
      world.recv(world.structure(0));
      world.dataCome();
      world.take(port);

      assertThat(world.broken("GOR-13").get(0).what())
          .isEqualTo("WSPGetOverlappedResult threw in the thread that was told");
      assertThat(world.broken("GOR-13").get(0).seen()).contains("asked in the wrong thread");
    }
  }
}
