package dev.wsplab.spi;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A {@code sockaddr} as Winsock lays it out: the family little-endian, the port big-endian. 16
 * bytes for IPv4, 28 for IPv6; other lengths and families are kept as they are, for the provider to
 * judge. Immutable.
 */
public final class Sockaddr {
  /** Size of {@code sockaddr_in}. */
  public static final int IPV4_SIZE = 16;

  /** Size of {@code sockaddr_in6}. */
  public static final int IPV6_SIZE = 28;

  private final byte[] bytes;

  private Sockaddr(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes a copy of the bytes of a {@code sockaddr}.
   *
   * @param bytes any number of them
   * @return the address, which the array has no more to do with (WSP-SEND-6)
   */
  public static Sockaddr ofBytes(byte[] bytes) {
    return new Sockaddr(bytes.clone());
  }

  /**
   * Reads a {@code sockaddr} from memory.
   *
   * @param memory the door to it
   * @param address where it lies
   * @param length its size, 0 to 128
   * @return a copy
   * @throws AccessViolationException when it cannot be read
   */
  public static Sockaddr read(GuardedMemory memory, long address, int length) {
    byte[] bytes = new byte[length];
    memory.read(address, bytes, 0, length);
    return new Sockaddr(bytes);
  }

  /**
   * Converts a resolved Java address; an IPv6 scope is kept.
   *
   * @param address IPv4 or IPv6
   * @return 16 or 28 bytes
   * @throws IllegalArgumentException when the host's name was not resolved
   */
  public static Sockaddr of(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "address="
              + address.getHostString()
              + ":"
              + address.getPort()
              + " is unresolved: check the name");
    }
    return of(address.getAddress(), address.getPort());
  }

  /**
   * Converts a Java address and a port, 0 to 65535.
   *
   * @param host IPv4 or IPv6
   * @param port 0 to 65535
   * @return 16 or 28 bytes
   */
  public static Sockaddr of(InetAddress host, int port) {
    byte[] raw = host.getAddress();
    boolean ipv4 = raw.length == 4;
    ByteBuffer out =
        ByteBuffer.allocate(ipv4 ? IPV4_SIZE : IPV6_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) (ipv4 ? Winsock2.AF_INET : Winsock2.AF_INET6));
    out.put((byte) (port >>> 8)).put((byte) port);
    if (ipv4) {
      out.put(raw);
    } else {
      out.putInt(0).put(raw);
      out.putInt(host instanceof java.net.Inet6Address v6 ? v6.getScopeId() : 0);
    }
    return new Sockaddr(out.array());
  }

  /**
   * {@code 127.0.0.1} and a port.
   *
   * @param port 0 to 65535; 0 stands for a free one where it is bound
   * @return 16 bytes
   */
  public static Sockaddr loopback(int port) {
    return new Sockaddr(
        new byte[] {
          Winsock2.AF_INET,
          0,
          (byte) (port >>> 8),
          (byte) port,
          127,
          0,
          0,
          1,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0
        });
  }

  /** {@return a copy of the bytes} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the size in bytes} */
  public int length() {
    return bytes.length;
  }

  /**
   * {@code sa_family}, or {@code AF_UNSPEC} when there are no two bytes.
   *
   * @return {@code AF_*}
   */
  public int family() {
    return bytes.length < 2 ? Winsock2.AF_UNSPEC : (bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8;
  }

  /** {@return the port of an IPv4 or IPv6 address, 0 to 65535} */
  public int port() {
    return bytes.length < 4 ? 0 : (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
  }

  /** {@return whether family and length are those of IPv4 or IPv6} */
  public boolean isInternet() {
    return family() == Winsock2.AF_INET && bytes.length >= IPV4_SIZE
        || family() == Winsock2.AF_INET6 && bytes.length >= IPV6_SIZE;
  }

  /**
   * Converts to a Java address.
   *
   * @return host and port; the scope of an IPv6 address is kept
   * @throws IllegalStateException when it is neither IPv4 nor IPv6
   */
  public InetSocketAddress toInetSocketAddress() {
    if (!isInternet()) {
      throw new IllegalStateException(this + ": neither IPv4 nor IPv6");
    }
    boolean ipv4 = family() == Winsock2.AF_INET;
    byte[] raw = ipv4 ? Arrays.copyOfRange(bytes, 4, 8) : Arrays.copyOfRange(bytes, 8, 24);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(raw), port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + raw.length, e);
    }
  }

  /**
   * Writes the bytes to memory.
   *
   * @param memory the door to it
   * @param address of {@link #length} bytes
   * @throws AccessViolationException when it cannot be written
   */
  public void write(GuardedMemory memory, long address) {
    memory.write(bytes, 0, bytes.length, address);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sockaddr that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    if (!isInternet()) {
      return "sockaddr[" + HexFormat.of().formatHex(bytes) + "]";
    }
    InetSocketAddress address = toInetSocketAddress();
    String host = address.getAddress().getHostAddress();
    return (family() == Winsock2.AF_INET6 ? "[" + host + "]" : host) + ":" + port();
  }
}
