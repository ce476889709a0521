package dev.wsplab.wfp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an application, or a peer, asks for: the tuple of an operation.
 *
 * @param protocol {@code IPPROTO_...}
 * @param local address and port; for ICMP its type as the port
 * @param remote the peer; for ICMP its code as the port; null for a bind or a listen
 * @param icmpId identifier of an echo, 0 otherwise
 * @param applicationId full path of the application
 */
public record AleRequest(
    int protocol,
    InetSocketAddress local,
    @Nullable InetSocketAddress remote,
    int icmpId,
    String applicationId) {
  private static final String NOBODY = "\\device\\harddiskvolume1\\program.exe";

  /**
   * Checks the addresses.
   *
   * @param protocol {@code IPPROTO_...}
   * @param local address and port; for ICMP its type as the port
   * @param remote the peer; for ICMP its code as the port; null for a bind or a listen
   * @param icmpId identifier of an echo, 0 otherwise
   * @param applicationId full path of the application
   * @throws IllegalArgumentException when one has no address, or they are of two families
   */
  public AleRequest {
    Validate.isTrue(!local.isUnresolved(), "local=%s: an address is needed", local);
    Validate.isTrue(
        remote == null
            || !remote.isUnresolved()
                && local.getAddress().getClass() == remote.getAddress().getClass(),
        "local=%s remote=%s: two addresses of one family are needed",
        local,
        String.valueOf(remote));
  }

  /**
   * A TCP connection, or its end.
   *
   * @param local the end at this machine
   * @param remote the end at the peer; null where there is none yet
   * @return the request, of no application in particular
   */
  public static AleRequest tcp(InetSocketAddress local, @Nullable InetSocketAddress remote) {
    return new AleRequest(Fwps.IPPROTO_TCP, local, remote, 0, NOBODY);
  }

  /**
   * UDP with one peer, or its end.
   *
   * @param local the end at this machine
   * @param remote the end at the peer; null where there is none yet
   * @return the request, of no application in particular
   */
  public static AleRequest udp(InetSocketAddress local, @Nullable InetSocketAddress remote) {
    return new AleRequest(Fwps.IPPROTO_UDP, local, remote, 0, NOBODY);
  }

  /**
   * ICMP or ICMPv6 with one peer.
   *
   * @param local the end at this machine
   * @param remote the end at the peer
   * @param type the message's type
   * @param code its code
   * @param icmpId the identifier of echo requests and replies
   * @return the request, of no application in particular
   */
  public static AleRequest icmp(
      InetAddress local, InetAddress remote, int type, int code, int icmpId) {
    int protocol = local.getAddress().length == Integer.BYTES ? Fwps.IPPROTO_ICMP : 58;
    return new AleRequest(
        protocol,
        new InetSocketAddress(local, type),
        new InetSocketAddress(remote, code),
        icmpId,
        NOBODY);
  }

  /**
   * Of an application.
   *
   * @param application path of the application
   * @return the same request, of that application
   */
  public AleRequest by(String application) {
    return new AleRequest(protocol, local, remote, icmpId, application);
  }

  /** From somewhere else. */
  AleRequest from(InetSocketAddress newLocal) {
    return new AleRequest(protocol, newLocal, remote, icmpId, applicationId);
  }

  /** To somewhere else. */
  AleRequest to(@Nullable InetSocketAddress newRemote) {
    return new AleRequest(protocol, local, newRemote, icmpId, applicationId);
  }

  boolean isTcp() {
    return protocol == Fwps.IPPROTO_TCP;
  }

  boolean isV6() {
    return local.getAddress().getAddress().length != Integer.BYTES;
  }

  /** What makes a flow one: the tuple, whoever the application is (WFP-89, WFP-91). */
  AleRequest flowKey() {
    return by("");
  }

  /** The peer of what has one. */
  InetSocketAddress peer() {
    InetSocketAddress with = remote;
    if (with == null) {
      throw new IllegalArgumentException(this + " has no peer: give a remote address");
    }
    return with;
  }
}
