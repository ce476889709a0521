package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.Top;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Completion routines of transfers: the same for base providers and through a layer. */
@ParameterizedClass
@EnumSource
class RoutineRulesTest extends RuleFixture {
  private static final long GARBAGE_EVENT = 0x7FFF_FFF1L;

  RoutineRulesTest(Top top) {
    super(top);
  }

  /** WSP-IO-4, OVL-5, IOCP-EVT-5, WPU-COMPLETE-3: with a routine hEvent is the client's own. */
  @Test
  void givenRoutineAndRubbishInHEvent_whenDataCome_thenOnlyTheRoutineTells() {
    EventHandle event = event(true);
    AtomicInteger bytes = new AtomicInteger();
    Overlapped second = structures.overlapped(1);
    overlapped.storeEvent(event.value());
    second.storeEvent(GARBAGE_EVENT);
    ws2.wsaRecv(server, WsaBuffers.of(room, 0, 2), 0, overlapped, (e, n, o, f) -> bytes.set(n));
    ws2.wsaRecv(server, WsaBuffers.of(room, 2, 3), 0, second, (e, n, o, f) -> bytes.addAndGet(n));
    assertThat(isSet(event)).as("not reset at the start").isTrue();
    kernel32.resetEvent(event);

    sendHello();
    while (bytes.get() < 5) {
      assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);
    }

    assertThat(isSet(event)).isFalse();
    assertThat(second.hEvent()).isEqualTo(GARBAGE_EVENT);
  }

  /** WPU-APC-5: the provider's thunk unpacks the four parameters for the client's routine. */
  @Test
  void givenRoutine_whenItRuns_thenItGetsErrorBytesStructureAndFlags() {
    List<Object> seen = new ArrayList<>();
    ws2.wsaRecv(
        server,
        WsaBuffers.of(room),
        0,
        overlapped,
        (e, n, o, f) -> seen.addAll(List.of(e, n, o, f)));

    sendHello();
    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);

    assertThat(seen).containsExactly(0, 5, overlapped, 0);
  }

  /** CLI-4: it is queued when the call returns, and runs in the next alertable wait. */
  @Test
  void givenImmediateSuccessWithRoutine_whenWaitingAlertably_thenItRunsThere() {
    AtomicInteger runs = new AtomicInteger();
    sendHello();
    awaitData();

    TransferResult started =
        ws2.wsaRecv(
            server, WsaBuffers.of(room), 0, overlapped, (e, n, o, f) -> runs.incrementAndGet());
    assertThat(started.started()).isTrue();
    assertThat(runs).hasValue(0);

    assertThat(kernel32.sleepEx(started.isPending() ? WAIT : 0, true)).isEqualTo(192);
    assertThat(runs).hasValue(1);
  }

  /** CLI-5, WAIT-3: all routines first; the event is not consumed. */
  @Test
  void givenSeveralRoutines_whenWaitingForEvents_thenAllRunBeforeItReturnsAndTheEventStays() {
    AtomicInteger runs = new AtomicInteger();
    EventHandle autoReset = kernel32.createEvent(false, false);
    for (int i = 0; i < 2; i++) {
      ws2.wsaSend(
          client,
          WsaBuffers.of(hello),
          0,
          structures.overlapped(i),
          (e, n, o, f) -> {
            runs.incrementAndGet();
            kernel32.setEvent(autoReset);
          });
    }
    while (runs.get() < 2) {
      kernel32.resetEvent(autoReset);
      assertThat(ws2.wsaWaitForMultipleEvents(List.of(autoReset), false, WAIT, true).returnValue())
          .as("ERRATA-12: WSA_WAIT_IO_COMPLETION")
          .isEqualTo(0xC0);
    }
    assertThat(ws2.wsaWaitForMultipleEvents(List.of(autoReset), false, 0, true).returnValue())
        .as("it was not consumed")
        .isZero();
  }

  /** ERRATA-9: without a structure the call is synchronous, and the routine is ignored. */
  @Test
  void givenRoutineWithoutStructure_whenReceiving_thenSynchronousAndNoRoutine() {
    AtomicInteger runs = new AtomicInteger();
    sendHello();

    TransferResult got =
        ws2.wsaRecv(server, WsaBuffers.of(room), 0, null, (e, n, o, f) -> runs.incrementAndGet());

    assertThat(got).isEqualTo(TransferResult.done(5, 0));
    kernel32.sleepEx(0, true);
    assertThat(runs).hasValue(0);
  }
}
