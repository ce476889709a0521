package dev.wsplab.wfp.packet;

import java.nio.ByteBuffer;

/** Writes a {@link Packet} as it goes over the wire. */
final class PacketWriter {
  private static final byte IPV4_VERSION_AND_WORDS = 0x45;
  private static final byte HOPS = (byte) 128;
  private static final int IPV4_CHECKSUM = 10;

  private PacketWriter() {}

  static byte[] write(Packet packet) {
    byte[] segment = segment(packet);
    ByteBuffer bytes = ByteBuffer.allocate(packet.ipHeaderSize() + segment.length);
    if (packet.isIpv6()) {
      ipv6(bytes, packet, segment.length);
    } else {
      ipv4(bytes, packet, segment.length);
    }
    return bytes.put(segment).array();
  }

  private static void ipv4(ByteBuffer bytes, Packet packet, int length) {
    bytes.put(IPV4_VERSION_AND_WORDS).put((byte) 0);
    bytes.putShort((short) (Packet.IPV4_HEADER + length));
    bytes.putShort((short) 0).putShort((short) 0);
    bytes.put(HOPS).put((byte) packet.transport().protocol()).putShort((short) 0);
    bytes.put(packet.source().getAddress()).put(packet.destination().getAddress());
    int checksum = new InternetChecksum().add(bytes.array(), 0, Packet.IPV4_HEADER).value();
    bytes.putShort(IPV4_CHECKSUM, (short) checksum);
  }

  private static void ipv6(ByteBuffer bytes, Packet packet, int length) {
    bytes.putInt(6 << 28);
    bytes.putShort((short) length).put((byte) packet.transport().protocol()).put(HOPS);
    bytes.put(packet.source().getAddress()).put(packet.destination().getAddress());
  }

  /** The transport header and the data. */
  private static byte[] segment(Packet packet) {
    TransportHeader header = packet.transport();
    ByteBuffer bytes = ByteBuffer.allocate(header.size() + packet.payload().length);
    if (header instanceof TransportHeader.Tcp tcp) {
      tcp(bytes, tcp);
    } else if (header instanceof TransportHeader.Udp udp) {
      bytes.putShort((short) udp.sourcePort()).putShort((short) udp.destinationPort());
      bytes.putShort((short) bytes.capacity()).putShort((short) 0);
    } else if (header instanceof TransportHeader.Icmp icmp) {
      bytes.put((byte) icmp.type()).put((byte) icmp.code()).putShort((short) 0);
      bytes.putShort((short) icmp.identifier()).putShort((short) icmp.sequence());
    }
    byte[] segment = bytes.put(packet.payload()).array();
    int checksum = checksum(packet, segment).value();
    boolean zeroMeansNone = header instanceof TransportHeader.Udp && checksum == 0;
    bytes.putShort(checksumOffset(header), (short) (zeroMeansNone ? 0xFFFF : checksum));
    return segment;
  }

  private static void tcp(ByteBuffer bytes, TransportHeader.Tcp tcp) {
    bytes.putShort((short) tcp.sourcePort()).putShort((short) tcp.destinationPort());
    bytes.putInt(tcp.sequence()).putInt(tcp.acknowledgment());
    bytes.put((byte) (TransportHeader.Tcp.SIZE / Integer.BYTES << 4)).put((byte) tcp.flags());
    bytes.putShort((short) tcp.window()).putShort((short) 0).putShort((short) 0);
  }

  private static int checksumOffset(TransportHeader header) {
    if (header instanceof TransportHeader.Tcp) {
      return 16;
    }
    return header instanceof TransportHeader.Udp ? 6 : 2;
  }

  /** ICMP of IPv4 alone goes without the pseudo header. */
  static InternetChecksum checksum(Packet packet, byte[] segment) {
    InternetChecksum sum = new InternetChecksum().add(segment);
    if (packet.transport().protocol() == TransportHeader.Icmp.PROTOCOL) {
      return sum;
    }
    return sum.add(packet.source().getAddress())
        .add(packet.destination().getAddress())
        .add(packet.transport().protocol())
        .add(segment.length);
  }
}
