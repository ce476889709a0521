package dev.wsplab.differential;

/** Addresses as bytes, which look the same on all systems except for the number of IPv6. */
final class Addresses {
  private static final int SIZE = 16;
  private static final int IPV6_SIZE = 28;
  private static final byte INET = 2;

  /** {@code 255.255.255.255:9}. */
  static final byte[] BROADCAST = ipv4(9, 255, 255, 255, 255);

  /** {@code 192.0.2.1}, which is kept for documentation, any port. */
  static final byte[] ELSEWHERE = ipv4(0, 192, 0, 2, 1);

  private static final byte[] DOCUMENTATION = {0x20, 0x01, 0x0d, (byte) 0xb8};

  /** {@code 127.0.0.1}, any port. */
  static final byte[] LOOPBACK = ipv4(0, 127, 0, 0, 1);

  private Addresses() {}

  private static byte[] ipv4(int port, int... host) {
    byte[] bytes = new byte[SIZE];
    bytes[0] = INET;
    bytes[2] = (byte) (port >> Byte.SIZE);
    bytes[3] = (byte) port;
    for (int i = 0; i < host.length; i++) {
      bytes[4 + i] = (byte) host[i];
    }
    return bytes;
  }

  /** {@code [::1]}. */
  static byte[] ipv6Loopback(int family, int port) {
    byte[] bytes = new byte[IPV6_SIZE];
    bytes[0] = (byte) family;
    bytes[2] = (byte) (port >> Byte.SIZE);
    bytes[3] = (byte) port;
    bytes[23] = 1;
    return bytes;
  }

  /** {@code [2001:db8::1]}, which is kept for documentation, any port. */
  static byte[] ipv6Elsewhere(int family) {
    byte[] bytes = ipv6Loopback(family, 0);
    System.arraycopy(DOCUMENTATION, 0, bytes, 8, DOCUMENTATION.length);
    return bytes;
  }

  static int port(byte[] address) {
    return Byte.toUnsignedInt(address[2]) << Byte.SIZE | Byte.toUnsignedInt(address[3]);
  }
}
