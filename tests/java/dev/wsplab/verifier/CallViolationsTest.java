package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.trace.TracedViolation;
import dev.wsplab.verifier.faulty.CallsAfterCleanup;
import dev.wsplab.verifier.faulty.CleansBelowTwice;
import dev.wsplab.verifier.faulty.FailsWithAnyCode;
import dev.wsplab.verifier.faulty.FailsWithoutCode;
import dev.wsplab.verifier.faulty.LacksFunction;
import dev.wsplab.verifier.faulty.MiscountsSelect;
import dev.wsplab.verifier.faulty.NeverCleansBelow;
import dev.wsplab.verifier.faulty.PendsWithoutStructure;
import dev.wsplab.verifier.faulty.RefusesCleanup;
import dev.wsplab.verifier.faulty.SelectsBelow;
import dev.wsplab.verifier.faulty.Throws;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What providers return, how they start and how they end: each fault is found under its rule. */
class CallViolationsTest {
  private static void connect(Winsock winsock) {
    try (SocketPair pair = winsock.connectedPair()) {
      assertThat(pair.client().handle().isInvalid()).isFalse();
    }
  }

  private static void listenUnbound(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket()) {
      winsock.ws2_32().listen(socket.handle(), 1);
    }
  }

  @Test
  void givenLayerWithOwnCodes_whenACallFails_thenTheCodeIsReported_WSP_ERR_1() {
    Run run = Run.overLayer(new FailsWithAnyCode(), CallViolationsTest::listenUnbound);

    run.broke(Check.UNDOCUMENTED_ERROR);
    assertThat(run.seen()).contains("WSAECONNRESET (10054)");
    assertThat(run.found().get(0).expected()).contains("WSPListen", "WSAEISCONN", "WSAEINVAL");
  }

  @Test
  void givenLayerThatFailsAgainAndAgain_whenItIsTheSameFault_thenItIsReportedOnce() {
    Run run =
        Run.overLayer(
            new FailsWithAnyCode(),
            winsock -> {
              listenUnbound(winsock);
              listenUnbound(winsock);
            });

    assertThat(run.found()).hasSize(1);
  }

  @Test
  void givenListener_whenARuleIsBroken_thenItIsToldBeforeTheNextCall_WSP_ERR_1() {
    List<TracedViolation> told = new ArrayList<>();

    Run.overLayer(
        new FailsWithAnyCode(),
        winsock -> {
          winsock.addViolationListener(told::add);
          assertThat(told).isEmpty();
          listenUnbound(winsock);
          assertThat(told).isEqualTo(winsock.tracedViolations()).hasSize(1);
        });

    assertThat(told.get(0).violation().rule()).isEqualTo("WSP-ERR-1");
  }

  @Test
  void givenLayerWithoutCodes_whenACallFails_thenItIsReported_WSP_ERR_2() {
    Run.overLayer(
            new FailsWithoutCode(),
            winsock -> {
              try (ClientSocket socket = winsock.tcpSocket()) {
                winsock.ws2_32().getpeername(socket.handle());
              }
            })
        .broke(Check.RESULT_MISFIT);
  }

  @Test
  void givenNoStructure_whenALayerSaysPending_thenItIsReported_WSP_ERR_2() {
    Run.overLayer(
            new PendsWithoutStructure(),
            winsock -> {
              try (SocketPair pair = winsock.connectedPair();
                  NativeBlock data = NativeBlock.allocate(3)) {
                winsock.ws2_32().send(pair.client().handle(), WsaBuffers.of(data), 0);
              }
            })
        .broke(Check.RESULT_MISFIT);
  }

  @Test
  void givenLayerThatThrows_whenCalled_thenItIsReportedAndGoesOn_WSP_ERR_3() {
    Run run =
        Run.overLayer(
            new Throws(),
            winsock -> {
              try (ClientSocket socket = winsock.tcpSocket()) {
                assertThatThrownBy(() -> winsock.ws2_32().shutdown(socket.handle(), 1))
                    .isInstanceOf(IllegalStateException.class);
              }
            });

    run.broke(Check.EXCEPTION_ESCAPED);
    assertThat(run.seen()).contains("IllegalStateException: shutdown");
  }

  /** WSP-ERR-3: the callbacks that a provider calls are the client's. */
  @Test
  void givenConditionFunctionThatThrows_whenAccepting_thenTheProviderIsNotBlamed() {
    Run.onBase(
            LoopbackProvider.create(),
            winsock -> {
              try (ClientSocket listener = winsock.tcpSocket();
                  ClientSocket client = winsock.tcpSocket()) {
                listener.bind(new InetSocketAddress("127.0.0.1", 0)).listen(1);
                client.connect(listener.localAddress());
                assertThatThrownBy(
                        () ->
                            winsock
                                .ws2_32()
                                .wsaAccept(
                                    listener.handle(),
                                    request -> {
                                      throw new IllegalStateException("the client's");
                                    },
                                    0))
                    .hasMessage("the client's");
              }
            })
        .brokeNothing();
  }

  private static void selectWritable(Winsock winsock) {
    try (SocketPair pair = winsock.connectedPair()) {
      FdSet write = FdSet.of(pair.client().handle());
      winsock.ws2_32().select(null, write, null, new TimeVal(0, 0));
    }
  }

  @Test
  void givenLayerThatDoesNotTranslateBack_whenSelecting_thenTheSocketIsReported_WSP_SELECT_1() {
    Run run = Run.overLayer(new SelectsBelow(), CallViolationsTest::selectWritable);

    run.broke(Check.SELECT_FOREIGN_SOCKET);
    assertThat(run.found().get(0).expected()).contains("writefds");
  }

  @Test
  void givenBaseThatMiscounts_whenSelecting_thenTheCountIsReported_WSP_SELECT_1() {
    Run run = Run.onBase(new MiscountsSelect(), CallViolationsTest::selectWritable);

    run.broke(Check.SELECT_COUNT);
    assertThat(run.seen()).isEqualTo("2");
  }

  @Test
  void givenTableWithAHole_whenStarted_thenItIsReported_LAY_PT_2() {
    Run run =
        Run.onBase(
            new LacksFunction(),
            winsock ->
                assertThatThrownBy(winsock::tcpSocket)
                    .isInstanceOfSatisfying(
                        WinsockException.class,
                        e ->
                            assertThat(e.errno()).isEqualTo(WsaError.WSAEINVALIDPROCTABLE.code())));

    run.broke(Check.INCOMPLETE_TABLE);
    assertThat(run.seen()).contains("WSP_JOIN_LEAF");
  }

  @Test
  void givenLayerThatDoesNotEndWhatIsBelow_whenItEnds_thenItIsReported_WSP_START_7() {
    Run.overLayer(new NeverCleansBelow(), CallViolationsTest::connect)
        .broke(Check.STARTUP_WITHOUT_CLEANUP);
  }

  @Test
  void givenLayerThatEndsWhatIsBelowTwice_whenItEnds_thenItIsReported_WSP_START_7() {
    Run.overLayer(new CleansBelowTwice(), CallViolationsTest::connect)
        .broke(Check.CLEANUP_WITHOUT_STARTUP);
  }

  @Test
  void givenBaseThatRefusesItsCleanup_whenEnded_thenItIsReported_WSP_CLEAN_1() {
    Run.onBase(new RefusesCleanup(), CallViolationsTest::connect).broke(Check.CLEANUP_REFUSED);
  }

  @Test
  void givenLayerWithATimer_whenItFiresAfterTheCleanup_thenTheUpcallIsReported_WSP_CLEAN_5() {
    CallsAfterCleanup layer = new CallsAfterCleanup();

    Run run =
        Run.overLayer(
            layer,
            winsock -> {
              connect(winsock);
              layer.fire();
              winsock.ws2_32().wsaCleanup().orThrow("WSACleanup");
              layer.fire();
            });

    run.broke(Check.UPCALL_AFTER_CLEANUP);
    assertThat(run.found()).hasSize(1);
    assertThat(run.seen()).contains("WPUPostMessage");
  }

  /** WSP-START-2, WSP-ERR-1. */
  @Test
  void givenStartThatFails_whenItsCodeIsNotListed_thenItIsReported() {
    BaseProvider base =
        new BaseProvider("refuses", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2) {
          @Override
          protected int onStartup(
              boolean first, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
            return WsaError.WSAEISCONN.code();
          }
        };

    Run.onBase(
            base,
            winsock -> assertThatThrownBy(winsock::tcpSocket).isInstanceOf(WinsockException.class))
        .broke(Check.UNDOCUMENTED_ERROR);
  }

  /** The mode FAIL throws when the environment closes, and not before. */
  @Test
  void givenModeFail_whenTheEnvironmentCloses_thenItThrowsWhatWasBroken() {
    Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(new FailsWithAnyCode())
            .verify(Verifier.Mode.FAIL)
            .build();
    listenUnbound(winsock);

    assertThatThrownBy(winsock::close)
        .isInstanceOfSatisfying(
            ContractViolationError.class,
            e -> assertThat(e.violations()).extracting("rule").containsExactly("WSP-ERR-1"))
        .hasMessageContaining("remedy:   translate the error");
    assertThat(winsock.openHandles()).isZero();
  }
}
