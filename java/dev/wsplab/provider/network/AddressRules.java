package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which addresses the provider binds to and connects to. */
final class AddressRules {
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  /** {@code 255.255.255.255}. */
  static final Sockaddr BROADCAST = broadcast();

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

  /** The loopback address of a family, with port 0. */
  static Sockaddr loopback(int family) {
    return family == Winsock2.AF_INET6 ? of(IPV6_LOOPBACK) : Sockaddr.loopback(0);
  }

  private static Sockaddr broadcast() {
    byte ones = (byte) 0xFF;
    return of(new byte[] {ones, ones, ones, ones});
  }

  private static Sockaddr of(byte[] raw) {
    try {
      return Sockaddr.of(InetAddress.getByAddress(raw), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + raw.length + ": 4 or 16", e);
    }
  }

  private static InetAddress host(Sockaddr name) {
    return name.toInetSocketAddress().getAddress();
  }
}
