package dev.wsplab.load;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a connection that sends a message whenever it has received one; counts every start and
 * every completion.
 */
final class PingPong implements AutoCloseable {
  static final int MESSAGE = 32;

  /** One structure with its buffer: at most one operation at a time. */
  final class Slot {
    final Overlapped overlapped;
    final WsaBuffers buffers;
    final boolean sends;
    final AtomicLong started = new AtomicLong();
    final AtomicLong posted = new AtomicLong();
    final AtomicLong completed = new AtomicLong();

    Slot(Overlapped overlapped, WsaBuffers buffers, boolean sends) {
      this.overlapped = overlapped;
      this.buffers = buffers;
      this.sends = sends;
    }

    PingPong end() {
      return PingPong.this;
    }

    void start() {
      started.incrementAndGet();
      if (sends) {
        socket.startSend(buffers, overlapped);
      } else {
        socket.startRecv(buffers, overlapped);
      }
      posted.incrementAndGet();
    }

    /** Returns whether this completion is of an operation that was started and not told before. */
    boolean complete() {
      return completed.incrementAndGet() <= started.get();
    }
  }

  private final ClientSocket socket;
  private final OverlappedBlock structures = OverlappedBlock.allocate(2);
  private final NativeBlock data = NativeBlock.allocate(2L * MESSAGE);
  final Slot receive;
  final Slot send;

  PingPong(ClientSocket socket) {
    this.socket = socket;
    receive = new Slot(structures.overlapped(0), WsaBuffers.of(data, 0, MESSAGE), false);
    send = new Slot(structures.overlapped(1), WsaBuffers.of(data, MESSAGE, MESSAGE), true);
  }

  static PingPong connectedTo(Winsock winsock, ClientSocket listener) {
    return new PingPong(winsock.tcpSocket().connect(listener.localAddress()));
  }

  ClientSocket socket() {
    return socket;
  }

  /** Frees what the operations used; the socket was closed and every operation told. */
  @Override
  public void close() {
    structures.close();
    data.close();
  }
}
