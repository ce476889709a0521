package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.Iovec;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;

/** A socket's end of its connection. Guarded by the lock of the network, which its caller holds. */
final class ConnectionEnd {
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();

  private final MemorySocket socket;
  private final Connection connection;
  private final Condition moved;
  private boolean endedSending;
  private boolean closed;
  private boolean wantsRoom;
  private int broken;
  private boolean brokenTold;

  /**
   * Makes an end.
   *
   * @param moved is signalled when what was sent has arrived, or the connection was reset
   */
  ConnectionEnd(MemorySocket socket, Connection connection, Condition moved) {
    this.socket = socket;
    this.connection = connection;
    this.moved = moved;
  }

  private Pipe in() {
    return connection.to(this);
  }

  private Pipe out() {
    return connection.from(this);
  }

  private ConnectionEnd peer() {
    return connection.peerOf(this);
  }

  MemoryOptions options() {
    return socket.options();
  }

  /** Its socket's listener is told later. */
  void changed(int changes) {
    socket.changed(changes);
  }

  int readiness() {
    boolean gone = broken != 0 || in().hasEnded();
    return ReadyChanges.WRITABLE
        | (gone || in().available() > 0 ? ReadyChanges.READABLE : 0)
        | (in().hasUrgent() ? ReadyChanges.EXCEPTIONAL : 0)
        | (gone ? ReadyChanges.GONE : 0);
  }

  // Transfers

  /** As {@link MemorySocket#send}. */
  long send(Iovec data, int flags) {
    int refusal = endedSending ? WsaError.WSAESHUTDOWN.code() : takeBroken();
    if (refusal != 0) {
      return -refusal;
    }
    boolean urgent = (flags & Winsock2.MSG_OOB) != 0;
    long taken =
        out().write(data, urgent, connection.roomFrom(this), peer().options().wantsUrgentInline());
    // Whoever found no room is told when there is some.
    wantsRoom = taken == -WOULD_BLOCK;
    if (taken > 0 && peer().closed) {
      // Nobody is there any more: the answer is a reset.
      connection.reset(peer());
    } else if (taken > 0) {
      connection.move(this);
    }
    return taken;
  }

  /** As {@link MemorySocket#receive}. */
  long receive(Iovec room, int flags) {
    boolean peek = (flags & Winsock2.MSG_PEEK) != 0;
    boolean urgent = (flags & Winsock2.MSG_OOB) != 0;
    if (options().isUnbuffered() && !peek) {
      connection.lend(this, Arrays.stream(room.lengths(Pipe.MAX_BUFFERS)).sum());
    }
    long received = urgent ? in().readUrgent(room, peek) : in().read(room, peek);
    if (received > 0 && !peek) {
      madeRoom();
    }
    if (received != 0) {
      return received;
    }
    return urgent ? -errorOr(WOULD_BLOCK) : nothingThere();
  }

  /** As {@link MemorySocket#probe}. */
  long probe() {
    return in().available() > 0 ? 1 : nothingThere();
  }

  /** What a receive finds after the last byte: 0 at the end, or a negated error. */
  private long nothingThere() {
    return -errorOr(in().hasEnded() ? 0 : WOULD_BLOCK);
  }

  private int errorOr(int otherwise) {
    int error = takeBroken();
    return error != 0 ? error : otherwise;
  }

  private int takeBroken() {
    brokenTold |= broken != 0;
    return broken;
  }

  /** The error that broke the connection, once. */
  int takeError() {
    return brokenTold ? 0 : takeBroken();
  }

  private void madeRoom() {
    ConnectionEnd sender = peer();
    connection.move(sender);
    if (sender.wantsRoom) {
      sender.wantsRoom = false;
      sender.changed(ReadyChanges.WRITABLE);
    }
    moved.signalAll();
  }

  /** There may be more room than before, here and at the peer's. */
  void buffersChanged() {
    if (!closed) {
      changed(ReadyChanges.WRITABLE);
      madeRoom();
    }
  }

  /** Bytes that one receive may take. */
  long available() {
    return in().available();
  }

  boolean isAtMark() {
    return in().isAtMark();
  }

  // The end

  /** No more is sent. */
  void endSending() {
    if (!endedSending) {
      endedSending = true;
      out().end();
      connection.move(this);
    }
  }

  /** Whether something that was sent has not arrived, and still may. */
  boolean isSending() {
    return broken == 0 && out().unsent() > 0;
  }

  /** Ends gracefully, unless something is left that will never be read: its sender must know. */
  void close() {
    if (!in().isEmpty()) {
      reset();
    } else {
      endSending();
      closed = true;
    }
  }

  void reset() {
    if (!closed) {
      closed = true;
      connection.reset(this);
    }
  }

  /** The connection is no more, and this end did not end it. */
  void wasReset() {
    if (broken == 0 && !closed) {
      broken = WsaError.WSAECONNRESET.code();
      changed(
          ReadyChanges.READABLE
              | ReadyChanges.WRITABLE
              | ReadyChanges.EXCEPTIONAL
              | ReadyChanges.GONE);
      moved.signalAll();
    }
  }
}
