package dev.wsplab.spi;

/**
 * A datagram that a {@link ConnectionAuthorizer} is asked about.
 *
 * @param flow whose it is: its local end is that of the socket which sends or receives
 * @param isOutbound whether the socket sends it
 * @param payload its data, a copy that is the authorizer's
 */
public record DatagramRequest(AuthorizationRequest flow, boolean isOutbound, byte[] payload) {
  @Override
  public String toString() {
    return flow + (isOutbound ? ", leaves with " : ", arrives with ") + payload.length + " bytes";
  }
}
