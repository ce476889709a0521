package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary.StdCallCallback;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Windows' own; and what the library has no functions for. */
class SystemAssociationFacts extends AssociationFacts {
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

  private static void assertBindingRefused(long socket, @Nullable PoolCallback callback) {
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
}
