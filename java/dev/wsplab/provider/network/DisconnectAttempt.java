package dev.wsplab.provider.network;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;

/**
 * {@code DisconnectEx}: what was sent before goes out, then the end of the data. With {@code
 * TF_REUSE_SOCKET} the connection is left to the network, and the socket gets a new one below: it
 * is as it was before it was connected, bound if it was bound. It does not wait for the peer's end.
 */
final class DisconnectAttempt implements Attempt {
  private final TcpEnvironment environment;
  private final TcpSocket socket;
  private final boolean reuse;

  DisconnectAttempt(TcpEnvironment environment, TcpSocket socket, boolean reuse) {
    this.environment = environment;
    this.socket = socket;
    this.reuse = reuse;
  }

  @Override
  public Outcome attempt() {
    if (socket.broken() != 0 && !reuse) {
      return Outcome.failed(socket.broken());
    }
    socket.shutSend();
    socket.host().shutdownSend();
    return reuse ? renew() : Outcome.DONE;
  }

  private Outcome renew() {
    AddressResult name = socket.host().localName();
    Network.Opened opened =
        environment
            .network()
            .open(socket.family(), socket.protocol().socketType(), socket.protocol().protocol());
    NetworkSocket fresh = opened.socket();
    if (fresh == null) {
      return Outcome.failed(opened.error());
    }
    Sockaddr bound = socket.settings().bound ? name.address() : null;
    // What is left of the old connection must not keep the new socket from its address.
    socket.host().setOption(SocketOption.REUSE_ADDRESS, 1);
    socket.renew(fresh);
    return bound == null ? Outcome.DONE : bind(fresh, bound);
  }

  private Outcome bind(NetworkSocket fresh, Sockaddr bound) {
    int error = fresh.bind(bound, true, false);
    if (error != 0) {
      return Outcome.failed(error);
    }
    socket.state(SocketState.BOUND);
    return Outcome.DONE;
  }

  /**
   * What waits for the end of a disconnection tells, too, whom it has taken the connection from.
   */
  static Waiter telling(TcpSocket socket, Waiter client) {
    return new Waiter() {
      @Override
      public void tell(Outcome outcome, boolean atOnce) {
        socket.in().drain();
        socket.urgent().drain();
        client.tell(outcome, atOnce);
      }

      @Override
      public void tellSilently(Outcome outcome) {
        client.tellSilently(outcome);
      }
    };
  }
}
