package dev.wsplab.wfp.packet;

import java.net.InetAddress;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An IP packet with its transport header and data; {@link #toBytes} and {@link #parse} are its form
 * on the wire, with right lengths and checksums.
 *
 * <pre>
 *  IPv4: version and header length u8, 0 u8, total length u16 | identification u16, fragment u16
 *        | hop limit u8, protocol u8, checksum u16 | source 4, destination 4
 *  IPv6: version u4, 0 u28 | payload length u16, protocol u8, hop limit u8 | source 16, destination 16
 *  TCP:  ports u16 u16 | sequence u32 | acknowledgment u32 | header length u4, 0, flags u8, window u16
 *        | checksum u16, 0 u16
 *  UDP:  ports u16 u16 | length u16, checksum u16
 *  ICMP: type u8, code u8, checksum u16 | identifier u16, sequence u16
 * </pre>
 *
 * <p>All numbers stand with the most significant byte first. IP options, extension headers,
 * fragments and TCP options are not made; those that come are refused, TCP options skipped.
 *
 * @param source of the same family as the destination
 * @param destination IPv4 or IPv6
 * @param transport the header behind that of IP
 * @param payload the data behind both; not copied
 */
public record Packet(
    InetAddress source, InetAddress destination, TransportHeader transport, byte[] payload) {
  static final int IPV4_HEADER = 20;
  static final int IPV6_HEADER = 40;

  private static final int LONGEST = 65535;

  /**
   * Makes a packet.
   *
   * @param source of the same family as the destination
   * @param destination IPv4 or IPv6
   * @param transport the header behind that of IP
   * @param payload the data behind both; not copied
   * @throws IllegalArgumentException for addresses of two families, a header of ICMP of the other
   *     family, or more data than a packet has room for
   */
  public Packet {
    if (source.getAddress().length != destination.getAddress().length) {
      throw new IllegalArgumentException(
          "source=" + source + ", destination=" + destination + ": of one family expected");
    }
    boolean wideIcmp = transport instanceof TransportHeader.Icmp icmp && icmp.isIpv6();
    boolean isIcmp = transport instanceof TransportHeader.Icmp;
    if (isIcmp && wideIcmp != (source.getAddress().length != Integer.BYTES)) {
      throw new IllegalArgumentException(
          "transport=" + transport + ": not for the family of " + source);
    }
    int most = LONGEST - IPV4_HEADER - transport.size();
    if (payload.length > most) {
      throw new IllegalArgumentException(
          "payload.length=" + payload.length + ": at most " + most + " bytes fit");
    }
  }

  /** {@return whether it is one of IPv6} */
  public boolean isIpv6() {
    return source.getAddress().length != Integer.BYTES;
  }

  /** {@return the size of the IP header: {@code ipHeaderSize} of the metadata} */
  public int ipHeaderSize() {
    return isIpv6() ? IPV6_HEADER : IPV4_HEADER;
  }

  /** {@return the size of the transport header: {@code transportHeaderSize} of the metadata} */
  public int transportHeaderSize() {
    return transport.size();
  }

  /** {@return its bytes, from the first of the IP header to the last of the data} */
  public byte[] toBytes() {
    return PacketWriter.write(this);
  }

  /**
   * Reads a packet.
   *
   * @param bytes the packet, from the IP header on
   * @return its headers and payload
   * @throws MalformedPacketException when the bytes are none, their lengths do not agree, or a
   *     checksum is wrong
   */
  public static Packet parse(byte[] bytes) {
    return new PacketReader(bytes).read();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packet that
        && source.equals(that.source)
        && destination.equals(that.destination)
        && transport.equals(that.transport)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * source.hashCode() + destination.hashCode()) + transport.hashCode();
  }

  @Override
  public String toString() {
    return transport
        + " from "
        + source.getHostAddress()
        + " to "
        + destination.getHostAddress()
        + " with "
        + payload.length
        + " bytes";
  }
}
