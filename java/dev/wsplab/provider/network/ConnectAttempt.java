package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Connects: the first attempt asks the system, the later ones look whether it has succeeded. */
final class ConnectAttempt implements Attempt {
  private final TcpSocket socket;
  private final Sockaddr to;
  private final MissingContext missing;
  private SocketState before = SocketState.OPEN;
  private boolean asked;

  /**
   * Makes an attempt.
   *
   * @param missing what the socket lacks once it is connected
   */
  ConnectAttempt(TcpSocket socket, Sockaddr to, MissingContext missing) {
    this.socket = socket;
    this.to = to;
    this.missing = missing;
  }

  /** Why a socket cannot be connected now, or 0. With its lock held. */
  static int refusal(TcpSocket socket) {
    WsaError error =
        switch (socket.state()) {
          case OPEN, BOUND -> socket.claim() == null ? null : WsaError.WSAEINVAL;
          case LISTENING -> WsaError.WSAEINVAL;
          case CONNECTING -> WsaError.WSAEALREADY;
          case CONNECTED -> WsaError.WSAEISCONN;
          case CLOSED -> WsaError.WSAENOTSOCK;
        };
    return error == null ? 0 : error.code();
  }

  @Override
  public @Nullable Outcome attempt() {
    if (!asked) {
      return ask();
    }
    return judge(socket.host().connectResult(to));
  }

  private @Nullable Outcome ask() {
    int refusal = refusal(socket);
    if (refusal != 0) {
      return Outcome.failed(refusal);
    }
    asked = true;
    before = socket.state();
    socket.state(SocketState.CONNECTING);
    return judge(socket.host().connect(to));
  }

  private @Nullable Outcome judge(int error) {
    if (error == WsaError.WSAEWOULDBLOCK.code()) {
      return null;
    }
    if (error != 0) {
      // The socket may try again (CLI-CONNECTEX-3).
      socket.state(before);
      return Outcome.failed(error);
    }
    socket.connected(missing);
    return Outcome.DONE;
  }
}
