package example;

import static dev.wsplab.assertj.WsplabAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** The layer of docs/porting.md, in Java and in C: one test for both. */
class PortedLayerTest {
  public static final class ThirdSend extends LayeredProvider {
    private final AtomicInteger sends = new AtomicInteger();

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (sends.incrementAndGet() % 3 == 0) {
        return TransferResult.failed(WsaError.WSAECONNRESET); // not started, never indicated
      }
      return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  @Test
  void inJava() {
    thirdSendFails(Winsock.builder().layer(new ThirdSend()));
  }

  @Test
  void inC() {
    NativeProvider module = NativeProvider.of(Modules.sample("third_send"));
    thirdSendFails(Winsock.builder().layer(module, Guid.random(), "third_send.c", false));
  }

  private static void thirdSendFails(WinsockBuilder builder) {
    try (Winsock winsock = builder.verify(Verifier.Mode.FAIL).build();
        SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        OverlappedBlock structures = OverlappedBlock.allocate(3);
        Event done = winsock.event()) {
      for (int i = 0; i < 2; i++) {
        Overlapped overlapped = structures.overlapped(i);
        done.attachTo(overlapped);
        sockets.client().startSend(WsaBuffers.of(hello), overlapped);
        assertThat(done.await(Duration.ofSeconds(10))).isTrue();
        assertThat(sockets.client().result(overlapped, false)).isEqualTo(5);
      }
      done.reset();
      Overlapped third = structures.overlapped(2);
      done.attachTo(third);

      assertThatThrownBy(() -> sockets.client().startSend(WsaBuffers.of(hello), third))
          .isInstanceOfSatisfying(
              WinsockException.class, e -> assertThat(e.errno()).isEqualTo(10054));

      assertThat(winsock).hasNothingPending().hasNoViolations();
      assertThat(done.await(Duration.ZERO)).isFalse();
    }
  }
}
