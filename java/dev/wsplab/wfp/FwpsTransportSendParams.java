package dev.wsplab.wfp;

import java.net.InetAddress;

/**
 * {@code FWPS_TRANSPORT_SEND_PARAMS0}.
 *
 * @param remoteAddress where the packet goes
 * @param remoteScopeId of an IPv6 address
 */
public record FwpsTransportSendParams(InetAddress remoteAddress, int remoteScopeId) {
  /**
   * With no scope.
   *
   * @param remoteAddress where to send
   */
  public FwpsTransportSendParams(InetAddress remoteAddress) {
    this(remoteAddress, 0);
  }
}
