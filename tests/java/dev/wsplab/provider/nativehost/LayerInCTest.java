package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Extensions;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The sample layer in C, which makes handles of its own and completes in threads of its own. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class LayerInCTest {
  private static Winsock environment() {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(Modules.provider("layer"), Guid.random(), "layer.c", false)
        .verify(Verifier.Mode.FAIL)
        .build();
  }

  @Test
  void givenBlockingCalls_whenDataGoThrough_thenTheyArrive() {
    try (Winsock winsock = environment();
        SocketPair pair = winsock.connectedPair();
        NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      assertThat(pair.client().send(WsaBuffers.of(out))).isEqualTo(5);
      assertThat(pair.server().recv(WsaBuffers.of(in))).isEqualTo(5);
      assertThat(in.bytes(0, 5)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }
  }

  /** A file that C has opened goes through, too: {@code client_files.c}. */
  @Test
  void givenFileThatJavaHasOpened_whenTransmitted_thenItIsRefusedForWantOfAHandleAndMemoryIsNot(
      @TempDir Path folder) throws IOException {
    try (Winsock winsock = environment();
        SocketPair pair = winsock.connectedPair();
        FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), new byte[] {1}));
        NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      Extensions extensions = winsock.ws2_32().extensions();
      SocketHandle client = pair.client().handle();
      TransmitElement memory = new TransmitElement.Memory(out.address(), 5);
      TransmitElement opened = new TransmitElement.File(file, 0, 1);
      int refused = WsaError.WSAEOPNOTSUPP.code();

      assertThat(extensions.transmitPackets(client, List.of(memory, opened), out, null, 0).error())
          .isEqualTo(refused);
      assertThat(extensions.transmitFile(client, file, 0, null, null, null, 0).error())
          .isEqualTo(refused);
      assertThat(extensions.transmitPackets(client, List.of(memory), out, null, 0).returnValue())
          .isTrue();

      assertThat(pair.server().recv(WsaBuffers.of(in))).isEqualTo(5);
      assertThat(in.bytes(0, 5)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }
  }

  @Test
  void givenPendingReceive_whenDataArrive_thenTheLayersThreadCompletesItToThePort() {
    try (Winsock winsock = environment();
        CompletionPort port = winsock.completionPort();
        SocketPair pair = winsock.connectedPair();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      port.associate(pair.server().handle(), 7);
      Overlapped overlapped = structure.overlapped();
      pair.server().startRecv(WsaBuffers.of(in), overlapped);
      pair.client().send(WsaBuffers.of(out));

      QueuedCompletion packet = port.take(Duration.ofSeconds(10)).orElseThrow();

      assertThat(packet.returnValue()).isTrue();
      assertThat(packet.key()).isEqualTo(7);
      assertThat(packet.bytes()).isEqualTo(5);
    }
  }

  @Test
  void givenPendingReceiveWithRoutine_whenDataArrive_thenTheRoutineRunsInTheClientsThread() {
    try (Winsock winsock = environment();
        SocketPair pair = winsock.connectedPair();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      int[] told = {-1, -1};
      TransferResult started =
          winsock
              .ws2_32()
              .wsaRecv(
                  pair.server().handle(),
                  WsaBuffers.of(in),
                  0,
                  structure.overlapped(),
                  (error, bytes, overlapped, flags) -> {
                    told[0] = error;
                    told[1] = bytes;
                  });
      assertThat(started.started()).isTrue();
      pair.client().send(WsaBuffers.of(out));

      winsock.kernel32().sleepEx(10_000, true);

      assertThat(told).containsExactly(0, 5);
    }
  }
}
