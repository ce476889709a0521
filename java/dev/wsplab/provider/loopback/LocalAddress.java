package dev.wsplab.provider.loopback;

import dev.wsplab.provider.loopback.PortTable.Binding;
import dev.wsplab.provider.loopback.PortTable.Link;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a socket holds in the table of ports. Guarded by the lock of the network. */
final class LocalAddress {
  private final PortTable ports;
  private final int family;
  private @Nullable Binding binding;
  private @Nullable Link link;
  private boolean chosen;

  LocalAddress(PortTable ports, int family) {
    this.ports = ports;
    this.family = family;
  }

  boolean isBound() {
    return binding != null;
  }

  /** Where it is bound, or null. */
  @Nullable Endpoint endpoint() {
    Binding held = binding;
    return held == null ? null : held.endpoint();
  }

  /** Whether the socket can have or reach an address: IPv4 addresses only if it is for both. */
  boolean speaks(Endpoint other, MemoryOptions options) {
    return other.isIpv4() == (family == Winsock2.AF_INET) || speaksBoth(options);
  }

  private boolean speaksBoth(MemoryOptions options) {
    return family == Winsock2.AF_INET6 && !options.isIpv6Only();
  }

  /** Binds to what the client chose; the error, or 0. */
  int bind(
      NetworkSocket owner,
      MemoryOptions options,
      Endpoint wanted,
      boolean reuse,
      boolean exclusive) {
    if (isBound()) {
      return WsaError.WSAEINVAL.code();
    }
    boolean exists = wanted.isWildcard() || wanted.isLoopback();
    if (!exists || !speaks(wanted, options)) {
      return WsaError.WSAEADDRNOTAVAIL.code();
    }
    Endpoint at = wanted.port() == 0 ? wanted.withPort(ports.allocate()) : wanted;
    if (at.port() == 0) {
      return WsaError.WSAENOBUFS.code();
    }
    Binding made = new Binding(owner, at, speaksBoth(options), reuse, exclusive);
    int error = ports.add(made);
    if (error == 0) {
      binding = made;
      chosen = true;
    }
    return error;
  }

  /** Binds where the client did not, in order to connect; the error, or 0. */
  int bindFor(NetworkSocket owner, MemoryOptions options, Endpoint target) {
    if (isBound()) {
      return 0;
    }
    int error = bind(owner, options, target.withPort(0), false, false);
    chosen = false;
    return error;
  }

  /** A connect has failed: only what the client chose stays. */
  void connectFailed() {
    if (!chosen) {
      release();
    }
  }

  /** Enters a connection; false when there is the same one already. */
  boolean connect(Endpoint from, Endpoint to) {
    Link wanted = new Link(from, to);
    if (!ports.connect(wanted)) {
      return false;
    }
    link = wanted;
    return true;
  }

  /** There is no connection after all. */
  void disconnect() {
    Link connected = link;
    if (connected != null) {
      ports.disconnect(connected);
      link = null;
    }
  }

  /** Gives everything up. */
  void release() {
    disconnect();
    Binding held = binding;
    if (held != null) {
      ports.remove(held);
      binding = null;
    }
  }
}
