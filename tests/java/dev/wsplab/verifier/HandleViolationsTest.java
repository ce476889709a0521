package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.verifier.faulty.ClosesTwice;
import dev.wsplab.verifier.faulty.ClosesWhilePending;
import dev.wsplab.verifier.faulty.HandsOutLowerHandle;
import dev.wsplab.verifier.faulty.KeepsHandles;
import dev.wsplab.verifier.faulty.LeavesThreadOpen;
import dev.wsplab.verifier.faulty.UsesBelowAfterClose;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Handles and threads of providers: each fault is found under its rule. */
class HandleViolationsTest {
  private static final class PlainLayer extends LayeredProvider {}

  private static void makeAndClose(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle().isInvalid()).isFalse();
    }
  }

  private static void makeAndLeave(Winsock winsock) {
    assertThat(winsock.tcpSocket().handle().isInvalid()).isFalse();
  }

  @Test
  void givenLayerThatKeepsHandles_whenTheClientClosesItsSocket_thenItIsReported_WSP_CLOSE_5() {
    Run run = Run.overLayer(new KeepsHandles(), HandleViolationsTest::makeAndClose);

    run.broke(Check.HANDLE_NOT_CLOSED);
    assertThat(run.seen()).startsWith("1 open: [");
  }

  @Test
  void givenLayerThatKeepsHandles_whenTheClientLeavesItsSocketOpen_thenReported_WSP_CLEAN_4() {
    Run.overLayer(new KeepsHandles(), HandleViolationsTest::makeAndLeave)
        .broke(Check.HANDLE_LEAKED);
  }

  /** WSP-CLEAN-4: sockets that the client leaves open are the provider's to free. */
  @Test
  void givenCorrectProviders_whenTheClientLeavesItsSocketsOpen_thenNothingIsReported() {
    Run.overLayer(new PlainLayer(), HandleViolationsTest::makeAndLeave).brokeNothing();
  }

  @Test
  void givenClientThatIsNotDone_whenTheEnvironmentCloses_thenNothingIsCalledALeak() {
    Run.overLayer(
            new KeepsHandles(),
            winsock -> {
              winsock.ws2_32().wsaStartup(0x0202); // one cleanup too few: the providers run on
              makeAndLeave(winsock);
            })
        .brokeNothing();
  }

  @Test
  void givenPendingReceive_whenALayerClosesItsHandle_thenItIsReported_WPU_CLOSE_3() {
    Run run =
        Run.overLayer(
            new ClosesWhilePending(),
            winsock -> {
              try (OverlappedBlock structure = OverlappedBlock.allocate(1);
                  NativeBlock room = NativeBlock.allocate(8)) {
                SocketPair pair = winsock.connectedPair();
                pair.server().startRecv(WsaBuffers.of(room), structure.overlapped());
                winsock.ws2_32().closesocket(pair.server().handle());
                winsock.ws2_32().wsaCleanup();
              }
            });

    assertThat(run.found()).extracting("what").contains(Check.CLOSED_WHILE_PENDING.what());
    assertThat(run.found().get(0).history()).anyMatch(line -> line.contains("PENDED WSARecv"));
  }

  @Test
  void givenLayerThatClosesTwice_whenTheClientCloses_thenItIsReported_WPU_CLOSE_2() {
    Run.overLayer(new ClosesTwice(), HandleViolationsTest::makeAndClose).broke(Check.CLOSED_TWICE);
  }

  @Test
  void givenLayerThatGoesOnBelow_whenItHasClosedTheSocketThere_thenItIsReported_WSP_CLOSE_1() {
    Run run = Run.overLayer(new UsesBelowAfterClose(), HandleViolationsTest::makeAndClose);

    run.broke(Check.USED_AFTER_CLOSE);
    assertThat(run.seen()).isEqualTo("WSPShutdown");
  }

  @Test
  void givenLayerThatHandsOutWhatItGot_whenASocketIsMade_thenItIsReported_WPU_GEN_5() {
    Run run = Run.overLayer(new HandsOutLowerHandle(), HandleViolationsTest::makeAndLeave);

    run.broke(Check.HANDLE_NOT_REGISTERED);
    assertThat(run.seen()).endsWith("not told of");
  }

  @Test
  void givenEntryThatPromisesSystemHandles_whenAHandleIsTheProvidersOwn_thenReported_CREATE_4() {
    LoopbackProvider base = LoopbackProvider.builder().nonIfs().build();
    List<ProtocolInfo> promising =
        LoopbackProvider.protocols().stream()
            .map(entry -> entry.toBuilder().ifsHandles(true).build())
            .toList();

    Run.over(
            Winsock.builder().base(base, promising),
            LoopbackProvider.class,
            HandleViolationsTest::makeAndClose)
        .broke(Check.FLAG_BUT_OWN_HANDLE); // WPU-CREATE-4
  }

  @Test
  void givenEntryThatPromisesNone_whenAHandleIsTheSystems_thenItIsReported_CAT_3() {
    List<ProtocolInfo> silent =
        LoopbackProvider.protocols().stream()
            .map(entry -> entry.toBuilder().ifsHandles(false).build())
            .toList();

    Run.over(
            Winsock.builder().base(LoopbackProvider.create(), silent),
            LoopbackProvider.class,
            HandleViolationsTest::makeAndClose)
        .broke(Check.SYSTEM_HANDLE_WITHOUT_FLAG);
  }

  @Test
  void givenLayerThatOpensThreads_whenItEnds_thenEachIsReported_WPU_THREAD_2() {
    Run run =
        Run.overLayer(
            new LeavesThreadOpen(),
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.allocate(3)) {
                pair.client().send(WsaBuffers.of(data));
              }
            });

    run.broke(Check.THREAD_NOT_CLOSED);
    assertThat(run.seen()).contains(Thread.currentThread().getName());
  }

  /** Opens the thread of each send, and closes it once (WPU-THREAD-2). */
  private static final class ClosesThreads extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      upcalls().wpuCloseThread(upcalls().wpuOpenCurrentThread().threadId());
      return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  /** WPU-THREAD-2: what a fault plan refuses was called all the same. */
  @Test
  void givenLayerThatClosesThreads_whenAPlanRefusesTheClose_thenTheLayerIsNotBlamed() {
    FaultPlan plan =
        FaultPlan.seeded(1)
            .failNth(WpuFunction.WPU_CLOSE_THREAD, 1, WsaError.WSANOTINITIALISED)
            .build();
    Run.over(
            Winsock.builder()
                .base(LoopbackProvider.create())
                .layer(new ClosesThreads())
                .intercept(plan),
            ClosesThreads.class,
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.allocate(3)) {
                pair.client().send(WsaBuffers.of(data));
              }
            })
        .brokeNothing();
    assertThat(plan.count()).isEqualTo(1);
  }
}
