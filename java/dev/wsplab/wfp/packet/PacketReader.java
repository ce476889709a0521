package dev.wsplab.wfp.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads a {@link Packet} from the wire. */
final class PacketReader {
  private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3FFF;
  private static final int LAST_TCP_CONSTANT = 12;

  private final byte[] bytes;
  private final ByteBuffer view;

  PacketReader(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
  }

  Packet read() {
    require(bytes.length > 0, "length=0: an IP header expected");
    int version = bytes[0] >> 4 & 0xF;
    return switch (version) {
      case 4 -> ipv4();
      case 6 -> ipv6();
      default -> throw new MalformedPacketException("version=" + version + ": 4 or 6 expected");
    };
  }

  private Packet ipv4() {
    require(bytes.length >= Packet.IPV4_HEADER, "length=" + bytes.length + ": no IPv4 header");
    int words = bytes[0] & 0xF;
    require(words == 5, "words=" + words + ": an IPv4 header of 5, without options, expected");
    int total = view.getShort(2) & 0xFFFF;
    require(total == bytes.length, "total length=" + total + ": " + bytes.length + " expected");
    int fragment = view.getShort(6) & MORE_FRAGMENTS_OR_OFFSET;
    require(fragment == 0, "fragment=" + fragment + ": a whole packet expected");
    int sum = new InternetChecksum().add(bytes, 0, Packet.IPV4_HEADER).value();
    require(sum == 0, "the checksum of the IPv4 header is wrong");
    return transport(bytes[9] & 0xFF, Packet.IPV4_HEADER, address(12, 4), address(16, 4));
  }

  private Packet ipv6() {
    require(bytes.length >= Packet.IPV6_HEADER, "length=" + bytes.length + ": no IPv6 header");
    int length = view.getShort(4) & 0xFFFF;
    int rest = bytes.length - Packet.IPV6_HEADER;
    require(length == rest, "payload length=" + length + ": " + rest + " expected");
    return transport(bytes[6] & 0xFF, Packet.IPV6_HEADER, address(8, 16), address(24, 16));
  }

  private InetAddress address(int at, int length) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + length + ": 4 or 16", e);
    }
  }

  private Packet transport(int protocol, int at, InetAddress source, InetAddress destination) {
    boolean isIpv6 = at == Packet.IPV6_HEADER;
    TransportHeader header =
        switch (protocol) {
          case TransportHeader.Tcp.PROTOCOL -> tcp(at);
          case TransportHeader.Udp.PROTOCOL -> udp(at);
          case TransportHeader.Icmp.PROTOCOL, TransportHeader.Icmp.PROTOCOL_IPV6 ->
              icmp(at, isIpv6, protocol);
          default ->
              throw new MalformedPacketException(
                  "protocol=" + protocol + ": TCP, UDP or ICMP expected");
        };
    int size = header instanceof TransportHeader.Tcp ? tcpSize(at) : header.size();
    byte[] payload = Arrays.copyOfRange(bytes, at + size, bytes.length);
    Packet packet = new Packet(source, destination, header, payload);
    boolean unchecked =
        header instanceof TransportHeader.Udp && !isIpv6 && view.getShort(at + 6) == 0;
    byte[] segment = Arrays.copyOfRange(bytes, at, bytes.length);
    require(
        unchecked || PacketWriter.checksum(packet, segment).value() == 0,
        "the checksum of " + header + " is wrong");
    return packet;
  }

  private int tcpSize(int at) {
    return (bytes[at + LAST_TCP_CONSTANT] >> 4 & 0xF) * Integer.BYTES;
  }

  private TransportHeader tcp(int at) {
    requireRoom(at, TransportHeader.Tcp.SIZE);
    int size = tcpSize(at);
    require(size >= TransportHeader.Tcp.SIZE, "header length=" + size + ": 20 or more expected");
    requireRoom(at, size);
    return new TransportHeader.Tcp(
        port(at),
        port(at + 2),
        view.getInt(at + 4),
        view.getInt(at + 8),
        bytes[at + 13] & 0xFF,
        port(at + 14));
  }

  private TransportHeader udp(int at) {
    requireRoom(at, TransportHeader.Udp.SIZE);
    int length = port(at + 4);
    int rest = bytes.length - at;
    require(length == rest, "UDP length=" + length + ": " + rest + " expected");
    return new TransportHeader.Udp(port(at), port(at + 2));
  }

  private TransportHeader icmp(int at, boolean isIpv6, int protocol) {
    requireRoom(at, TransportHeader.Icmp.SIZE);
    int expected = isIpv6 ? TransportHeader.Icmp.PROTOCOL_IPV6 : TransportHeader.Icmp.PROTOCOL;
    require(protocol == expected, "protocol=" + protocol + ": " + expected + " expected");
    return new TransportHeader.Icmp(
        isIpv6, bytes[at] & 0xFF, bytes[at + 1] & 0xFF, port(at + 4), port(at + 6));
  }

  private int port(int at) {
    return view.getShort(at) & 0xFFFF;
  }

  private void requireRoom(int at, int size) {
    int rest = bytes.length - at;
    require(rest >= size, "length=" + rest + " behind the IP header: " + size + " expected");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedPacketException(otherwise);
    }
  }
}
