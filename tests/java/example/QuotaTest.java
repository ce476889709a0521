package example;

import static dev.wsplab.assertj.WsplabAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.ConfigureWinsock;
import dev.wsplab.junit.Seed;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example of docs/junit.md. */
@WithWinsock
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class QuotaTest {
  static final class Quota extends LayeredProvider {
    private final AtomicLong left;

    Quota(long left) {
      this.left = new AtomicLong(left);
    }

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      left.addAndGet(-bytes);
    }
  }

  private final Quota quota = new Quota(1000);

  @ConfigureWinsock
  void install(WinsockBuilder builder, Seed seed) {
    builder.base(LoopbackProvider.builder().datagramFaults(seed.value(), 0.1, 0.1).build());
    builder.layer(quota);
  }

  @Test
  void aReceiveIsPendingUntilSomethingIsSent(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      Overlapped overlapped = structures.overlapped();
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), overlapped);
      assertThat(overlapped).isPending();

      sockets.client().send(WsaBuffers.of(hello));

      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow())
          .isSuccess()
          .hasBytes(5)
          .isFor(overlapped);
      assertThat(overlapped).hasSucceeded().hasBytes(5);
      assertThat(quota.left).hasValue(995);
    }
  }

  @Nested
  class Closed {
    @Test
    void nothingIsLeftPending(Winsock winsock) {
      winsock.connectedPair().close();
      assertThat(winsock).hasNothingPending().hasNoViolations();
    }
  }
}
