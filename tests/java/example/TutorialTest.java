package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** docs/tutorial.md: what it says of its two layers is so. */
class TutorialTest {
  public static final class FirstTry extends LayeredProvider {
    final AtomicLong sends = new AtomicLong();

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      sends.incrementAndGet();
      if (overlapped == null) {
        return super.wspSend(s, buffers, flags, null, routine, threadId);
      }
      overlapped.markPending();
      return TransferResult.failed(WsaError.WSA_IO_PENDING); // to be sent later, with others
    }
  }

  public static final class SecondTry extends LayeredProvider {
    final AtomicLong sends = new AtomicLong();

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      sends.incrementAndGet();
      return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  @WithWinsock(layers = FirstTry.class)
  static final class First {
    @Test
    void aMessageArrivesAndIsCounted(Winsock winsock, FirstTry layer) {
      try (SocketPair sockets = winsock.connectedPair();
          CompletionPort port = winsock.completionPort();
          NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
          OverlappedBlock overlapped = OverlappedBlock.allocate(1)) {
        port.associate(sockets.client().handle(), 42);
        sockets.client().startSend(WsaBuffers.of(hello), overlapped.overlapped());
        assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
        assertThat(layer.sends).hasValue(1);
      }
    }
  }

  @WithWinsock(layers = SecondTry.class)
  static final class Second {
    @Test
    void aMessageArrivesAndIsCounted(Winsock winsock, SecondTry layer) {
      try (SocketPair sockets = winsock.connectedPair();
          CompletionPort port = winsock.completionPort();
          NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
          OverlappedBlock overlapped = OverlappedBlock.allocate(1)) {
        port.associate(sockets.client().handle(), 42);
        sockets.client().startSend(WsaBuffers.of(hello), overlapped.overlapped());
        assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
        assertThat(layer.sends).hasValue(1);
      }
    }
  }

  @TempDir Path folder;

  private Events testsOf(Class<?> type) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("wsplab.timelines", folder.toString())
        .selectors(selectClass(type))
        .execute()
        .testEvents();
  }

  /** WPU-COMPLETE-18. */
  @Test
  void givenFirstTry_whenTheTestRuns_thenItFailsWithTheRuleTheCureAndATimeline() {
    Throwable thrown =
        testsOf(First.class).failed().stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .flatMap(result -> result.getThrowable().stream())
            .findFirst()
            .orElseThrow();
    assertThat(thrown)
        .hasStackTraceContaining("WPU-COMPLETE-18")
        .hasStackTraceContaining("must call WPUCompleteOverlappedRequest once")
        .hasStackTraceContaining("its timeline, for a browser");
    assertThat(folder).isDirectoryContaining("glob:**.html");
  }

  @Test
  void givenSecondTry_whenTheTestRuns_thenItPasses() {
    testsOf(Second.class).assertStatistics(events -> events.succeeded(1).failed(0));
    assertThat(folder).isEmptyDirectory();
  }
}
