package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Tests that hang; run by HangTest. */
final class HangingCases {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private HangingCases() {}

  private static void receiveWithoutSender(Winsock winsock) {
    receive(winsock, MINUTE);
  }

  private static void receive(Winsock winsock, Duration patience) {
    try (OverlappedBlock structures = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(16);
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      assertThat(port.take(patience)).isEmpty();
    }
  }

  /** The same as the others, but it ends by itself: what they use is loaded then. */
  @WithWinsock(base = Base.LOOPBACK)
  static class ThatEnds {
    @Test
    @Timeout(60)
    void waitsForAPacketThatNeverComes(Winsock winsock) {
      receive(winsock, Duration.ofMillis(1));
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class InItsOwnThread {
    @Test
    @Timeout(value = 1)
    void waitsForAPacketThatNeverComes(Winsock winsock) {
      receiveWithoutSender(winsock);
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class InAThreadOfJUnit {
    @Test
    @Timeout(value = 1, threadMode = ThreadMode.SEPARATE_THREAD)
    void waitsForAPacketThatNeverComes(Winsock winsock) {
      receiveWithoutSender(winsock);
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class OutsideWinsock {
    @Test
    @Timeout(value = 1)
    void waitsForSomethingElse(Winsock winsock) throws InterruptedException {
      try (OverlappedBlock structures = OverlappedBlock.allocate(1);
          NativeBlock room = NativeBlock.allocate(16);
          SocketPair sockets = winsock.connectedPair()) {
        sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
        assertThat(new CountDownLatch(1).await(1, TimeUnit.MINUTES)).isTrue();
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class WithAThreadLeft {
    private Thread waiting;

    @Test
    void leavesAThreadInAWait(Winsock winsock) {
      Event event = winsock.event();
      waiting =
          new Thread(
              () -> {
                try {
                  event.await(MINUTE);
                } catch (WaitInterruptedException e) {
                  Thread.currentThread().interrupt(); // the end of it
                }
              },
              "left behind");
      waiting.start();
      while (winsock.waiters().isEmpty()) {
        Thread.onSpinWait();
      }
    }

    @AfterAll
    void end() throws InterruptedException {
      waiting.interrupt();
      waiting.join();
    }
  }

  /** A faulty layer: its cleanup waits for ever. */
  public static final class LayerWithoutEnd extends LayeredProvider {
    @Override
    public CallResult wspCleanup() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        return super.wspCleanup();
      }
      throw new IllegalStateException("nobody counts down");
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = LayerWithoutEnd.class)
  static class WithAProviderWithoutEnd {
    @Test
    void startsTheProvider(Winsock winsock) {
      winsock.tcpSocket().close();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class WithSeveralOfEach {
    private static final int RECEIVES = 3;
    private static final int SENDS = 60;

    @Test
    @Timeout(value = 2)
    void waitsInTwoThreadsForThreeReceives(Winsock winsock) throws InterruptedException {
      Event event = winsock.event();
      Thread second = new Thread(() -> await(event), "the second");
      try (OverlappedBlock structures = OverlappedBlock.allocate(RECEIVES);
          NativeBlock room = NativeBlock.allocate(16);
          SocketPair sockets = winsock.connectedPair();
          CompletionPort port = winsock.completionPort()) {
        port.associate(sockets.server().handle(), 42);
        for (int i = 0; i < SENDS; i++) {
          sockets.server().send(WsaBuffers.of(room));
        }
        for (int i = 0; i < RECEIVES; i++) {
          sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped(i));
        }
        second.start();
        while (winsock.waiters().isEmpty()) {
          Thread.onSpinWait();
        }
        assertThat(port.take(MINUTE)).isEmpty();
      } finally {
        second.interrupt();
        second.join();
        event.close();
      }
    }

    private static void await(Event event) {
      try {
        event.await(MINUTE);
      } catch (WaitInterruptedException e) {
        Thread.currentThread().interrupt(); // the end of it
      }
    }
  }
}
