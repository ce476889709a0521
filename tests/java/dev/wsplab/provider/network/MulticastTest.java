package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No base has multicast: its entries do not announce it, and its options are refused as those that
 * a provider does not support (pages IPPROTO_IP Socket Options, IPPROTO_IPV6 Socket Options,
 * setsockopt).
 */
@ParameterizedClass
@EnumSource(Base.class)
class MulticastTest {
  private static final int IP_ADD_MEMBERSHIP = 12;
  // struct ip_mreq: 239.1.2.3 on any interface; struct ipv6_mreq: ff01::1 on interface 0.
  private static final byte[] GROUP = {(byte) 239, 1, 2, 3, 0, 0, 0, 0};
  private static final byte[] GROUP_OF_IPV6 = new byte[20];

  static {
    GROUP_OF_IPV6[0] = (byte) 0xFF;
    GROUP_OF_IPV6[1] = 1;
    GROUP_OF_IPV6[15] = 1;
  }

  private final TcpWorld world;

  MulticastTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private SocketHandle datagramSocket(int family) {
    return world.ws2.socket(family, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP).orThrow("socket");
  }

  @Test
  void givenEntriesOfTheBase_whenListed_thenNoneAnnouncesMultipoint() {
    for (int family : List.of(Winsock2.AF_INET, Winsock2.AF_INET6)) {
      ProtocolInfo entry =
          ProtocolInfoLayout.fromBytes(
              world.get(datagramSocket(family), Winsock2.SO_PROTOCOL_INFOW).value());

      assertThat(entry.serviceFlags1() & Winsock2.XP1_CONNECTIONLESS).isNotZero();
      assertThat(entry.serviceFlags1() & Winsock2.XP1_SUPPORT_MULTIPOINT).isZero();
    }
  }

  /** IP_MULTICAST_IF, _TTL, _LOOP, IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP. */
  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11, IP_ADD_MEMBERSHIP, 13})
  void givenDatagramSocket_whenAMulticastOptionIsAskedForOrSet_thenItIsNotSupported(int name) {
    SocketHandle four = datagramSocket(Winsock2.AF_INET);
    SocketHandle six = datagramSocket(Winsock2.AF_INET6);

    assertThat(set(four, ControlMessage.IPPROTO_IP, name, GROUP))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(get(four, ControlMessage.IPPROTO_IP, name))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(set(six, ControlMessage.IPPROTO_IPV6, name, GROUP_OF_IPV6))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(get(six, ControlMessage.IPPROTO_IPV6, name))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
  }

  @Test
  void givenStreamSocket_whenItJoinsAGroup_thenThatIsNotSupported() {
    assertThat(set(world.socket(), ControlMessage.IPPROTO_IP, IP_ADD_MEMBERSHIP, GROUP))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
  }

  /** The level of IPv4 is none of an IPv6 socket's: WSAEINVAL (page setsockopt). */
  @Test
  void givenSocketOfIpv6_whenItJoinsAGroupOfIpv4_thenItHasNoSuchLevel() {
    SocketHandle six = datagramSocket(Winsock2.AF_INET6);

    assertThat(set(six, ControlMessage.IPPROTO_IP, IP_ADD_MEMBERSHIP, GROUP))
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(get(six, ControlMessage.IPPROTO_IP, IP_ADD_MEMBERSHIP))
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  private int set(SocketHandle s, int level, int name, byte[] value) {
    return world.ws2.setsockopt(s, level, name, value).errno();
  }

  private int get(SocketHandle s, int level, int name) {
    return world.ws2.getsockopt(s, level, name, 64).errno();
  }
}
