package dev.wsplab.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/** Two connected stream sockets of one environment, for tests that need no server of their own. */
@MustCall("close")
public final class SocketPair implements AutoCloseable {
  private final @Owning ClientSocket client;
  private final @Owning ClientSocket server;

  private SocketPair(@Owning ClientSocket client, @Owning ClientSocket server) {
    this.client = client;
    this.server = server;
  }

  /**
   * Connects two sockets over the IPv4 loopback address.
   *
   * @param listener a new socket, to accept with; it stays open and is its maker's
   * @param client a new socket, to connect with; the pair closes it
   * @return both ends, which the pair closes
   */
  public static SocketPair connect(ClientSocket listener, @Owning ClientSocket client) {
    try {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      listener.listen(1);
      client.connect(listener.localAddress());
      return new SocketPair(client, listener.accept());
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** {@return the socket that connected} */
  public ClientSocket client() {
    return client;
  }

  /** {@return the socket that was accepted} */
  public ClientSocket server() {
    return server;
  }

  /** Closes both. A second call does nothing. */
  @Override
  @EnsuresCalledMethods(
      value = {"client", "server"},
      methods = "close")
  public void close() {
    try {
      client.close();
    } finally {
      server.close();
    }
  }
}
