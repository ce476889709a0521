package dev.wsplab.provider.network;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The network below a base provider: where its sockets come from. It knows what a network knows,
 * such as ports, connections and bytes; handles, overlapped operations and all else that is
 * Winsock's stand above it. Thread-safe; it calls nobody while it holds a lock.
 */
public interface Network {
  /**
   * A new socket, or why there is none.
   *
   * @param error Winsock error, 0 for success
   */
  record Opened(int error, @Nullable NetworkSocket socket) {}

  /**
   * Opens a socket; one for IPv6 speaks IPv6 only, as on Windows.
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @param type {@code SOCK_STREAM} or {@code SOCK_DGRAM}
   * @param protocol {@code IPPROTO_TCP} or {@code IPPROTO_UDP}
   * @return the socket, or why there is none
   */
  Opened open(int family, int type, int protocol);

  /**
   * Tells the listeners, in the calling thread, what its calls have made ready; or does nothing,
   * when the network has a thread of its own for that. Called without a lock, at the end of each
   * call of the provider and before each wait.
   *
   * @param beforeWait whether the thread is going to wait, so that nothing can be left for later
   */
  void tellReady(boolean beforeWait);

  /**
   * {@return the addresses of this machine, of one family, that others can reach; at least one}
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   */
  default List<Sockaddr> addresses(int family) {
    return List.of(AddressRules.loopback(family));
  }

  /**
   * {@return the local address that data to another machine leave from, or {@code WSAENETUNREACH}}
   *
   * @param to the address of another machine
   */
  default AddressResult routeTo(Sockaddr to) {
    return AddressResult.failed(WsaError.WSAENETUNREACH);
  }

  /** Ends the network; all its sockets have been closed. */
  void close();
}
