package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@WithWinsock(layers = FirstTest.MyLayer.class)
class FirstTest {
  public static final class MyLayer extends LayeredProvider {
    final AtomicLong received = new AtomicLong();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.addAndGet(bytes);
    }
  }

  @Test
  void everyByteThatArrivesPassesThroughMyLayer(Winsock winsock, MyLayer layer) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock overlapped = OverlappedBlock.allocate(1)) { // a real WSAOVERLAPPED
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), overlapped.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
      assertThat(layer.received).hasValue(5);
    }
  }
}
