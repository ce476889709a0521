package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.Broadcast;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address and a port. An IPv4 address that is mapped into IPv6 is the IPv4 address.
 *
 * @param address without a scope
 * @param port 0 to 65535
 */
record Endpoint(InetAddress address, int port) {
  private static final int MAPPED_AT = 18;

  /** 127.0.0.1, without a port. */
  static final Endpoint LOOPBACK = of(Sockaddr.loopback(0));

  static Endpoint of(Sockaddr name) {
    InetSocketAddress inet = name.toInetSocketAddress();
    return new Endpoint(inet.getAddress(), inet.getPort());
  }

  boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  boolean isWildcard() {
    return address.isAnyLocalAddress();
  }

  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  boolean isBroadcast() {
    return Broadcast.is(address);
  }

  Endpoint withPort(int other) {
    return new Endpoint(address, other);
  }

  /** The form that a socket of this family sees: IPv4 in IPv6 is mapped. */
  Sockaddr toSockaddr(int family) {
    if (family == Winsock2.AF_INET || !isIpv4()) {
      return Sockaddr.of(address, port);
    }
    ByteBuffer mapped = ByteBuffer.allocate(Sockaddr.IPV6_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    mapped.putShort(0, (short) Winsock2.AF_INET6);
    mapped.order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port);
    mapped.putShort(MAPPED_AT, (short) -1).put(MAPPED_AT + 2, address.getAddress());
    return Sockaddr.ofBytes(mapped.array());
  }
}
