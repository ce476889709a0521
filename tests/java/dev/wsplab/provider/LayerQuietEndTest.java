package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WSP-CLEAN-5: a layer's worker and the end of what lies below it. */
@Timeout(60)
class LayerQuietEndTest {
  private static final int LONG_ENOUGH_MILLIS = 300;

  /** A base whose result query takes its time, which tells when it is ended meanwhile. */
  private static final class SlowToAnswer extends ForwardingProvider {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicBoolean endedInside = new AtomicBoolean();

    SlowToAnswer(ServiceProvider correct) {
      super(correct);
    }

    @Override
    protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
      if (function == WspFunction.WSP_CLEANUP) {
        ended.countDown();
      }
      if (function == WspFunction.WSP_GET_OVERLAPPED_RESULT) {
        asked.countDown();
        endedInside.compareAndSet(false, isEndedSoon());
      }
      return call.get();
    }

    private boolean isEndedSoon() {
      try {
        return ended.await(LONG_ENOUGH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  @Test
  void givenTheWorkerAsksBelow_whenTheLayerEnds_thenWhatIsBelowEndsWhenItHasAnswered()
      throws InterruptedException {
    LoopbackProvider correct = LoopbackProvider.create();
    SlowToAnswer below = new SlowToAnswer(correct);
    try (OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(8)) {
      try (Winsock winsock =
          Winsock.builder()
              .base(below, correct.entries())
              .layer(new LayeredProvider() {})
              .build()) {
        SocketPair pair = winsock.connectedPair();
        pair.server().startRecv(WsaBuffers.of(data, 0, 4), structures.overlapped());
        pair.client().send(WsaBuffers.of(data, 4, 4));
        below.asked.await();
      }
      assertThat(below.ended.getCount()).as("WSPCleanup below is owed").isZero();
      assertThat(below.endedInside).as("WSPCleanup came during the query").isFalse();
    }
  }
}
