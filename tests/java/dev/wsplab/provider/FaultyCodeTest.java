package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hook, a function or a listener throws harms its own operation alone. */
class FaultyCodeTest {
  private static final Duration WAIT = Duration.ofMillis(Patience.MILLIS);

  /** Everything that Java code can throw. */
  enum Thrown {
    RUNTIME_EXCEPTION,
    ERROR,
    CHECKED_EXCEPTION;

    void raise() {
      Throwable thrown =
          switch (this) {
            case RUNTIME_EXCEPTION -> new IllegalStateException("a bug");
            case ERROR -> new AssertionError("a bug");
            case CHECKED_EXCEPTION -> new IOException("a bug");
          };
      FaultyCodeTest.<RuntimeException>sneak(thrown);
    }
  }

  @SuppressWarnings("unchecked") // to throw a checked exception as code from elsewhere can
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Throws in its hook or from its function, as long as it is told to. */
  static final class Faulty extends LayeredProvider {
    volatile @Nullable Thrown inHook;
    volatile @Nullable Thrown inFunction;
    volatile boolean returnsNull;

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      Thrown thrown = inHook;
      if (thrown != null) {
        thrown.raise();
      }
    }

    @Override
    @SuppressWarnings("NullAway") // what a provider must not do
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      Thrown thrown = inFunction;
      if (thrown != null) {
        thrown.raise();
      }
      return returnsNull ? null : super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.currentThread().getUncaughtExceptionHandler();
  private final Faulty layer = new Faulty();
  private final OverlappedBlock structures = OverlappedBlock.allocate(2);
  private final NativeBlock room = NativeBlock.allocate(64);
  private final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));

  // Worker threads have none of their own: theirs is the default handler, which prints.
  @BeforeEach
  void collectReports() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void free() {
    Thread.currentThread().setUncaughtExceptionHandler(before);
    structures.close();
    room.close();
    hello.close();
  }

  private Winsock overLoopback() {
    return Winsock.builder().base(LoopbackProvider.create()).layer(layer).build();
  }

  private QueuedCompletion take(CompletionPort port) {
    return port.take(WAIT).orElseThrow(() -> new AssertionError("no packet came"));
  }

  private QueuedCompletion received(SocketPair pair, CompletionPort port, int structure) {
    pair.server().startRecv(WsaBuffers.of(room), structures.overlapped(structure));
    pair.client().send(WsaBuffers.of(hello));
    return take(port);
  }

  /** WSP-IO-16: exactly one completion, whatever the hook throws; the next receive succeeds. */
  @ParameterizedTest
  @EnumSource
  void givenHookThatThrows_whenDataCome_thenItsReceiveFailsAndTheNextSucceeds(Thrown thrown) {
    try (Winsock winsock = overLoopback();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      port.associate(pair.server().handle(), 1);
      layer.inHook = thrown;
      assertThat(received(pair, port, 0).error()).isEqualTo(WsaError.WSASYSCALLFAILURE.code());
      layer.inHook = null;
      assertThat(received(pair, port, 1).bytes()).isEqualTo(5);
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }

  /** WSP-IO-1: what has thrown has started nothing. */
  @ParameterizedTest
  @EnumSource
  void givenFunctionThatThrows_whenReceiving_thenNothingStaysPending(Thrown thrown) {
    try (Winsock winsock = overLoopback();
        SocketPair pair = winsock.connectedPair()) {
      layer.inFunction = thrown;
      Overlapped overlapped = structures.overlapped();
      ClientSocket server = pair.server();
      assertThatThrownBy(() -> server.startRecv(WsaBuffers.of(room), overlapped))
          .hasMessage("a bug");
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }

  /** The same for null, which is no result. */
  @Test
  void givenFunctionThatReturnsNull_whenReceiving_thenItIsNamedAndNothingStaysPending() {
    try (Winsock winsock = overLoopback();
        SocketPair pair = winsock.connectedPair()) {
      layer.returnsNull = true;
      Overlapped overlapped = structures.overlapped();
      ClientSocket server = pair.server();
      assertThatThrownBy(() -> server.startRecv(WsaBuffers.of(room), overlapped))
          .hasMessageStartingWith("wspRecv of Faulty returned null");
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }

  /** A function below that returns null or throws: the layer above has nothing pending either. */
  @ParameterizedTest
  @EnumSource
  void givenFunctionBelowThatThrows_whenReceivingThroughALayer_thenItsSocketCanBeClosed(
      Thrown thrown) {
    CountingLayer upper = new CountingLayer(LayerForm.NON_IFS);
    try (Winsock winsock =
            Winsock.builder().base(LoopbackProvider.create()).layer(layer).layer(upper).build();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      port.associate(pair.server().handle(), 1);
      layer.inFunction = thrown;
      ClientSocket server = pair.server();
      Overlapped overlapped = structures.overlapped();
      assertThatThrownBy(() -> server.startRecv(WsaBuffers.of(room), overlapped))
          .hasMessage("a bug");
      layer.inFunction = null;
      assertThat(received(pair, port, 0).bytes()).isEqualTo(5);
    }
  }

  /** A listener stands beside: nothing it throws changes what it watches. */
  @ParameterizedTest
  @EnumSource
  void givenListenerThatThrows_whenReceiving_thenEveryPacketComesAndOthersHearOfIt(Thrown thrown) {
    List<Step> heard = new CopyOnWriteArrayList<>();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      winsock.addListener((OperationEvent event) -> thrown.raise());
      winsock.addListener(event -> heard.add(event.step()));
      port.associate(pair.server().handle(), 1);
      assertThat(received(pair, port, 0).bytes()).isEqualTo(5);
      assertThat(received(pair, port, 1).bytes()).isEqualTo(5);
      assertThat(winsock.pendingOperations()).isEmpty();
    }
    List<Step> once =
        List.of(Step.STARTED, Step.PENDED, Step.COMPLETED, Step.NOTIFIED, Step.DEQUEUED);
    assertThat(heard).hasSize(10).containsSequence(once);
    assertThat(reported).hasSize(heard.size()).allMatch(e -> "a bug".equals(e.getMessage()));
  }

  /** The same where the base's own thread tells. */
  @ParameterizedTest
  @EnumSource
  void givenListenerThatThrows_whenReceivingOverTcp_thenTheReadinessThreadGoesOn(Thrown thrown) {
    try (Winsock winsock = Winsock.builder().build();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      winsock.addListener(event -> thrown.raise());
      port.associate(pair.server().handle(), 1);
      assertThat(received(pair, port, 0).bytes()).isEqualTo(5);
      assertThat(received(pair, port, 1).bytes()).isEqualTo(5);
    }
  }
}
