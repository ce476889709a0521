package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;

/** A program that receives five bytes by a completion port, and ends. */
public final class FirstCompletion {
  private FirstCompletion() {}

  /** Fails unless the bytes come. */
  public static void main(String[] arguments) {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock room = NativeBlock.allocate(5);
        OverlappedBlock block = OverlappedBlock.allocate(1)) {
      port.associate(pair.server().handle(), 1);
      pair.server().startRecv(WsaBuffers.of(room), block.overlapped());
      pair.client().send(WsaBuffers.of(room));
      QueuedCompletion packet = port.take(Duration.ofSeconds(10)).orElseThrow();
      if (packet.bytes() != 5) {
        throw new IllegalStateException("expected 5 bytes, found " + packet);
      }
    }
  }
}
