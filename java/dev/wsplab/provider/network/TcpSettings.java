package dev.wsplab.provider.network;

/**
 * What the provider itself remembers of a socket's options and modes; the rest is asked from the
 * system. Guarded by the lock of the socket.
 */
final class TcpSettings {
  boolean nonBlocking;

  /** The client has given it an address. */
  boolean bound;

  boolean linger;

  /** Seconds, 0 to 65535. */
  int lingerSeconds;

  /** Milliseconds; 0 for none. */
  int sendTimeout;

  /** Milliseconds; 0 for none. */
  int receiveTimeout;

  boolean reuseAddress;
  boolean exclusiveAddress;
  boolean dontRoute;
  boolean debug;

  /** {@code SO_CONDITIONAL_ACCEPT}: the network accepts connections all the same. */
  boolean conditionalAccept;

  /** {@code SO_OOBINLINE}: the system has been told too. */
  boolean urgentInline;

  /** What was asked for, since systems answer with other numbers; -1 when nothing was. */
  int sendBuffer = -1;

  /** As {@link #sendBuffer}. */
  int receiveBuffer = -1;

  /** Takes over what an accepted socket has of its listener (WSP-ACCEPT-1). */
  void inherit(TcpSettings listener) {
    linger = listener.linger;
    lingerSeconds = listener.lingerSeconds;
    sendTimeout = listener.sendTimeout;
    receiveTimeout = listener.receiveTimeout;
    dontRoute = listener.dontRoute;
    debug = listener.debug;
    conditionalAccept = listener.conditionalAccept;
    urgentInline = listener.urgentInline;
    sendBuffer = listener.sendBuffer;
    receiveBuffer = listener.receiveBuffer;
  }
}
