package dev.wsplab.spi;

/**
 * Decides about what the sockets of a base provider do: who binds, listens, connects, is connected
 * to, and whose datagrams pass. A filtering platform stands behind it. The base asks before
 * anything has happened on its network; the answer may come during the call or at any later time,
 * from any thread, and what was asked for waits until then.
 *
 * <p>A base calls with no lock held, from any of its threads and from several at a time. What a
 * method throws is reported as the fault of the authorizer, and blocks what it was asked about with
 * {@code WSAEACCES}.
 */
public interface ConnectionAuthorizer {
  /**
   * A socket is to be bound to {@link AuthorizationRequest#local}, by {@code WSPBind} or because it
   * connects or sends without being bound. The call that binds waits for the answer. A redirection
   * binds it elsewhere.
   *
   * @param request who asks, and for which addresses
   * @param answer what to tell; at once, or later from any thread. The first answer counts
   */
  default void bind(AuthorizationRequest request, AuthorizationAnswer answer) {
    answer.permit();
  }

  /**
   * A socket that is bound to {@link AuthorizationRequest#local} is to listen; the call waits.
   *
   * @param request who asks, and for which addresses
   * @param answer what to tell; at once, or later from any thread. The first answer counts
   */
  default void listen(AuthorizationRequest request, AuthorizationAnswer answer) {
    answer.permit();
  }

  /**
   * A stream is to be connected to {@link AuthorizationRequest#remote}. A connect that blocks
   * waits, any other one is pending. A redirection connects it elsewhere.
   *
   * @param request who asks, and for which addresses
   * @param answer what to tell; at once, or later from any thread. The first answer counts
   */
  void connect(AuthorizationRequest request, AuthorizationAnswer answer);

  /**
   * A listener, {@link AuthorizationRequest#endpoint}, is being connected to from {@link
   * AuthorizationRequest#remote}. Nobody can accept the connection before it is permitted.
   *
   * @param request who asks, and for which addresses
   * @param answer what to tell; at once, or later from any thread. The first answer counts
   */
  void accept(AuthorizationRequest request, AuthorizationAnswer answer);

  /**
   * A datagram leaves or arrives: asked for each of them, so that the authorizer knows the flows
   * and answers at once for those that it has permitted. One that is not answered during the call
   * is absorbed, as if it were lost on the way: its send has succeeded, and later answers decide
   * nothing. {@link DatagramAnswer#inject} brings data into the same flow then.
   *
   * @param request the datagram, and its flow
   * @param answer what to tell, during the call
   */
  void datagram(DatagramRequest request, DatagramAnswer answer);

  /**
   * A connection that was permitted has come about.
   *
   * @param request that which was permitted
   */
  default void flowEstablished(AuthorizationRequest request) {}

  /**
   * A connection that had come about has ended at this end: its socket is closed.
   *
   * @param request that which was permitted
   */
  default void flowClosed(AuthorizationRequest request) {}

  /**
   * What waited for an answer waits no more: its socket was closed, its call cancelled, or its peer
   * has gone. A later answer does nothing. Told at most once, and not for what was answered.
   *
   * @param request that which was asked
   */
  default void withdrawn(AuthorizationRequest request) {}

  /**
   * A socket was closed; nothing is asked about it any more.
   *
   * @param endpoint the {@link AuthorizationRequest#endpoint} of what was asked
   */
  default void endpointClosed(long endpoint) {}
}
