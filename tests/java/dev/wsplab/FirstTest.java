package dev.wsplab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.Event;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FirstTest {
  static final class MyLayer extends LayeredProvider {
    final AtomicLong received = new AtomicLong();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.addAndGet(bytes);
    }
  }

  @Test
  void everyByteThatArrivesPassesThroughMyLayer() {
    MyLayer layer = new MyLayer();
    try (Winsock winsock = Winsock.builder().layer(layer).build();
        ClientSocket listener = winsock.tcpSocket();
        ClientSocket client = winsock.tcpSocket();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock overlapped = OverlappedBlock.allocate(1);
        Event done = winsock.event()) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0)).listen(1);
      client.connect(listener.localAddress());
      try (ClientSocket server = listener.accept()) {
        done.attachTo(overlapped.overlapped()); // a real WSAOVERLAPPED with a real hEvent
        server.startRecv(WsaBuffers.of(room), overlapped.overlapped());
        client.send(WsaBuffers.of(hello));
        assertThat(done.await(Duration.ofSeconds(10))).isTrue();
        assertThat(server.result(overlapped.overlapped(), false)).isEqualTo(5);
        assertThat(layer.received).hasValue(5);
      }
    }
  }
}
