package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Events, ports and threads of another environment are nobody's here, and stay as they are; which
 * function says what is in the grid of bad input.
 */
class ForeignHandlesTest {
  private static final int INVALID_HANDLE = 6;

  private final Winsock mine = Winsock.builder().base(LoopbackProvider.create()).build();
  private final Winsock others = Winsock.builder().base(LoopbackProvider.create()).build();
  private final EventHandle event = others.kernel32().createEvent(true, false);
  private final PortHandle port =
      others.kernel32().createIoCompletionPort(null, null, 0, 0).orThrow();

  @AfterEach
  void close() {
    mine.close();
    others.close();
  }

  private boolean isSignalled() {
    WaitResult waited = others.kernel32().waitForSingleObjectEx(event, 0, false);
    assertThat(waited.error()).isZero(); // it is still open
    return waited.returnValue() == 0;
  }

  private static SocketHandle datagramsOf(Winsock winsock) {
    Ws2_32 ws2 = winsock.ws2_32();
    SocketHandle s =
        ws2.wsaSocket(
                Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
            .orThrow("WSASocket");
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  @Test
  void givenForeignEvent_whenSetResetOrClosed_thenInvalidHandleAndItIsAsBefore() {
    assertThat(mine.kernel32().setEvent(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(mine.ws2_32().wsaSetEvent(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(isSignalled()).isFalse();

    others.kernel32().setEvent(event).orThrow("SetEvent");

    assertThat(mine.kernel32().resetEvent(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(mine.ws2_32().wsaResetEvent(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(mine.kernel32().closeHandle(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(mine.ws2_32().wsaCloseEvent(event)).isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(isSignalled()).isTrue();
  }

  @Test
  void givenForeignEventAmongOnesOwn_whenWaitedFor_thenInvalidHandle() {
    EventHandle own = mine.kernel32().createEvent(true, true);
    others.kernel32().setEvent(event).orThrow("SetEvent");

    WaitResult waited =
        mine.kernel32().waitForMultipleObjectsEx(List.of(own, event), false, 0, false);

    assertThat(waited).isEqualTo(new WaitResult(WaitResult.WAIT_FAILED, INVALID_HANDLE));
  }

  /** WIN-44: the start fails, as with any value that is no event. */
  @Test
  void givenForeignEventInStructure_whenReceiving_thenInvalidHandleAndNothingIsReceived() {
    SocketHandle s = datagramsOf(mine);
    try (OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(16)) {
      structures.overlapped().storeEvent(event.value());

      int error =
          mine.ws2_32().wsaRecv(s, WsaBuffers.of(room), 0, structures.overlapped(), null).errno();

      assertThat(error).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());
      assertThat(structures.overlapped().isPending()).isFalse();
    }
    assertThat(isSignalled()).isFalse();
  }

  @Test
  void givenForeignEvent_whenNetworkEventsAreToSetIt_thenInvalid() {
    SocketHandle s = datagramsOf(mine);

    assertThat(mine.ws2_32().wsaEventSelect(s, event, Winsock2.FD_WRITE).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(isSignalled()).isFalse(); // which it would be at once
  }

  @Test
  void givenForeignPort_whenUsed_thenInvalidHandleAndItHasNothing() {
    Kernel32 kernel32 = mine.kernel32();

    assertThat(kernel32.postQueuedCompletionStatus(port, 1, 2, 3))
        .isEqualTo(BoolResult.failed(INVALID_HANDLE));
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).error()).isEqualTo(INVALID_HANDLE);
    assertThat(kernel32.createIoCompletionPort(datagramsOf(mine), port, 1, 0).error())
        .isEqualTo(INVALID_HANDLE);
    assertThat(kernel32.closeHandle(port)).isEqualTo(BoolResult.failed(INVALID_HANDLE));

    assertThat(others.kernel32().getQueuedCompletionStatus(port, 0).error())
        .isEqualTo(WaitResult.WAIT_TIMEOUT); // open, and empty
  }

  @Test
  void givenForeignHandleOfThread_whenApcIsQueued_thenInvalidHandleAndNothingRuns() {
    ThreadHandle thread = others.kernel32().openThread().orThrow();
    AtomicBoolean ran = new AtomicBoolean();

    assertThat(mine.kernel32().queueUserAPC(data -> ran.set(true), thread, 0))
        .isEqualTo(BoolResult.failed(INVALID_HANDLE));

    assertThat(mine.kernel32().sleepEx(0, true)).isZero();
    assertThat(ran).isFalse();
  }
}
