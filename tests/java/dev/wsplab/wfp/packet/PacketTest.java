package dev.wsplab.wfp.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.wfp.packet.TransportHeader.Icmp;
import dev.wsplab.wfp.packet.TransportHeader.Tcp;
import dev.wsplab.wfp.packet.TransportHeader.Udp;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets as they go over the wire (WFP-3, WFP-72). */
class PacketTest {
  private static final byte[] DATA = "datagram".getBytes(US_ASCII);

  static Stream<Packet> packets() throws UnknownHostException {
    InetAddress a = InetAddress.getByName("192.0.2.1");
    InetAddress b = InetAddress.getByName("198.51.100.7");
    InetAddress c = InetAddress.getByName("2001:db8::1");
    InetAddress d = InetAddress.getByName("2001:db8::2:7");
    return Stream.of(
        new Packet(a, b, Tcp.syn(49152, 443), new byte[0]),
        new Packet(c, d, Tcp.syn(49152, 443), new byte[0]),
        new Packet(a, b, new Tcp(1, 65535, -1, -2, Tcp.ACK | Tcp.PSH, 9), DATA),
        new Packet(a, b, new Udp(53, 5353), DATA),
        new Packet(c, d, new Udp(53, 5353), new byte[] {1}),
        new Packet(a, b, Icmp.echoRequest(false, 7, 8), DATA),
        new Packet(c, d, Icmp.echoRequest(true, 7, 8), DATA));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void givenPacket_whenWrittenAndRead_thenItIsTheSame(Packet packet) {
    byte[] bytes = packet.toBytes();
    assertThat(Packet.parse(bytes)).isEqualTo(packet).hasSameHashCodeAs(packet);
    assertThat(bytes)
        .hasSize(packet.ipHeaderSize() + packet.transportHeaderSize() + packet.payload().length);
  }

  @Test
  void givenKnownDatagram_whenWritten_thenHeadersAndChecksumsAreThoseOfTheWire() throws Exception {
    // IPv4: 45 00 00 1e .. sums to d932. UDP with its pseudo header: 141e + 000d + 1234 = 265f.
    InetAddress from = InetAddress.getByName("10.0.0.1");
    InetAddress to = InetAddress.getByName("10.0.0.2");
    Packet packet = new Packet(from, to, new Udp(1, 2), new byte[] {0x12, 0x34});
    assertThat(HexFormat.of().formatHex(packet.toBytes()))
        .isEqualTo(
            "4500001e0000000080"
                + "11"
                + "26cd"
                + "0a0000010a000002"
                + "00010002000a"
                + "d9a0"
                + "1234");
  }

  @Test
  void givenSyn_whenRead_thenItsFlagAloneIsSet() throws Exception {
    InetAddress host = InetAddress.getByName("127.0.0.1");
    Packet read = Packet.parse(new Packet(host, host, Tcp.syn(5, 6), new byte[0]).toBytes());
    assertThat(((Tcp) read.transport()).has(Tcp.SYN)).isTrue();
    assertThat(((Tcp) read.transport()).has(Tcp.ACK)).isFalse();
    assertThat(read).hasToString(read.transport() + " from 127.0.0.1 to 127.0.0.1 with 0 bytes");
  }

  @ParameterizedTest
  @MethodSource("packets")
  void givenPacket_whenAnyByteOfAChecksummedPartIsChanged_thenItIsRefused(Packet packet) {
    byte[] bytes = packet.toBytes();
    for (int i = packet.ipHeaderSize() + packet.transportHeaderSize(); i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x10;
      assertThatThrownBy(() -> Packet.parse(changed))
          .isInstanceOf(MalformedPacketException.class)
          .hasMessageContaining("checksum");
    }
  }

  @ParameterizedTest
  @MethodSource("packets")
  void givenPacket_whenCutAnywhere_thenItIsRefusedAndNothingElseHappens(Packet packet) {
    byte[] bytes = packet.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Packet.parse(cut)).isInstanceOf(MalformedPacketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givenBytesThatAreNoPacket_whenRead_thenTheyAreRefused(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      assertThatThrownBy(() -> Packet.parse(noise)).isInstanceOf(MalformedPacketException.class);
    }
  }

  @Test
  void givenTwoFamilies_whenPacketIsMade_thenItIsRefused() throws Exception {
    InetAddress narrow = InetAddress.getByName("192.0.2.1");
    InetAddress wide = InetAddress.getByName("2001:db8::1");
    assertThatThrownBy(() -> new Packet(narrow, wide, new Udp(1, 2), DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of one family expected");
    assertThatThrownBy(() -> new Packet(wide, wide, Icmp.echoRequest(false, 1, 1), DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not for the family");
    assertThatThrownBy(() -> new Packet(wide, wide, new Udp(1, 2), new byte[65536]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most");
  }
}
