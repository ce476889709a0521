package dev.wsplab.provider.network;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Whom a datagram socket speaks to: its default peer, and where it is bound without being asked.
 */
final class DatagramPeers {
  private final AddressRules addresses;
  private final Permissions permissions;

  DatagramPeers(TcpEnvironment environment) {
    this.addresses = new AddressRules(environment.isLoopbackOnly());
    this.permissions = new Permissions(environment);
  }

  /**
   * Sets the default peer, whose datagrams alone are received from now on. {@code AF_UNSPEC} and
   * the address that is all zeros dissolve it (WSP-CONNECT-2, WSP-CONNECT-3). Of another peer than
   * before, nothing is received that was sent before.
   */
  CallResult connect(TcpSocket socket, Sockaddr name) {
    Sockaddr implicit = implicitBind(socket);
    Permissions.Place place = implicit == null ? null : permissions.toBind(socket, implicit);
    if (place != null && place.error() != 0) {
      return CallResult.failed(place.error());
    }
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      if (dissolves(socket, name)) {
        return result(dissolve(socket));
      }
      int error = targetRefusal(socket, name);
      if (error == 0) {
        error = bindIfUnbound(socket, place == null ? null : place.at());
      }
      if (error == 0) {
        error = socket.host().connect(name);
      }
      if (error == 0) {
        connected(socket, name);
      }
      return result(error);
    } finally {
      socket.lock().unlock();
    }
  }

  private static boolean dissolves(TcpSocket socket, Sockaddr name) {
    boolean own = name.family() == socket.family() && name.isInternet();
    return name.family() == Winsock2.AF_UNSPEC && name.length() >= Short.BYTES
        || own && host(name).isAnyLocalAddress();
  }

  private static int dissolve(TcpSocket socket) {
    if (socket.state() != SocketState.CONNECTED) {
      return 0;
    }
    int error = socket.host().disconnect();
    if (error == 0) {
      socket.state(SocketState.BOUND);
      socket.datagrams().peer = null;
    }
    return error;
  }

  private static void connected(TcpSocket socket, Sockaddr name) {
    Sockaddr before = socket.datagrams().peer;
    if (before != null && !before.toInetSocketAddress().equals(name.toInetSocketAddress())) {
      DatagramArrivals.discard(socket);
    }
    socket.datagrams().peer = name;
    socket.connected(MissingContext.NONE);
    socket.events().changed();
  }

  /** Why nothing can be sent to an address, or 0 (WSP-SEND-8). With the lock held. */
  int targetRefusal(TcpSocket socket, Sockaddr to) {
    boolean known = to.family() == socket.family() && to.isInternet();
    if (known && Broadcast.is(host(to)) && !socket.datagrams().broadcast) {
      return WsaError.WSAEACCES.code();
    }
    return addresses.connectRefusal(socket.family(), to);
  }

  /** Who sends without being bound is bound by that, to the wildcard (WSP-SEND-7). */
  int bindIfUnbound(TcpSocket socket) {
    Sockaddr implicit = implicitBind(socket);
    if (implicit == null) {
      return bindIfUnbound(socket, null);
    }
    Permissions.Place place = permissions.toBind(socket, implicit);
    return place.error() == 0 ? bindIfUnbound(socket, place.at()) : place.error();
  }

  /** Where a socket that is not bound is bound without being asked; null when it is bound. */
  private @Nullable Sockaddr implicitBind(TcpSocket socket) {
    socket.lock().lock();
    try {
      if (socket.state() != SocketState.OPEN) {
        return null;
      }
    } finally {
      socket.lock().unlock();
    }
    byte[] wildcard = new byte[socket.protocol().maxSockAddr()];
    wildcard[0] = (byte) socket.family();
    return addresses.bindTarget(Sockaddr.ofBytes(wildcard));
  }

  private static int bindIfUnbound(TcpSocket socket, @Nullable Sockaddr at) {
    socket.lock().lock();
    try {
      if (socket.state() != SocketState.OPEN || at == null) {
        return socket.isClosed() ? WsaError.WSAENOTSOCK.code() : 0;
      }
      int error = socket.host().bind(at, false, false);
      if (error == 0) {
        socket.state(SocketState.BOUND);
        socket.events().changed();
      }
      return error;
    } finally {
      socket.lock().unlock();
    }
  }

  /** There is no connection to end: later calls of that direction are refused, no more. */
  CallResult shutdown(TcpSocket socket, int how) {
    if (how < Winsock2.SD_RECEIVE || how > Winsock2.SD_BOTH) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      if (how != Winsock2.SD_SEND) {
        socket.shutReceive();
      }
      if (how != Winsock2.SD_RECEIVE) {
        socket.shutSend();
      }
      return CallResult.OK;
    } finally {
      socket.lock().unlock();
    }
  }

  private static InetAddress host(Sockaddr name) {
    return name.toInetSocketAddress().getAddress();
  }

  private static CallResult result(int error) {
    return error == 0 ? CallResult.OK : CallResult.failed(error);
  }
}
