package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;

/** Which addresses the provider binds to and connects to. */
final class AddressRules {
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final boolean loopbackOnly;

  /**
   * Makes the rules.
   *
   * @param loopbackOnly whether nothing outside this machine may be reached, or reach it
   */
  AddressRules(boolean loopbackOnly) {
    this.loopbackOnly = loopbackOnly;
  }

  /** Why a socket of this family cannot be bound to an address, or 0. */
  int bindRefusal(int family, Sockaddr name) {
    if (name.family() != family || !name.isInternet()) {
      return WsaError.WSAEFAULT.code();
    }
    InetAddress host = host(name);
    boolean allowed = !loopbackOnly || host.isAnyLocalAddress() || host.isLoopbackAddress();
    return allowed ? 0 : WsaError.WSAEADDRNOTAVAIL.code();
  }

  /** What to bind to: the wildcard is the loopback address when nothing else is allowed. */
  Sockaddr bindTarget(Sockaddr name) {
    if (!loopbackOnly || !host(name).isAnyLocalAddress()) {
      return name;
    }
    byte[] bytes = name.bytes();
    if (name.family() == Winsock2.AF_INET) {
      return Sockaddr.loopback(name.port());
    }
    System.arraycopy(IPV6_LOOPBACK, 0, bytes, 8, IPV6_LOOPBACK.length);
    return Sockaddr.ofBytes(bytes);
  }

  /** Why a socket of this family cannot be connected to an address, or 0 (WSP-CONNECT-2). */
  int connectRefusal(int family, Sockaddr name) {
    if (name.length() < (family == Winsock2.AF_INET ? Sockaddr.IPV4_SIZE : Sockaddr.IPV6_SIZE)) {
      return WsaError.WSAEFAULT.code();
    }
    if (name.family() != family) {
      return WsaError.WSAEAFNOSUPPORT.code();
    }
    InetAddress host = host(name);
    if (host.isAnyLocalAddress() || name.port() == 0) {
      return WsaError.WSAEADDRNOTAVAIL.code();
    }
    return !loopbackOnly || host.isLoopbackAddress() ? 0 : WsaError.WSAENETUNREACH.code();
  }

  private static InetAddress host(Sockaddr name) {
    return name.toInetSocketAddress().getAddress();
  }
}
