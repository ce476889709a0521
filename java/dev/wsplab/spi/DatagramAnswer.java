package dev.wsplab.spi;

/** An {@link AuthorizationAnswer} about a datagram; it cannot be redirected. Thread-safe. */
public interface DatagramAnswer extends AuthorizationAnswer {
  /**
   * Brings a datagram into the flow that was asked about, in the same direction: it leaves the
   * socket or arrives there, and nobody is asked about it at this end. At any time, before an
   * answer or after it.
   *
   * @param payload the bytes of the datagram, without headers
   * @return the Winsock error that prevents it, {@code WSAENOTSOCK} when the socket was closed; 0
   *     when it was given to the network
   */
  int inject(byte[] payload);
}
