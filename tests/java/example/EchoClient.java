package example;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends a message to itself through a completion port, and relies on nothing that Windows does not
 * promise: it takes one packet for each start, whatever the start returned, and goes on receiving
 * until the message is whole.
 */
public final class EchoClient implements WinsockClient {
  private static final String MESSAGE = "a message of more than one byte";
  private static final int SENDING = 1;
  private static final int RECEIVING = 2;

  @Override
  public void run(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock message = NativeBlock.copyOf(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        NativeBlock room = NativeBlock.allocate(message.size());
        OverlappedBlock structures = OverlappedBlock.allocate(2)) {
      port.associate(sockets.client().handle(), SENDING);
      port.associate(sockets.server().handle(), RECEIVING);
      sockets.client().startSend(WsaBuffers.of(message), structures.overlapped(0));
      int size = MESSAGE.length();
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped(1));
      int sent = 0;
      int received = 0;
      while (sent < size || received < size) {
        QueuedCompletion packet = port.take(Duration.ofMinutes(1)).orElseThrow();
        if (!packet.returnValue()) {
          throw new IllegalStateException("failed: " + packet);
        }
        if (packet.key() == SENDING) {
          sent += packet.bytes();
          continue;
        }
        received += packet.bytes();
        if (received < size) {
          WsaBuffers rest = WsaBuffers.of(room, received, size - received);
          sockets.server().startRecv(rest, structures.overlapped(1));
        }
      }
      String echo = new String(room.bytes(0, size), StandardCharsets.US_ASCII);
      if (!echo.equals(MESSAGE)) {
        throw new IllegalStateException("sent \"" + MESSAGE + "\", received \"" + echo + "\"");
      }
    }
  }
}
