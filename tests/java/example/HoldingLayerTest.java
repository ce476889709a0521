package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** The layer of docs/layers.md that holds operations and completes some of them itself. */
@WithWinsock
class HoldingLayerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** A message that begins with "secret" never leaves: its send ends later, with an error. */
  public static final class SecretsStay extends LayeredProvider {
    private final Executor later;
    private final List<Held> held = new ArrayList<>(); // guarded by this

    /** Makes one that completes what it holds in a thread of its own. */
    public SecretsStay() {
      this(CompletableFuture::runAsync);
    }

    SecretsStay(Executor later) {
      this.later = later;
    }

    private record Held(SocketHandle s, Overlapped overlapped) {}

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (!isSecret(buffers)) {
        return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
      }
      if (overlapped == null || routine != null) {
        return TransferResult.failed(WsaError.WSAEACCES); // not started, never indicated
      }
      if (overlapped.event().value() != 0) {
        upcalls().wpuResetEvent(overlapped.event()); // WSP-IO-5
      }
      overlapped.markPending(); // before any other thread can complete it (WPU-COMPLETE-9)
      Held send = new Held(s, overlapped);
      synchronized (this) {
        held.add(send);
      }
      later.execute(() -> end(send, WsaError.WSAEACCES.code()));
      return TransferResult.PENDING; // from here on exactly one indication has to come
    }

    private static boolean isSecret(WsaBuffers buffers) {
      return new String(buffers.bytes(), StandardCharsets.US_ASCII).startsWith("secret");
    }

    /**
     * Completes it, unless that has been done (WPU-COMPLETE-18). Under the lock: a socket that is
     * being closed waits until this is done. The upcall calls nothing of the layer back.
     */
    private synchronized void end(Held send, int error) {
      if (held.remove(send)) {
        send.overlapped.storeResult(error, 0); // what WSPGetOverlappedResult tells
        exports().wpuCompleteOverlappedRequest(send.s, send.overlapped, error, 0);
      }
    }

    @Override
    public CallResult wspCloseSocket(SocketHandle s) {
      List<Held> all;
      synchronized (this) {
        all = List.copyOf(held);
      }
      for (Held send : all) {
        if (send.s.equals(s)) {
          end(send, WsaError.WSA_OPERATION_ABORTED.code()); // WSP-CLOSE-3
        }
      }
      return super.wspCloseSocket(s);
    }
  }

  private static void send(SocketPair sockets, NativeBlock text, OverlappedBlock structure) {
    sockets.client().startSend(WsaBuffers.of(text), structure.overlapped());
  }

  @Test
  void givenSecret_whenItsTimeComes_thenItsClientIsToldTheLayersError() {
    List<Runnable> waiting = new ArrayList<>();
    try (Winsock winsock = Winsock.builder().layer(new SecretsStay(waiting::add)).build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock text = NativeBlock.copyOf("secret".getBytes());
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      port.associate(sockets.client().handle(), 1);
      send(sockets, text, structure);
      assertThat(winsock.pendingOperations()).hasSize(1);

      waiting.forEach(Runnable::run);

      assertThat(port.take(LONG).orElseThrow().returnValue()).isFalse();
      assertThat(
              winsock
                  .ws2_32()
                  .wsaGetOverlappedResult(sockets.client().handle(), structure.overlapped(), false)
                  .errno())
          .isEqualTo(WsaError.WSAEACCES.code());
    }
  }

  @Test
  void givenSecret_whenItsSocketIsClosed_thenItIsToldAsAborted_WSP_CLOSE_3() {
    try (Winsock winsock = Winsock.builder().layer(new SecretsStay(never -> {})).build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock text = NativeBlock.copyOf("secret".getBytes());
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      port.associate(sockets.client().handle(), 1);
      send(sockets, text, structure);

      sockets.client().close();

      assertThat(port.take(LONG).orElseThrow().error())
          .isEqualTo(WsaError.WSA_OPERATION_ABORTED.code());
    }
  }

  @Test
  void givenThisLayer_whenAnythingElseIsSent_thenTheKitFindsNothingBroken() {
    KitReport report = ConformanceKit.layer(SecretsStay::new).only("WSASend/").run();

    assertThat(report.isGood()).as(report.overview()).isTrue();
  }
}
