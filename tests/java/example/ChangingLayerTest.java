package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** The layers of docs/layers.md that change the data. */
class ChangingLayerTest {
  public static final class ReceivesInCapitals extends LayeredProvider {
    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      String text = new String(buffers.bytes(bytes), StandardCharsets.US_ASCII);
      buffers.put(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }
  }

  public static final class SendsInCapitals extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      byte[] data;
      try {
        data = buffers.bytes();
      } catch (AccessViolationException e) {
        return TransferResult.failed(WsaError.WSAEFAULT); // the client's buffers, not ours
      }
      String text = new String(data, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
      ByteBuffer copy = ByteBuffer.allocateDirect(data.length); // lives as long as the operation
      copy.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
      return super.wspSend(s, WsaBuffers.of(copy), flags, overlapped, routine, threadId);
    }
  }

  @Test
  void givenLayerThatChangesWhatComes_whenReceived_thenTheClientSeesIt() {
    try (Winsock winsock = Winsock.builder().layer(new ReceivesInCapitals()).build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock block = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 1);
      sockets.server().startRecv(WsaBuffers.of(room), block.overlapped());
      sockets.client().send(WsaBuffers.of(hello));

      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
      assertThat(room.bytes(0, 5)).isEqualTo("HELLO".getBytes(StandardCharsets.US_ASCII));
      assertThat(hello.bytes(0, 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void givenLayerThatChangesWhatGoes_whenSent_thenThePeerSeesItAndTheSendersBufferStays() {
    try (Winsock winsock =
            Winsock.builder().base(LoopbackProvider.create()).layer(new SendsInCapitals()).build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock block = OverlappedBlock.allocate(1)) {
      port.associate(sockets.client().handle(), 1);
      sockets.client().startSend(WsaBuffers.of(hello), block.overlapped());

      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
      assertThat(sockets.server().recv(WsaBuffers.of(room))).isEqualTo(5);
      assertThat(room.bytes(0, 5)).isEqualTo("HELLO".getBytes(StandardCharsets.US_ASCII));
      assertThat(hello.bytes(0, 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void givenBadBuffer_whenSentThroughTheLayer_thenTheClientGetsAFault() {
    try (Winsock winsock = Winsock.builder().layer(new SendsInCapitals()).build();
        SocketPair sockets = winsock.connectedPair()) {
      TransferResult result =
          winsock.ws2_32().send(sockets.client().handle(), WsaBuffers.of(16, 5), 0);

      assertThat(result).isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
    }
  }
}
