package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows' own, or Wine's; and what the library has no functions for. */
@EnabledOnOs(OS.WINDOWS)
class SystemAssociationFactsTest extends AssociationFacts {
  private static final int ERROR_HANDLES_CLOSED = 676;

  private final SystemWindows system = new SystemWindows();

  /** {@code LPOVERLAPPED_COMPLETION_ROUTINE}. */
  interface PoolCallback extends StdCallCallback {
    void completed(int error, int bytes, Pointer overlapped);
  }

  @Override
  WindowsApi open() {
    return system;
  }

  @Test
  void givenAssociatedSocket_whenBoundToTheThreadPool_thenInvalidParameter_WIN_15() {
    long socket = windows.socket(true);
    windows.associate(socket, windows.createPort(), KEY);
    PoolCallback callback = (error, bytes, overlapped) -> {};

    assertBindingRefused(socket, callback);
    assertBindingRefused(socket, null);
  }

  private static void assertBindingRefused(long socket, PoolCallback callback) {
    assertThat(SystemKernel32.BindIoCompletionCallback(SystemMemory.pointer(socket), callback, 0))
        .isFalse();
    assertThat(Native.getLastError()).isEqualTo(87);
  }

  @Test
  void givenTruncatedDatagram_whenReceived_thenFailureWithTheBytesCopied_WIN_21() {
    long receiver = system.datagramSocket();
    long sender = system.datagramSocket();
    windows.connect(sender, windows.localPort(receiver));
    Structure structure = new Structure();
    long port = windows.createPort();
    windows.associate(receiver, port, KEY);
    assertThat(receive(receiver, new Block(2), 2, structure).isPending()).isTrue();

    sendNow(sender, (byte) 1, (byte) 2, (byte) 3);

    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(false, 234, new Packet(2, KEY, structure.address())));
    assertThat(structure.status()).isEqualTo(0x80000005);
    assertThat(windows.result(receiver, structure.address(), false).error()).isEqualTo(10040);
  }

  @Override
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @OnWine(value = "WIN-24", instead = "ERROR_HANDLES_CLOSED, 676, instead of 1236")
  void givenPendingReceive_whenItsSocketIsClosed_thenConnectionAborted_WIN_24(boolean byHandle) {
    if (!RunningOn.isWine()) {
      super.givenPendingReceive_whenItsSocketIsClosed_thenConnectionAborted_WIN_24(byHandle);
      return;
    }
    Structure structure = new Structure();
    long server = connectedPair().server();
    long port = receiving(server, structure);

    close(server, byHandle);

    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(ERROR_HANDLES_CLOSED, structure));
    assertEmpty(port);
  }

  @Override
  @Test
  @OnWine(value = "WIN-27", instead = "the socket stays nonsignalled")
  void givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27() {
    if (!RunningOn.isWine()) {
      super.givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27();
      return;
    }
    long server = connectedPair().server();
    receive(server, new Block(8), 8, new Structure());

    windows.associate(server, windows.createPort(), KEY);

    assertNotSignalled(server);
  }
}
