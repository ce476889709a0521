package dev.wsplab.bench;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;

/** One end of a connection, with a buffer and two structures: one receives, one sends. */
final class EchoEnd implements AutoCloseable {
  private final ClientSocket socket;
  private final int size;
  private final OverlappedBlock structures = OverlappedBlock.allocate(2);
  private final NativeBlock block;
  private final WsaBuffers whole;
  private final Overlapped receives = structures.overlapped(0);
  private final Overlapped sends = structures.overlapped(1);
  final ByteBuffer data;

  EchoEnd(ClientSocket socket, int size) {
    this.socket = socket;
    this.size = size;
    this.block = NativeBlock.allocate(size);
    this.whole = WsaBuffers.of(block);
    this.data = block.buffer();
  }

  ClientSocket socket() {
    return socket;
  }

  boolean isReceive(long overlapped) {
    return overlapped == receives.address();
  }

  /** Receives into the buffer, from this byte on. */
  void receive(int from) {
    socket.startRecv(from == 0 ? whole : WsaBuffers.of(block, from, size - from), receives);
  }

  /** Sends the first bytes of the buffer. */
  void send(int bytes) {
    socket.startSend(bytes == size ? whole : WsaBuffers.of(block, 0, bytes), sends);
  }

  /** Frees what the operations used; the socket was closed and every operation has ended. */
  @Override
  public void close() {
    structures.close();
    block.close();
  }
}
