package dev.wsplab.provider.network;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One socket of the network below. No call waits, save {@link #closeWaiting}. Errors are Winsock's;
 * those that come instead of a count are negated. Not thread-safe: whoever owns it sees to it that
 * nothing is called after its close.
 */
public interface NetworkSocket {
  /** So many of an operation's buffers one call of {@code send} or {@code receive} looks at. */
  int MOST_BUFFERS = HostSockets.MAX_BUFFERS;

  /**
   * What {@link #accept} found.
   *
   * @param error Winsock error, 0 for success
   */
  record Accepted(int error, @Nullable NetworkSocket socket) {
    /**
     * A connection.
     *
     * @param socket its socket at this end; the receiver closes it
     * @return what {@link NetworkSocket#accept} returns
     */
    public static Accepted of(NetworkSocket socket) {
      return new Accepted(0, socket);
    }

    /** {@return whether there was no connection to accept} */
    public boolean wouldBlock() {
      return error == WsaError.WSAEWOULDBLOCK.code();
    }
  }

  /**
   * What {@link #receiveFrom} found.
   *
   * @param error Winsock error, 0 for a datagram
   * @param bytes how many were copied
   * @param isTruncated whether there was no room for the rest, which is lost
   * @param from the sender
   * @param to where it went, if {@link SocketOption#PACKET_INFO} asks for it
   */
  record Arrived(
      int error, int bytes, boolean isTruncated, @Nullable Sockaddr from, @Nullable PacketInfo to) {
    /**
     * No datagram.
     *
     * @param error Winsock's error number, {@code WSAEWOULDBLOCK} when none is there
     * @return what {@link NetworkSocket#receiveFrom} returns
     */
    public static Arrived failed(int error) {
      return new Arrived(error, 0, false, null, null);
    }
  }

  /**
   * Watches the socket: from now on the listener is told of every change of its readiness, and
   * first of what is ready already.
   *
   * @param listener is told, in threads of the network; it must not wait
   * @return the error that prevents it, or 0
   */
  int watch(ReadinessListener listener);

  /** No longer watches the socket. */
  void stopWatching();

  /**
   * Binds by Winsock's rules.
   *
   * @param address where to bind; port 0 lets the network choose one
   * @param reuse whether the client asked for {@code SO_REUSEADDR}
   * @param exclusive whether the client asked for {@code SO_EXCLUSIVEADDRUSE}
   * @return the error, or 0
   */
  int bind(Sockaddr address, boolean reuse, boolean exclusive);

  /**
   * Listens for connections.
   *
   * @param backlog how many may wait to be accepted; the network may have a limit of its own
   * @return the error, or 0
   */
  int listen(int backlog);

  /**
   * Has connections to this listener pass a gate from now on.
   *
   * @param gate is asked about each connection before it comes about
   * @return whether the network can do that; else they have come about when {@link #accept} finds
   *     them
   */
  default boolean gate(ConnectionGate gate) {
    return false;
  }

  /**
   * Takes the oldest connection that waits.
   *
   * @return the connection, or the error: {@code WSAEWOULDBLOCK} when none waits
   */
  Accepted accept();

  /**
   * Begins to connect.
   *
   * @param to whom to connect with
   * @return 0, {@code WSAEWOULDBLOCK} while it goes on, or another error
   */
  int connect(Sockaddr to);

  /**
   * How a connect went that did not end at once.
   *
   * @param to whom to connect with, as {@link #connect} was given it
   * @return as {@link #connect}
   */
  int connectResult(Sockaddr to);

  /**
   * Sends what it can without waiting.
   *
   * @param data what to send; moved on past what was sent
   * @param flags Winsock's {@code MSG_OOB}, {@code MSG_DONTROUTE}
   * @return how many bytes were sent, or a negated error
   */
  long send(Iovec data, int flags);

  /**
   * Receives what is there without waiting.
   *
   * @param room receives the bytes; its memory is the client's
   * @param flags Winsock's {@code MSG_OOB}, {@code MSG_PEEK}
   * @return how many bytes were received, 0 at the peer's end; or a negated error
   */
  long receive(Iovec room, int flags);

  /**
   * Sends a datagram.
   *
   * @param data what to send; moved on past what was sent
   * @param to null for whom it is connected to
   * @param from what it is to come from, or null
   * @return how many bytes were sent, or a negated error. {@code WSAECONNRESET}: an earlier one
   *     found nobody, and this one has not been sent
   */
  default long sendTo(Iovec data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    return -WsaError.WSAEOPNOTSUPP.code();
  }

  /**
   * Receives a datagram.
   *
   * @param room receives the bytes; its memory is the client's
   * @param flags Winsock's {@code MSG_PEEK}
   * @return what has arrived, or the error. {@code WSAECONNRESET}: one that was sent found nobody;
   *     told once for each
   */
  default Arrived receiveFrom(Iovec room, int flags) {
    return Arrived.failed(WsaError.WSAEOPNOTSUPP.code());
  }

  /**
   * Ends the connection of a datagram socket, which stays bound to the same port.
   *
   * @return the error, or 0
   */
  default int disconnect() {
    return WsaError.WSAEOPNOTSUPP.code();
  }

  /**
   * Looks whether there is something to receive.
   *
   * @return 1, 0 at the peer's end, or a negated error
   */
  long probe();

  /** Tells the peer that no more data come. */
  void shutdownSend();

  /** {@return where it is bound} */
  AddressResult localName();

  /** {@return whom it is connected to, or the error} */
  AddressResult peerName();

  /**
   * {@return the value of an option, 0 or more; or a negated error}
   *
   * @param option one that the socket has
   */
  long option(SocketOption option);

  /**
   * Sets an option.
   *
   * @param option one that the socket has
   * @param value its new value, a flag as 0 or 1
   * @return the error, or 0
   */
  int setOption(SocketOption option, int value);

  /** {@return the error that the network has kept, which is none afterwards} */
  int takeError();

  /** {@return how many bytes can be received now, of all datagrams together; or a negated error} */
  long available();

  /**
   * {@code SIOCATMARK}.
   *
   * @param inline whether urgent bytes are received in line
   * @return 1 when no urgent byte lies ahead, be it that the next byte follows the mark or that
   *     there is none; else 0; or a negated error
   */
  long isAtMark(boolean inline);

  /**
   * {@return the socket that the system's driver knows, for event loops that poll the driver past
   * us; 0 when there is no such driver; or a negated error}
   */
  default long base() {
    return 0;
  }

  /**
   * Sets the times of {@code SO_KEEPALIVE}. A network that loses nothing has no use for them.
   *
   * @param idle milliseconds until the first probe, unsigned
   * @param interval milliseconds between probes, unsigned
   * @return 0, or the error
   */
  default int keepAliveTimes(int idle, int interval) {
    return 0;
  }

  /** Closes; what was sent goes on in the background. */
  void close();

  /**
   * {@return whether a close that waits would have to: something that was sent has not arrived at
   * the peer's end, and still may}
   */
  boolean hasUnsent();

  /**
   * Closes and waits until what was sent has arrived at the peer's end, so many seconds at most;
   * then resets the connection (WSP-CLOSE-6).
   *
   * @param seconds how long to wait at most, 0 or more
   */
  void closeWaiting(int seconds);

  /** Closes by a reset. */
  void reset();
}
