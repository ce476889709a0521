package dev.wsplab.provider.network;

import org.checkerframework.checker.nullness.qual.Nullable;

/** Takes one connection from a listener. */
final class AcceptAttempt implements Attempt {
  private final TcpSocket listener;
  private @Nullable NetworkSocket connection;

  AcceptAttempt(TcpSocket listener) {
    this.listener = listener;
  }

  @Override
  public @Nullable Outcome attempt() {
    NetworkSocket.Accepted accepted = next(listener);
    if (accepted.wouldBlock()) {
      return null;
    }
    connection = accepted.socket();
    return connection == null ? Outcome.failed(accepted.error()) : Outcome.DONE;
  }

  /** The connection that it took: the caller's from now on. */
  @Nullable NetworkSocket connection() {
    return connection;
  }

  /**
   * Takes one that was put back, else one from the network; passes over those that were lost
   * meanwhile.
   */
  static NetworkSocket.Accepted next(TcpSocket listener) {
    NetworkSocket returned = listener.backlog().take();
    if (returned != null) {
      return NetworkSocket.Accepted.of(returned);
    }
    NetworkSocket.Accepted accepted = listener.host().accept();
    while (ConnectionErrors.concernsLostConnection(accepted.error())) {
      accepted = listener.host().accept();
    }
    return accepted;
  }
}
