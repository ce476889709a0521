package dev.wsplab.provider.tcp;

import org.checkerframework.checker.nullness.qual.Nullable;

/** Takes one connection from a listener. */
final class AcceptAttempt implements Attempt {
  private final TcpSocket listener;
  private @Nullable HostSocket connection;

  AcceptAttempt(TcpSocket listener) {
    this.listener = listener;
  }

  @Override
  public @Nullable Outcome attempt() {
    HostSocket.Accepted accepted = next(listener);
    if (accepted.wouldBlock()) {
      return null;
    }
    connection = accepted.socket();
    return connection == null ? Outcome.failed(accepted.error()) : Outcome.DONE;
  }

  /** The connection that it took: the caller's from now on. */
  @Nullable HostSocket connection() {
    return connection;
  }

  /**
   * Takes one that was put back, else one from the system; passes over those that were lost
   * meanwhile.
   */
  static HostSocket.Accepted next(TcpSocket listener) {
    HostSocket returned = listener.backlog().take();
    if (returned != null) {
      return HostSocket.Accepted.of(returned);
    }
    HostSocket.Accepted accepted = listener.host().accept();
    while (HostErrors.concernsLostConnection(accepted.error())) {
      accepted = listener.host().accept();
    }
    return accepted;
  }
}
