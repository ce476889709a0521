package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** ReadFileEx and WriteFileEx on sockets: told by a routine, whoever's sockets they are. */
@ParameterizedClass
@EnumSource
class FileRoutineTest extends OnEveryTop {
  private static final long OF_THE_CLIENT = 0x7777;

  private record Told(int error, int bytes, Overlapped overlapped, int flags) {}

  private final Top top;
  private final SocketPair pair;
  private final SocketHandle client;
  private final SocketHandle server;
  private final List<Told> told = new ArrayList<>();
  private final CompletionRoutine routine =
      (error, bytes, o, flags) -> told.add(new Told(error, bytes, o, flags));
  private final Overlapped overlapped = structures.overlapped();

  FileRoutineTest(Top top) {
    super(top);
    this.top = top;
    pair = winsock.connectedPair();
    client = pair.client().handle();
    server = pair.server().handle();
    overlapped.storeEvent(OF_THE_CLIENT);
  }

  private BoolResult read() {
    return kernel32.readFileEx(server, WsaBuffers.of(room), overlapped, routine);
  }

  /** OVL-5: hEvent is no event then, and is left alone. CANCEL-8. */
  @Test
  void givenReadFileEx_whenDataCome_thenItsRoutineRunsInAnAlertableWait_WIN_47() {
    assertThat(read()).isEqualTo(BoolResult.TRUE);
    assertThat(kernel32.hasOverlappedIoCompleted(overlapped)).isFalse();

    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");

    assertThat(told).isEmpty();
    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(WaitResult.WAIT_IO_COMPLETION);
    assertThat(told).containsExactly(new Told(0, 5, overlapped, 0));
    assertThat(received(5)).isEqualTo("hello");
    assertThat(overlapped.hEvent()).isEqualTo(OF_THE_CLIENT);
  }

  @Test
  void givenWriteFileEx_whenItIsDone_thenThePeerHasTheDataAndTheRoutineHasRun_WIN_49() {
    assertThat(kernel32.writeFileEx(client, WsaBuffers.of(hello), overlapped, routine))
        .isEqualTo(BoolResult.TRUE);
    assertThat(told).as("never inline").isEmpty();

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(WaitResult.WAIT_IO_COMPLETION);

    assertThat(told).containsExactly(new Told(0, 5, overlapped, 0));
    assertThat(ws2.recv(server, WsaBuffers.of(room), 0).bytes()).isEqualTo(5);
    assertThat(received(5)).isEqualTo("hello");
  }

  @Test
  void givenReadFileEx_whenItWasPending_thenHasOverlappedIoCompletedAfterTheData_CANCEL_8() {
    read().orThrow("ReadFileEx");
    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");

    kernel32.sleepEx(WAIT, true);

    assertThat(kernel32.hasOverlappedIoCompleted(overlapped)).isTrue();
    assertThat(overlapped.internalHigh()).isEqualTo(5);
  }

  /** CANCEL-7: its end is kernel32's number, not Winsock's. */
  @Test
  void givenReadFileEx_whenTheSocketIsClosed_thenTheErrorIsWin32s_DEC_3() {
    read().orThrow("ReadFileEx");

    ws2.closesocket(server).orThrow("closesocket");

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(WaitResult.WAIT_IO_COMPLETION);
    assertThat(told).hasSize(1);
    // CANCEL-7: what a base says of a connected socket; a layer may say what it cancelled with.
    int[] allowed = top.isLayer() ? new int[] {995, 1236} : new int[] {1236};
    assertThat(allowed).contains(told.get(0).error());
    assertThat(told.get(0).bytes()).isZero();
  }

  @Test
  void givenSocketWithAPort_whenReadFileExOrWriteFileEx_thenRefused_IOCP_CREATE_7() {
    kernel32.createIoCompletionPort(server, null, 1, 0).orThrow();

    assertThat(read()).isEqualTo(BoolResult.failed(87));
    assertThat(kernel32.writeFileEx(server, WsaBuffers.of(hello), overlapped, routine))
        .isEqualTo(BoolResult.failed(87));

    assertNothingWasStarted();
  }

  /** IOCP-CREATE-7: what was started before still ends by its routine, and queues no packet. */
  @Test
  void givenReadFileEx_whenAPortComesLater_thenTheRoutineRunsAndNoPacketIsQueued_WIN_19() {
    read().orThrow("ReadFileEx");
    PortHandle port = kernel32.createIoCompletionPort(server, null, 1, 0).orThrow();

    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(WaitResult.WAIT_IO_COMPLETION);
    assertThat(told).containsExactly(new Told(0, 5, overlapped, 0));
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).taken()).isFalse();
  }

  /** Of a handle that a provider made, only the provider knows it, and does as it does. */
  @Test
  void givenSocketThatIsNotOverlapped_whenReadFileEx_thenTheSystemRefusesAndAProviderIsAsked() {
    SocketHandle blocking = ws2.wsaSocket(2, 1, 0, null, 0, 0).orThrow("WSASocket");

    BoolResult result = kernel32.readFileEx(blocking, WsaBuffers.of(room), overlapped, routine);

    int notConnected = 59; // WSAENOTCONN, as kernel32 says it
    assertThat(result).isEqualTo(BoolResult.failed(top.hasSystemHandles() ? 87 : notConnected));
    assertNothingWasStarted();
  }

  @Test
  void givenNoRoutineOrNoSocket_whenReadFileEx_thenRefusedAndTheSocketComesFirst() {
    assertThat(kernel32.readFileEx(server, WsaBuffers.of(room), overlapped, null))
        .isEqualTo(BoolResult.failed(87));
    SocketHandle nobodys = new SocketHandle(0x7FFF_FFF0L);
    assertThat(kernel32.readFileEx(nobodys, WsaBuffers.of(room), overlapped, null))
        .isEqualTo(BoolResult.failed(6));
    assertThat(kernel32.readFileEx(server, WsaBuffers.of(room), null, routine))
        .isEqualTo(BoolResult.failed(998));

    assertNothingWasStarted();
  }

  /** WIN-50: the routine of a call that failed is never called. */
  private void assertNothingWasStarted() {
    assertThat(overlapped.isPending()).isFalse();
    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");
    assertThat(kernel32.sleepEx(0, true)).isZero();
    assertThat(told).isEmpty();
    assertThat(ws2.recv(server, WsaBuffers.of(room), 0).bytes()).isEqualTo(5);
  }
}
