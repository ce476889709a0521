package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.ConfigureWinsock;
import dev.wsplab.junit.Seed;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.timing.Timing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test of docs/timing.md. */
@WithWinsock
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FaultsTest {
  static final class Counting extends LayeredProvider {
    final AtomicLong received = new AtomicLong();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.addAndGet(bytes);
    }
  }

  private final Counting layer = new Counting();
  private final FaultPlan faults =
      FaultPlan.seeded(42).failNth(WspFunction.WSP_RECV, 2, WsaError.WSAENOBUFS).build();

  @ConfigureWinsock
  void install(WinsockBuilder builder, Seed seed) {
    builder.layer(layer).timing(Timing.deferred(seed.value())).intercept(faults);
  }

  @Test
  void aReceiveThatFailsBelowIsToldAndCountsNothing(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock overlapped = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 42);
      sockets.client().send(WsaBuffers.of(hello));
      sockets.server().startRecv(WsaBuffers.of(room), overlapped.overlapped());
      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);

      assertThatThrownBy(
              () -> sockets.server().startRecv(WsaBuffers.of(room), overlapped.overlapped()))
          .isInstanceOf(WinsockException.class)
          .hasMessageContaining("WSAENOBUFS");

      assertThat(layer.received).hasValue(5);
      assertThat(faults.faults()).hasSize(1);
    }
  }
}
