package dev.wsplab.provider.network;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BspState;
import dev.wsplab.spi.WsaError;

/** The names of both ends of a socket. Takes the socket's lock. */
final class SocketNames {
  private SocketNames() {}

  static AddressResult local(TcpSocket socket) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return AddressResult.failed(WsaError.WSAENOTSOCK);
      }
      boolean unbound =
          socket.state() == SocketState.OPEN || socket.missingContext() == MissingContext.ACCEPT;
      return unbound ? AddressResult.failed(WsaError.WSAEINVAL) : socket.host().localName();
    } finally {
      socket.lock().unlock();
    }
  }

  static AddressResult peer(TcpSocket socket) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return AddressResult.failed(WsaError.WSAENOTSOCK);
      }
      boolean known =
          socket.state() == SocketState.CONNECTED && socket.missingContext() == MissingContext.NONE;
      return known ? socket.host().peerName() : AddressResult.failed(WsaError.WSAENOTCONN);
    } finally {
      socket.lock().unlock();
    }
  }

  /** {@code SO_BSP_STATE}: a name that the socket does not have is left out. */
  static BspState state(TcpSocket socket) {
    return new BspState(
        local(socket).address(),
        peer(socket).address(),
        socket.protocol().socketType(),
        socket.protocol().protocol());
  }
}
