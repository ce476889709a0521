package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Who is bound to which port, by Windows' rules since Server 2003. Ports that nobody chose are
 * given out in turn. Guarded by the lock of the network.
 */
final class PortTable {
  /** The first of the ports that are given out. */
  static final int FIRST_EPHEMERAL = 49152;

  private static final int LAST_PORT = 65535;

  /**
   * Where a socket is bound.
   *
   * @param bothFamilies whether an IPv6 wildcard takes IPv4 connections, too
   */
  record Binding(
      NetworkSocket owner,
      Endpoint endpoint,
      boolean bothFamilies,
      boolean reuse,
      boolean exclusive) {

    private boolean isWildcard() {
      return endpoint.isWildcard();
    }

    private boolean speaks(Endpoint other) {
      return endpoint.isIpv4() == other.isIpv4() || bothFamilies && isWildcard();
    }

    private boolean covers(Endpoint target) {
      return isWildcard() ? speaks(target) : endpoint.address().equals(target.address());
    }
  }

  /** A connection by the names of its ends; there is one of each. */
  record Link(Endpoint from, Endpoint to) {}

  private final Set<Link> links = new HashSet<>();
  private final Map<Integer, List<Binding>> byPort = new HashMap<>();
  private int nextPort = FIRST_EPHEMERAL;

  /** A port that nobody is bound to; 0 when there is none. */
  int allocate() {
    for (int tries = FIRST_EPHEMERAL; tries <= LAST_PORT; tries++) {
      int port = nextPort;
      nextPort = port == LAST_PORT ? FIRST_EPHEMERAL : port + 1;
      if (!byPort.containsKey(port)) {
        return port;
      }
    }
    return 0;
  }

  /** Enters a binding; the error that prevents it, or 0. */
  int add(Binding wanted) {
    List<Binding> present = byPort.getOrDefault(wanted.endpoint().port(), List.of());
    for (Binding first : present) {
      WsaError conflict = conflict(first, wanted);
      if (conflict != null) {
        return conflict.code();
      }
    }
    byPort.computeIfAbsent(wanted.endpoint().port(), port -> new ArrayList<>()).add(wanted);
    return 0;
  }

  private static @Nullable WsaError conflict(Binding first, Binding second) {
    boolean meet = first.speaks(second.endpoint()) || second.speaks(first.endpoint());
    if (!meet) {
      return null;
    }
    if (first.isWildcard() && !second.isWildcard()) {
      return first.exclusive() ? WsaError.WSAEACCES : null;
    }
    if (!first.isWildcard() && second.isWildcard()) {
      return second.exclusive() ? WsaError.WSAEADDRINUSE : null;
    }
    boolean same =
        first.isWildcard() || first.endpoint().address().equals(second.endpoint().address());
    if (!same) {
      return null;
    }
    if (second.reuse()) {
      return first.reuse() ? null : WsaError.WSAEACCES;
    }
    return WsaError.WSAEADDRINUSE;
  }

  void remove(Binding binding) {
    List<Binding> present = byPort.get(binding.endpoint().port());
    if (present != null && present.remove(binding) && present.isEmpty()) {
      byPort.remove(binding.endpoint().port());
    }
  }

  /** Enters a connection; false when it is there. */
  boolean connect(Link link) {
    return links.add(link);
  }

  void disconnect(Link link) {
    links.remove(link);
  }

  /**
   * Who is bound so that what is sent to an address reaches it, those bound to the address itself
   * before those bound to the wildcard.
   */
  List<NetworkSocket> receivers(Endpoint target) {
    List<Binding> covering =
        new ArrayList<>(byPort.getOrDefault(target.port(), List.of()))
            .stream().filter(binding -> binding.covers(target)).toList();
    List<NetworkSocket> found = new ArrayList<>();
    covering.stream().filter(b -> !b.isWildcard()).forEach(b -> found.add(b.owner()));
    covering.stream().filter(Binding::isWildcard).forEach(b -> found.add(b.owner()));
    return found;
  }

  /** Who is bound to a port at the wildcard of IPv4, or at that of both families. */
  List<NetworkSocket> wildcards(Endpoint target) {
    return byPort.getOrDefault(target.port(), List.of()).stream()
        .filter(binding -> binding.isWildcard() && binding.speaks(target))
        .map(Binding::owner)
        .toList();
  }

  /** The listener that takes connections to an address: one bound to it before the wildcard. */
  @Nullable MemorySocket listener(Endpoint target) {
    MemorySocket found = null;
    for (Binding binding : byPort.getOrDefault(target.port(), List.of())) {
      if (binding.owner() instanceof MemorySocket owner
          && owner.isListening()
          && binding.covers(target)) {
        if (!binding.isWildcard()) {
          return owner;
        }
        found = found == null ? owner : found;
      }
    }
    return found;
  }
}
