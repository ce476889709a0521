package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A connection over one field layer, in memory, whose end fails when a rule was broken. */
final class FieldWorld implements AutoCloseable {
  static final Duration BOUND = Duration.ofSeconds(10);

  final Winsock winsock;
  final Ws2_32 ws2;
  final SocketPair pair;
  final CompletionPort port;
  private final Deque<AutoCloseable> made = new ArrayDeque<>();

  FieldWorld(FieldLayer layer) {
    this(layer.install(Winsock.builder().base(LoopbackProvider.create())));
  }

  FieldWorld(WinsockBuilder builder) {
    winsock = keep(builder.verify(Verifier.Mode.FAIL).build());
    ws2 = winsock.ws2_32();
    port = keep(winsock.completionPort());
    pair = keep(winsock.connectedPair());
  }

  <T extends AutoCloseable> T keep(T resource) {
    made.push(resource);
    return resource;
  }

  SocketHandle client() {
    return pair.client().handle();
  }

  SocketHandle server() {
    return pair.server().handle();
  }

  Overlapped overlapped() {
    return keep(OverlappedBlock.allocate(1)).overlapped();
  }

  NativeBlock block(int size) {
    return keep(NativeBlock.allocate(size));
  }

  void send(String text) {
    NativeBlock data = keep(NativeBlock.copyOf(text.getBytes()));
    assertThat(pair.client().send(WsaBuffers.of(data))).isEqualTo(text.length());
  }

  TransferResult startRecv(NativeBlock room, Overlapped overlapped) {
    return ws2.wsaRecv(server(), WsaBuffers.of(room), 0, overlapped, null);
  }

  TransferResult startSend(String text, Overlapped overlapped) {
    NativeBlock data = keep(NativeBlock.copyOf(text.getBytes()));
    return ws2.wsaSend(client(), WsaBuffers.of(data), 0, overlapped, null);
  }

  /** Waits until something is there to be received. */
  void awaitData() {
    var read = dev.wsplab.spi.FdSet.of(server());
    assertThat(ws2.select(read, null, null, null).returnValue()).isEqualTo(1);
  }

  /** The bytes of the next packet, which is a success. */
  int bytesOfPacket() {
    var packet = port.take(BOUND).orElseThrow();
    assertThat(packet.returnValue()).isTrue();
    return packet.bytes();
  }

  /** What SIO_GET_EXTENSION_FUNCTION_POINTER gives for a socket. */
  long pointer(SocketHandle s, Guid id) {
    NativeBlock in = keep(NativeBlock.copyOf(id.toBytes()));
    NativeBlock out = block(Long.BYTES);
    ws2.wsaIoctl(
            s,
            Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
            in.address(),
            Guid.SIZE,
            out.address(),
            Long.BYTES,
            null,
            null)
        .orThrow("WSAIoctl");
    return out.buffer().getLong(0);
  }

  ExtensionFunction function(long pointer) {
    return winsock.exports().extensionFunction(pointer).orElseThrow();
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!made.isEmpty()) {
      try {
        made.pop().close();
      } catch (RuntimeException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IllegalStateException(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
