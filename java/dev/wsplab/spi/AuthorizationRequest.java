package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a {@link ConnectionAuthorizer} is asked about.
 *
 * @param id of this request, 1 or more; no other one of the process has it. The flow that comes of
 *     it is told by the same request
 * @param endpoint stands for the socket, 1 or more; no other one of the process has it. A
 *     connection that arrives is asked about by the endpoint of its listener
 * @param family {@code AF_INET} or {@code AF_INET6}
 * @param protocol {@code IPPROTO_TCP} or {@code IPPROTO_UDP}
 * @param local where this end is, or shall be bound; its port is 0 only where a bind leaves the
 *     choice to the network. What is bound to the wildcard has the address that it would leave from
 * @param remote where the other end is; null for a bind and a listen
 */
public record AuthorizationRequest(
    long id, long endpoint, int family, int protocol, Sockaddr local, @Nullable Sockaddr remote) {
  @Override
  public String toString() {
    return "request "
        + id
        + " of endpoint "
        + endpoint
        + ", protocol "
        + protocol
        + ", "
        + local
        + (remote == null ? "" : " with " + remote);
  }
}
