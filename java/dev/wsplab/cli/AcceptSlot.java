package dev.wsplab.cli;

import com.sun.jna.Native;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * One outstanding {@code AcceptEx}: a socket made in advance, that a connection comes into.
 * Thread-safe.
 */
final class AcceptSlot {
  private static final int ADDRESS_ROOM = 16 + 16; // sockaddr_in and 16 more (CLI-ACCEPTEX)

  private final Ws2_32 ws2;
  private final SocketHandle listener;
  private final Consumer<SocketHandle> accepted;
  private final IoSlot io;

  @SuppressWarnings("builder:required.method.not.called") // free() frees it
  private final NativeBlock output = NativeBlock.allocate(2 * ADDRESS_ROOM);

  private SocketHandle prepared = SocketHandle.INVALID; // guarded by this
  private boolean stopped; // guarded by this

  /**
   * Prepares; {@link #arm} starts.
   *
   * @param accepted takes over each connected socket
   */
  @SuppressWarnings("nullness:methodref.receiver.bound") // told only once arm() was called
  AcceptSlot(
      Ws2_32 ws2, CompletionLoop loop, SocketHandle listener, Consumer<SocketHandle> accepted) {
    this.ws2 = ws2;
    this.listener = listener;
    this.accepted = accepted;
    this.io = loop.slot(this::told);
  }

  /**
   * Starts to wait for a connection, if that is not under way. What fails for want of sockets is
   * tried anew by the next call.
   */
  synchronized void arm() {
    if (stopped || !prepared.isInvalid()) {
      return;
    }
    SocketResult made = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP);
    if (!made.succeeded()) {
      return;
    }
    SocketHandle socket = made.socket();
    prepared = socket;
    if (!io.start(() -> acceptInto(socket))) {
      prepared = SocketHandle.INVALID;
      ws2.closesocket(socket);
    }
  }

  /** From now on nothing is started. */
  synchronized void stop() {
    stopped = true;
  }

  /** Frees the memory, when the last operation was told. */
  void free() {
    io.free();
    output.close();
  }

  private boolean acceptInto(SocketHandle socket) {
    return ws2.extensions()
        .acceptEx(listener, socket, output, 0, ADDRESS_ROOM, ADDRESS_ROOM, io.overlapped())
        .started();
  }

  private void told(QueuedCompletion completion) {
    SocketHandle socket;
    boolean ready;
    synchronized (this) {
      socket = prepared;
      prepared = SocketHandle.INVALID;
      ready = completion.returnValue() && !stopped && updateContext(socket).succeeded();
    }
    arm();
    if (ready) {
      accepted.accept(socket);
    } else {
      ws2.closesocket(socket);
    }
  }

  // Until then shutdown and the names of the socket do not work (CLI-ACCEPTEX).
  private CallResult updateContext(SocketHandle socket) {
    ByteBuffer value = ByteBuffer.allocate(Native.POINTER_SIZE).order(ByteOrder.nativeOrder());
    if (value.capacity() == Long.BYTES) {
      value.putLong(listener.value());
    } else {
      value.putInt((int) listener.value());
    }
    return ws2.setsockopt(
        socket, Winsock2.SOL_SOCKET, Winsock2.SO_UPDATE_ACCEPT_CONTEXT, value.array());
  }
}
