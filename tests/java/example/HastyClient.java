package example;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Has a fault that no test on a clean machine shows: it takes the first packet of a receive for the
 * whole message. A stream may give a single byte (WSP-RECV-1).
 */
public final class HastyClient {
  private static final String MESSAGE = "hello";

  private HastyClient() {}

  public static void main(Winsock winsock, String[] arguments) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock message = NativeBlock.copyOf(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 1);
      sockets.client().send(WsaBuffers.of(message));
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      int bytes = port.take(Duration.ofMinutes(1)).orElseThrow().bytes();
      String text = new String(room.bytes(0, bytes), StandardCharsets.US_ASCII);
      if (!text.equals(MESSAGE)) {
        throw new IllegalStateException("expected " + MESSAGE + ", received " + text);
      }
    }
  }
}
