package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider's upcalls at its border: passed on as they are, and looked at once. */
class BorderUpcallsTest {
  private static final ThreadId THREAD = new ThreadId(new ThreadHandle(0x7777), 0);
  private static final CallResult REFUSED = CallResult.failed(WsaError.WSAEINVAL);

  private final BorderRig rig = new BorderRig();
  private final Stub ws2 = new Stub();
  private final Upcalls upcalls = new BorderUpcalls(rig.watch, rig.border, ws2.as(Upcalls.class));

  @AfterEach
  void close() {
    rig.close();
  }

  /** As when a layer has handed its own table to the provider below. */
  private void fromBelow(Runnable upcall) {
    rig.watch.threads().upcall(upcall);
  }

  @Test
  void givenUpcalls_whenMade_thenTheProviderGetsWhatWs2_32Answers() {
    BoolResult no = BoolResult.failed(WsaError.WSA_INVALID_HANDLE);
    ws2.answering("wpuCloseSocketHandle", REFUSED)
        .answering("wpuResetEvent", no)
        .answering("wpuSetEvent", no)
        .answering("wpuQueueApc", REFUSED)
        .answering("wpuCloseThread", REFUSED);

    assertThat(upcalls.wpuCloseSocketHandle(rig.socket)).isSameAs(REFUSED);
    assertThat(upcalls.wpuResetEvent(new EventHandle(8))).isSameAs(no);
    assertThat(upcalls.wpuSetEvent(new EventHandle(8))).isSameAs(no);
    assertThat(upcalls.wpuQueueApc(THREAD, context -> {}, 1)).isSameAs(REFUSED);
    assertThat(upcalls.wpuCloseThread(THREAD)).isSameAs(REFUSED);
    fromBelow(() -> assertThat(upcalls.wpuQueueApc(THREAD, c -> {}, 1)).isSameAs(REFUSED));
  }

  /** WPU-CLOSE-3 is asked of the new socket, not of the one that had its value. */
  @Test
  void givenClosedHandle_whenItsValueIsMadeAgain_thenItIsOpenForItsMaker() {
    ws2.answering("wpuCloseSocketHandle", CallResult.OK)
        .answering("wpuCreateSocketHandle", SocketResult.of(rig.socket));
    upcalls.wpuCloseSocketHandle(rig.socket);
    assertThat(rig.border.isHandleClosed(rig.socket)).isTrue();

    fromBelow(() -> upcalls.wpuCreateSocketHandle(1, 0));
    assertThat(rig.border.isHandleClosed(rig.socket)).as("made by the one below").isTrue();
    upcalls.wpuCreateSocketHandle(1, 0);

    assertThat(rig.border.isHandleClosed(rig.socket)).isFalse();
  }

  @Test
  void givenClosedHandle_whenMakingAnotherFails_thenItStaysClosed() {
    rig.border.handleClosed(SocketHandle.INVALID);
    ws2.answering("wpuCreateSocketHandle", SocketResult.failed(WsaError.WSAENOBUFS));

    assertThat(upcalls.wpuCreateSocketHandle(1, 0).errno()).isEqualTo(WsaError.WSAENOBUFS.code());

    assertThat(rig.border.isHandleClosed(SocketHandle.INVALID)).isTrue();
  }

  @Test
  void givenProviderBelow_whenItClosesAHandle_thenItIsOpenForTheLayer() {
    ws2.answering("wpuCloseSocketHandle", CallResult.OK);

    fromBelow(() -> upcalls.wpuCloseSocketHandle(rig.socket));

    assertThat(rig.border.isHandleClosed(rig.socket)).isFalse();
  }

  /** WSP-IO-5: bit 0 masked, and whoever asks for it. */
  @Test
  void givenStart_whenItsEventIsReset_thenNothingIsFound_WSP_IO_5() {
    EventHandle event = rig.event(true, true);
    rig.structure(0).storeEvent(event.value() | 1);
    ws2.answering("wpuResetEvent", BoolResult.TRUE);
    BorderOperation operation = rig.begin(rig.structure(0));

    rig.watch.threads().starting(operation, () -> upcalls.wpuResetEvent(event));
    rig.returned(operation, TransferResult.PENDING);

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenStart_whenTheProviderBelowOrAnotherEventIsReset_thenItsOwnIsMissed_WSP_IO_5() {
    EventHandle event = rig.event(true, true);
    rig.structure(0).storeEvent(event.value());
    ws2.answering("wpuResetEvent", BoolResult.TRUE);
    BorderOperation operation = rig.begin(rig.structure(0));

    rig.watch
        .threads()
        .starting(
            operation,
            () -> {
              fromBelow(() -> upcalls.wpuResetEvent(event));
              return upcalls.wpuResetEvent(new EventHandle(event.value() + 4));
            });
    rig.returned(operation, TransferResult.PENDING);

    assertThat(rig.found())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WSP-IO-5");
              assertThat(found.seen())
                  .startsWith("hEvent was signalled before WSPRecv and still is");
            });
  }

  /** Each provider resets for its own operation; a layer starts its own below inside of it. */
  @Test
  void givenTwoStartsInOneThread_whenTheUpperResets_thenItsOwnIsMeant_WSP_IO_5() {
    EventHandle event = rig.event(true, true);
    rig.structure(0).storeEvent(event.value());
    ws2.answering("wpuResetEvent", BoolResult.TRUE);
    BorderOperation upper = rig.begin(rig.structure(0));
    Border below = new Border("below", false);
    BorderOperation lower = rig.begin(below, rig.structure(1), false);

    rig.watch
        .threads()
        .starting(
            upper, () -> rig.watch.threads().starting(lower, () -> upcalls.wpuResetEvent(event)));
    rig.returned(upper, TransferResult.PENDING);

    assertThat(rig.what()).isEmpty();
  }

  /** WPU-COMPLETE-12. */
  @Test
  void givenPendingOperations_whenTheEventOfOneIsSet_thenItAloneIsFound() {
    EventHandle event = rig.event(true, false);
    rig.structure(1).storeEvent(event.value());
    rig.pend(rig.structure(0));
    BorderOperation operation = rig.pend(rig.structure(1));
    ws2.answering("wpuSetEvent", BoolResult.TRUE);

    fromBelow(() -> upcalls.wpuSetEvent(event));
    assertThat(rig.what()).isEmpty();
    upcalls.wpuSetEvent(event);

    assertThat(rig.found())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WPU-COMPLETE-12");
              assertThat(found.seen())
                  .isEqualTo(
                      "WPUSetEvent for the event of a pending operation (" + operation + ")");
            });
  }

  /** An event may tell of network events, too; or of several operations, of which one has ended. */
  @Test
  void givenEventThatServesOthers_whenItIsSet_thenNothingIsFound_WPU_COMPLETE_12() {
    EventHandle shared = rig.event(true, false);
    rig.structure(0).storeEvent(shared.value());
    rig.structure(1).storeEvent(shared.value());
    rig.pend(rig.structure(0));
    rig.pend(rig.structure(1));
    EventHandle network = rig.event(true, false);
    rig.structure(2).storeEvent(network.value());
    rig.pend(rig.structure(2));
    rig.border.usesForNetworkEvents(network.value());
    ws2.answering("wpuSetEvent", BoolResult.TRUE);

    upcalls.wpuSetEvent(shared);
    upcalls.wpuSetEvent(network);

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenQueuedApc_whenItRuns_thenItIsTheProvidersAndNoLongerUnderWay() {
    List<UserApc> queue = new ArrayList<>();
    ws2.doing(
        "wpuQueueApc",
        arguments -> {
          queue.add((UserApc) arguments[1]);
          return CallResult.OK;
        });
    List<String> seen = new ArrayList<>();

    CallResult result =
        upcalls.wpuQueueApc(
            THREAD,
            context ->
                seen.add(
                    context
                        + " "
                        + rig.watch.threads().isApcOf(rig.border)
                        + " "
                        + rig.border.hasApcUnderWay()),
            77);

    assertThat(result).isSameAs(CallResult.OK);
    assertThat(rig.border.apcsQueued()).isEqualTo(1);
    assertThat(rig.border.hasApcUnderWay()).isTrue();
    queue.get(0).run(77);
    assertThat(seen).containsExactly("77 true false");
    assertThat(rig.watch.threads().isApcOf(rig.border)).isFalse();
  }

  @Test
  void givenApc_whenItsThreadHasEndedOrItIsAnothers_thenNoneIsUnderWay() {
    ws2.answering("wpuQueueApc", REFUSED);
    upcalls.wpuQueueApc(THREAD, context -> {}, 1);
    assertThat(rig.border.hasApcUnderWay()).isFalse();

    ws2.answering("wpuQueueApc", CallResult.OK);
    fromBelow(() -> upcalls.wpuQueueApc(THREAD, context -> {}, 1));
    assertThat(rig.border.hasApcUnderWay()).isFalse();
  }

  /** WSP-IO-8: the thread that opened the id is the one that it names. */
  @Test
  void givenThreadId_whenItIsOpened_thenItNamesTheCallerUntilItIsClosed() {
    BorderThreads threads = rig.watch.threads();
    ws2.answering("wpuOpenCurrentThread", ThreadIdResult.of(THREAD))
        .answering("wpuCloseThread", CallResult.OK);
    assertThat(threads.numberOf(THREAD)).isEqualTo(-1);

    assertThat(upcalls.wpuOpenCurrentThread().threadId()).isEqualTo(THREAD);
    assertThat(threads.numberOf(THREAD)).isEqualTo(threads.current()).isPositive();
    upcalls.wpuCloseThread(THREAD);

    assertThat(threads.numberOf(THREAD)).isEqualTo(-1);
    assertThat(threads.numberOf(null)).as("the caller").isEqualTo(threads.current());
  }

  @Test
  void givenThreadThatCannotBeOpened_whenAsked_thenTheProviderIsTold() {
    ThreadIdResult failed = ThreadIdResult.failed(WsaError.WSAENOBUFS);
    ws2.answering("wpuOpenCurrentThread", failed);

    assertThat(upcalls.wpuOpenCurrentThread()).isSameAs(failed);
  }
}
