package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.FileResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kernel32 and mswsock do with the handles of a layer, made by WPUCreateSocketHandle. */
class LayeredSystemCallsTest {
  private static final int WAIT = Patience.MILLIS;

  /** Counts what passes. */
  static final class Layer extends LayeredProvider {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.addAndGet(bytes);
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      sent.addAndGet(bytes);
    }
  }

  @TempDir Path folder;

  private final Layer layer = new Layer();
  private final Winsock winsock = Winsock.builder().layer(layer).build();
  private final Ws2_32 ws2 = winsock.ws2_32();
  private final Kernel32 kernel32 = winsock.kernel32();
  private final SocketPair pair = winsock.connectedPair();
  private final SocketHandle client = pair.client().handle();
  private final SocketHandle server = pair.server().handle();
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = structures.overlapped();
  private final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
  private final NativeBlock room = NativeBlock.allocate(64);

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
    hello.close();
    room.close();
  }

  private PortHandle portOf(SocketHandle s) {
    return kernel32.createIoCompletionPort(s, null, 7, 0).orThrow();
  }

  private String received(int bytes) {
    return new String(room.bytes(0, bytes), StandardCharsets.US_ASCII);
  }

  @Test
  void givenPendingReceive_whenCancelled_thenTheSystemCannotReachIt_CANCEL_6() {
    PortHandle port = portOf(server);
    assertThat(ws2.wsaRecv(server, WsaBuffers.of(room), 0, overlapped, null).isPending()).isTrue();

    assertThat(kernel32.cancelIo(server)).isEqualTo(BoolResult.TRUE);
    assertThat(kernel32.cancelIoEx(server, overlapped)).isEqualTo(BoolResult.failed(1168));
    assertThat(kernel32.cancelIoEx(server, null)).isEqualTo(BoolResult.failed(1168));

    assertThat(overlapped.isPending()).isTrue();
    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");
    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).bytes()).isEqualTo(5);
  }

  @Test
  void givenReadFileAndWriteFile_whenCalled_thenTheyPassThroughTheProvider() {
    PortHandle port = portOf(server);

    FileResult read = kernel32.readFile(server, WsaBuffers.of(room), overlapped);
    FileResult written = kernel32.writeFile(client, WsaBuffers.of(hello), null);

    assertThat(read.isPending()).isTrue();
    assertThat(written).isEqualTo(new FileResult(true, 0, true, 5));
    QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port, WAIT);
    assertThat(packet.bytes()).isEqualTo(5);
    assertThat(received(5)).isEqualTo("hello");
    assertThat(layer.received).hasValue(5);
    assertThat(layer.sent).hasValue(5);
    assertThat(kernel32.getOverlappedResult(server, overlapped, false))
        .isEqualTo(new FileResult(true, 0, true, 5));
  }

  @Test
  void givenErrorOfTheProvider_whenReadFile_thenItIsWin32s_DEC_3() {
    SocketHandle unconnected = ws2.socket(2, 1, 0).orThrow("socket");

    FileResult read = kernel32.readFile(unconnected, WsaBuffers.of(room), null);

    assertThat(read.returnValue()).isFalse();
    assertThat(read.error()).isEqualTo(kernel32.getLastError()).isNotZero();
    assertThat(kernel32.readFile(new SocketHandle(0x7FFF_FFF0L), WsaBuffers.of(room), null).error())
        .isEqualTo(6);
  }

  @Test
  void givenDuplicate_whenUsed_thenItPassesThroughTheLayer_WSP_DUP_1() {
    int self = (int) ProcessHandle.current().pid();
    ProtocolInfo info = ws2.wsaDuplicateSocket(server, self).orThrow("WSADuplicateSocket");

    SocketHandle second = ws2.wsaSocket(-1, -1, -1, info, 0, 1).orThrow("WSASocket");
    ws2.closesocket(server).orThrow("closesocket");
    PortHandle port = portOf(second);
    ws2.wsaRecv(second, WsaBuffers.of(room), 0, overlapped, null);
    ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send");

    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).bytes()).isEqualTo(5);
    assertThat(layer.received).hasValue(5);
    assertThat(received(5)).isEqualTo("hello");
  }

  @Test
  void givenCopyOfALayersHandle_whenUsed_thenItIsNoSocketToWinsock() {
    SocketHandle copy = kernel32.duplicateHandle(server).orThrow();

    assertThat(ws2.send(copy, WsaBuffers.of(hello), 0).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(kernel32.closeHandle(copy)).isEqualTo(BoolResult.TRUE);
    assertThat(ws2.send(server, WsaBuffers.of(hello), 0).succeeded()).isTrue();
  }

  @Test
  void givenCloseHandle_whenItIsALayersHandle_thenTheProviderIsNotTold() {
    assertThat(kernel32.closeHandle(server)).isEqualTo(BoolResult.TRUE);

    assertThat(kernel32.closeHandle(server)).isEqualTo(BoolResult.failed(6));
    assertThat(ws2.send(server, WsaBuffers.of(hello), 0).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    // The connection below lives on: nobody has told it.
    assertThat(ws2.send(client, WsaBuffers.of(hello), 0).succeeded()).isTrue();
  }

  @Test
  void givenTransmitFile_whenCalledOnALayer_thenOffsetAndBytesPass_OVL_3() throws IOException {
    Path path = Files.writeString(folder.resolve("file"), "0123456789");
    PortHandle port = portOf(client);
    overlapped.storeOffsets(6, 0);
    try (FileChannel file = FileChannel.open(path)) {
      Result result = ws2.extensions().transmitFile(client, file, 0, overlapped, null, null, 0);

      assertThat(result).isEqualTo(Result.PENDING);
      assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).bytes()).isEqualTo(4);
    }
    assertThat(pair.server().recv(WsaBuffers.of(room))).isEqualTo(4);
    assertThat(received(4)).isEqualTo("6789");
    assertThat(layer.sent).hasValue(4);
  }

  @Test
  void givenTransmitPackets_whenCalledWithoutStructure_thenTheLayerIsTold() {
    List<TransmitElement> elements = List.of(new TransmitElement.Memory(hello.address(), 5));

    assertThat(ws2.extensions().transmitPackets(client, elements, hello, null, 0))
        .isEqualTo(Result.done(5));

    assertThat(pair.server().recv(WsaBuffers.of(room))).isEqualTo(5);
    assertThat(layer.sent).hasValue(5);
  }

  @Test
  void givenDisconnectEx_whenCalledOnALayer_thenThePeerFindsTheEnd() {
    PortHandle port = portOf(client);

    assertThat(ws2.extensions().disconnectEx(client, overlapped, 0)).isEqualTo(Result.PENDING);

    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).error()).isZero();
    assertThat(pair.server().recv(WsaBuffers.of(room))).isZero();
    assertThat(layer.sent).hasValue(0);
  }
}
