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
    /** A connection. */
    public static Accepted of(NetworkSocket socket) {
      return new Accepted(0, socket);
    }

    /** Whether there was no connection to accept. */
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
    /** No datagram. */
    public static Arrived failed(int error) {
      return new Arrived(error, 0, false, null, null);
    }
  }

  /**
   * Watches the socket: from now on the listener is told of every change of its readiness, and
   * first of what is ready already.
   *
   * @return the error that prevents it, or 0
   */
  int watch(ReadinessListener listener);

  /** No longer watches the socket. */
  void stopWatching();

  /**
   * Binds by Winsock's rules.
   *
   * @param reuse whether the client asked for {@code SO_REUSEADDR}
   * @param exclusive whether the client asked for {@code SO_EXCLUSIVEADDRUSE}
   * @return the error, or 0
   */
  int bind(Sockaddr address, boolean reuse, boolean exclusive);

  /** Listens; the error, or 0. */
  int listen(int backlog);

  /**
   * Has connections to this listener pass a gate from now on.
   *
   * @return whether the network can do that; else they have come about when {@link #accept} finds
   *     them
   */
  default boolean gate(ConnectionGate gate) {
    return false;
  }

  /** Takes the oldest connection that waits. */
  Accepted accept();

  /** Connects: 0, {@code WSAEWOULDBLOCK} while it goes on, or another error. */
  int connect(Sockaddr to);

  /** How a connect went that did not end at once: as {@link #connect}. */
  int connectResult(Sockaddr to);

  /**
   * Sends what it can: bytes, or a negated error.
   *
   * @param flags Winsock's {@code MSG_OOB}, {@code MSG_DONTROUTE}
   */
  long send(Iovec data, int flags);

  /**
   * Receives what is there: bytes, 0 at the peer's end, or a negated error.
   *
   * @param flags Winsock's {@code MSG_OOB}, {@code MSG_PEEK}
   */
  long receive(Iovec room, int flags);

  /**
   * Sends a datagram: bytes, or a negated error. {@code WSAECONNRESET}: an earlier one found
   * nobody, and this one has not been sent.
   *
   * @param to null for whom it is connected to
   * @param from what it is to come from, or null
   */
  default long sendTo(Iovec data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    return -WsaError.WSAEOPNOTSUPP.code();
  }

  /**
   * Receives a datagram. {@code WSAECONNRESET}: one that was sent found nobody; told once for each.
   *
   * @param flags Winsock's {@code MSG_PEEK}
   */
  default Arrived receiveFrom(Iovec room, int flags) {
    return Arrived.failed(WsaError.WSAEOPNOTSUPP.code());
  }

  /** A datagram socket is no longer connected, and bound to the same port; the error, or 0. */
  default int disconnect() {
    return WsaError.WSAEOPNOTSUPP.code();
  }

  /** Looks whether there is something to receive: 1, 0 at the peer's end, or a negated error. */
  long probe();

  /** Tells the peer that no more data come. */
  void shutdownSend();

  /** {@return where it is bound} */
  AddressResult localName();

  /** Whom it is connected to. */
  AddressResult peerName();

  /** {@return the value of an option, 0 or more; or a negated error} */
  long option(SocketOption option);

  /** Sets an option; the error, or 0. */
  int setOption(SocketOption option, int value);

  /** {@return the error that the network has kept, which is none afterwards} */
  int takeError();

  /** Bytes that can be received now, of all datagrams together; or a negated error. */
  long available();

  /**
   * {@code SIOCATMARK}: 1 when no urgent byte lies ahead, be it that the next byte follows the mark
   * or that there is none; else 0; or a negated error.
   *
   * @param inline whether urgent bytes are received in line
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
   * Sets the times of {@code SO_KEEPALIVE}; 0 or an error. A network that loses nothing has no use
   * for them.
   *
   * @param idle milliseconds until the first probe, unsigned
   * @param interval milliseconds between probes, unsigned
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
   */
  void closeWaiting(int seconds);

  /** Closes by a reset. */
  void reset();
}
