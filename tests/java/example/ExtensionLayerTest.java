package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** The layer of docs/layers.md that puts an extension function of its own in place of another. */
class ExtensionLayerTest {
  public static final class NeverDisconnects extends LayeredProvider {
    final AtomicInteger asked = new AtomicInteger();

    // One object for all sockets: it keeps its address until the environment ends.
    private final ExtensionFunction.DisconnectEx disconnectEx =
        (s, overlapped, flags, reserved) -> {
          asked.incrementAndGet();
          return ExtensionFunction.Result.failed(WsaError.WSAEACCES);
        };

    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      boolean asks = code == Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER && overlapped == null;
      if (asks && inLength >= Guid.SIZE && outLength >= Long.BYTES) {
        try {
          GuardedMemory memory = exports().kernel().memory();
          byte[] id = new byte[Guid.SIZE];
          memory.read(in, id, 0, Guid.SIZE);
          if (Guid.fromBytes(id).equals(ExtensionFunction.WSAID_DISCONNECTEX)) {
            memory.storeLong(out, exports().extensionPointer(disconnectEx));
            return TransferResult.done(Long.BYTES, 0);
          }
          if (Guid.fromBytes(id).equals(ExtensionFunction.WSAID_TRANSMITFILE)) {
            return TransferResult.failed(WsaError.WSAEINVAL); // there is none
          }
        } catch (AccessViolationException e) {
          return TransferResult.failed(WsaError.WSAEFAULT);
        }
      }
      return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }
  }

  @Test
  void givenLayerWithItsOwnDisconnectEx_whenAClientDisconnects_thenTheLayerDecides() {
    NeverDisconnects layer = new NeverDisconnects();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).layer(layer).build();
        SocketPair sockets = winsock.connectedPair()) {
      SocketHandle s = sockets.client().handle();

      assertThat(winsock.ws2_32().extensions().disconnectEx(s, null, 0))
          .isEqualTo(ExtensionFunction.Result.failed(WsaError.WSAEACCES));
      assertThat(layer.asked).hasValue(1);
      assertThat(
              winsock.ws2_32().extensions().transmitFile(s, null, 0, null, null, null, 0).error())
          .isEqualTo(WsaError.WSAEINVAL.code());
    }
  }
}
