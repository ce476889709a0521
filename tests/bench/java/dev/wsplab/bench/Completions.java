package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;

/** Operations that a provider completes when it is asked to, and a port that tells of them. */
final class Completions implements AutoCloseable {
  static final int INFINITE = -1;
  private static final long KEY = 42;

  private final WaitingBase base = new WaitingBase();
  private final Winsock winsock = Winsock.builder().base(base, WaitingBase.protocols()).build();
  private final Kernel32 kernel32 = winsock.kernel32();
  private final CompletionPort port = winsock.completionPort();
  private final ClientSocket socket = winsock.tcpSocket();
  private final NativeBlock room = NativeBlock.allocate(64);
  private final WsaBuffers buffers = WsaBuffers.of(room);
  private final OverlappedBlock block;
  private final Overlapped[] structures;

  Completions(int count) {
    block = OverlappedBlock.allocate(count);
    structures = new Overlapped[count];
    for (int i = 0; i < count; i++) {
      structures[i] = block.overlapped(i);
    }
    port.associate(socket.handle(), KEY);
  }

  /** Starts as many receives as there are structures; none may be under way. */
  void start() {
    for (Overlapped structure : structures) {
      socket.startRecv(buffers, structure);
    }
  }

  /** Provider: completes one. */
  void complete(int index) {
    base.complete(socket.handle(), structures[index], index);
  }

  /** Client: waits for a packet, which must be of this operation. */
  void take(int index) {
    QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port.handle(), INFINITE);
    require(index, packet.overlapped(), packet.bytes(), packet.error());
  }

  /** Client: takes what is there, at least one, which must be those from this one on; how many. */
  int take(int index, CompletionEntries entries) {
    kernel32
        .getQueuedCompletionStatusEx(port.handle(), entries, INFINITE, false)
        .orThrow("GetQueuedCompletionStatusEx");
    for (int i = 0; i < entries.count(); i++) {
      require(index + i, entries.overlapped(i), entries.bytes(i), entries.status(i));
    }
    return entries.count();
  }

  private void require(int index, long overlapped, int bytes, int error) {
    if (overlapped != structures[index].address() || bytes != index || error != 0) {
      throw new IllegalStateException(
          "expected operation " + index + ", found error=" + error + ", bytes=" + bytes);
    }
  }

  @Override
  public void close() {
    socket.close();
    port.close();
    winsock.close();
    block.close();
    room.close();
  }
}
