package dev.wsplab.provider.network;

import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;

/**
 * What holds for a socket at this moment, in the terms of network events: {@code FD_READ} data can
 * be received, {@code FD_CLOSE} the connection has come to its end and all data have been received,
 * {@code FD_WRITE} a send would succeed, {@code FD_OOB} urgent data can be received, {@code
 * FD_ACCEPT} a connection can be accepted, {@code FD_CONNECT} it is connected. Called with the lock
 * of the socket held.
 */
final class Conditions {
  private static final int RECEIVING = Winsock2.FD_READ | Winsock2.FD_CLOSE;

  // Anybody may overwrite it, and nobody reads it.
  private static final WsaBuffers SCRATCH = WsaBuffers.of(ByteBuffer.allocateDirect(1));

  private Conditions() {}

  /** Those of the wanted bits that hold; nothing is asked from the system for the others. */
  static int of(TcpSocket socket, int wanted) {
    if (socket.isDatagram()) {
      return wanted & ofDatagrams(socket, wanted);
    }
    return switch (socket.state()) {
      case LISTENING -> wanted & acceptable(socket, wanted);
      case CONNECTED -> wanted & connected(socket, wanted);
      default -> 0;
    };
  }

  /** One that is not bound can send: that binds it. */
  private static int ofDatagrams(TcpSocket socket, int wanted) {
    if (socket.isClosed()) {
      return 0;
    }
    boolean receives = socket.state() != SocketState.OPEN && socket.in().isEmpty();
    boolean readable = receives && (wanted & Winsock2.FD_READ) != 0 && DatagramArrivals.any(socket);
    boolean writable = !socket.events().isSendBlocked() && socket.out().isEmpty();
    return (readable ? Winsock2.FD_READ : 0) | (writable ? Winsock2.FD_WRITE : 0);
  }

  private static int acceptable(TcpSocket listener, int wanted) {
    if ((wanted & Winsock2.FD_ACCEPT) == 0 || !listener.in().isEmpty()) {
      return 0;
    }
    boolean waited = listener.backlog().hasReturned();
    NetworkSocket connection = AcceptAttempt.next(listener).socket();
    if (connection == null) {
      return 0;
    }
    // The system cannot be asked whether there is one: it is taken, and is the next to be accepted.
    listener.backlog().putBack(connection);
    if (!waited) {
      // Nor will the system tell of it any more: whoever else wants to know hears it now.
      listener.events().changed();
    }
    return Winsock2.FD_ACCEPT;
  }

  private static int connected(TcpSocket socket, int wanted) {
    int holds = Winsock2.FD_CONNECT;
    if ((wanted & RECEIVING) != 0 && socket.in().isEmpty()) {
      holds |= receivable(socket);
    }
    if (socket.broken() == 0 && !socket.events().isSendBlocked() && socket.out().isEmpty()) {
      holds |= Winsock2.FD_WRITE;
    }
    if ((wanted & Winsock2.FD_OOB) != 0
        && !socket.settings().urgentInline
        && socket.urgent().isEmpty()
        && hasUrgent(socket)) {
      holds |= Winsock2.FD_OOB;
    }
    return holds;
  }

  private static boolean hasUrgent(TcpSocket socket) {
    int flags = Winsock2.MSG_PEEK | Winsock2.MSG_OOB;
    return socket.host().receive(new Iovec(SCRATCH), flags) > 0;
  }

  private static int receivable(TcpSocket socket) {
    if (socket.broken() != 0) {
      return Winsock2.FD_CLOSE;
    }
    long found = socket.host().probe();
    if (found > 0) {
      return Winsock2.FD_READ;
    }
    if (found == -WsaError.WSAEWOULDBLOCK.code()) {
      return 0;
    }
    socket.noteError((int) -found);
    return Winsock2.FD_CLOSE;
  }

  /**
   * Whether anything can be told of a socket in its state, and the system has to be listened to.
   */
  static boolean mayChange(TcpSocket socket) {
    SocketState state = socket.state();
    return state == SocketState.LISTENING
        || state == SocketState.CONNECTED
        || state == SocketState.BOUND && socket.isDatagram();
  }
}
