package example;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;

/** A client that waits for what nobody sends: docs/hangs.md. */
public final class WaitingClient implements WinsockClient {
  @Override
  public void run(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock overlapped = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), overlapped.overlapped());
      port.take(Duration.ofMinutes(10)).orElseThrow();
    }
  }
}
