package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class SockaddrTest {
  /** Sheet 1.3: family u16, port u16 big-endian, address u32 big-endian, 8 zero bytes. */
  @Test
  void givenIpv4Address_whenLaidOut_thenFamilyIsLittleEndianAndPortBigEndian() {
    Sockaddr address = Sockaddr.loopback(0x1234);

    assertThat(address.bytes())
        .containsExactly(2, 0, 0x12, 0x34, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(address.toInetSocketAddress()).isEqualTo(new InetSocketAddress("127.0.0.1", 0x1234));
  }

  @Test
  void givenIpv6Address_whenConvertedThereAndBack_thenItIsTheSame() throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("::1"), 65535);

    Sockaddr sockaddr = Sockaddr.of(address);

    assertThat(sockaddr.length()).isEqualTo(Sockaddr.IPV6_SIZE);
    assertThat(sockaddr.family()).isEqualTo(Winsock2.AF_INET6);
    assertThat(sockaddr.port()).isEqualTo(65535);
    assertThat(sockaddr.toInetSocketAddress()).isEqualTo(address);
  }

  @Test
  void givenIpv4AddressWithHighPort_whenConverted_thenPortIsUnsigned() {
    Sockaddr sockaddr = Sockaddr.of(new InetSocketAddress("127.0.0.1", 50_000));

    assertThat(sockaddr.port()).isEqualTo(50_000);
    assertThat(sockaddr).isEqualTo(Sockaddr.loopback(50_000));
  }

  @Test
  void givenShortBytes_whenConverted_thenTheyAreShownInTheMessage() {
    Sockaddr cut = Sockaddr.ofBytes(new byte[] {2, 0, 1});

    assertThat(cut.isInternet()).isFalse();
    assertThatThrownBy(cut::toInetSocketAddress).hasMessageContaining("020001");
  }
}
