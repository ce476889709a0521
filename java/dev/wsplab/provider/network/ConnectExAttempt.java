package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Connects, then sends what was given; its byte count is that of the data (CLI-CONNECTEX-2). */
final class ConnectExAttempt implements Attempt {
  private final TcpSocket socket;
  private final ConnectAttempt connect;
  private final SendAttempt send;
  private boolean connected;

  ConnectExAttempt(TcpSocket socket, Sockaddr to, WsaBuffers data) {
    this.socket = socket;
    this.connect = new ConnectAttempt(socket, to, MissingContext.CONNECT);
    this.send = new SendAttempt(socket, data, 0);
  }

  @Override
  public @Nullable Outcome attempt() {
    if (!connected) {
      Outcome outcome = connect.attempt();
      if (outcome == null) {
        return null;
      }
      socket.events().connectEnded(outcome.error());
      if (!outcome.succeeded()) {
        return outcome;
      }
      connected = true;
    }
    return send.attempt();
  }
}
