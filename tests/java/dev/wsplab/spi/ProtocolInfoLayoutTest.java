package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolInfoLayoutTest {
  private static final ProtocolInfo CHAIN =
      new ProtocolInfo(
          0x66,
          0x8,
          Guid.of("00112233-4455-6677-8899-aabbccddeeff"),
          1234,
          List.of(1001, 1002, 1003),
          2,
          Winsock2.AF_INET6,
          28,
          27,
          Winsock2.SOCK_STREAM,
          Winsock2.IPPROTO_TCP,
          3,
          1,
          4,
          5,
          6,
          "A layer \u00e9 over TCP");

  @Test
  void givenEntry_whenWrittenAndRead_thenItIsTheSame() {
    assertThat(ProtocolInfoLayout.fromBytes(ProtocolInfoLayout.toBytes(CHAIN))).isEqualTo(CHAIN);
    ProtocolInfo longest =
        CHAIN.toBuilder().name("x".repeat(255)).chain(List.of(1, 2, 3, 4, 5, 6, 7)).build();
    assertThat(ProtocolInfoLayout.fromBytes(ProtocolInfoLayout.toBytes(longest)))
        .isEqualTo(longest);
  }

  @Test
  void givenEntry_whenWritten_thenTheMembersLieWhereTheSheetSays() {
    byte[] bytes = ProtocolInfoLayout.toBytes(CHAIN);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(bytes).hasSize(628);
    assertThat(in.getInt(0)).isEqualTo(0x66);
    assertThat(in.getInt(16)).isEqualTo(8);
    assertThat(in.getInt(20)).as("first group of the GUID").isEqualTo(0x00112233);
    assertThat(in.getInt(36)).isEqualTo(1234);
    assertThat(in.getInt(40)).isEqualTo(3);
    assertThat(in.getInt(44)).isEqualTo(1001);
    assertThat(in.getInt(52)).isEqualTo(1003);
    assertThat(in.getInt(76)).isEqualTo(Winsock2.AF_INET6);
    assertThat(in.getInt(88)).isEqualTo(Winsock2.SOCK_STREAM);
    assertThat(in.getInt(92)).isEqualTo(Winsock2.IPPROTO_TCP);
    assertThat(in.getInt(112)).isEqualTo(6);
    assertThat(in.getChar(116)).isEqualTo('A');
    assertThat(in.getChar(626)).isEqualTo('\0');
  }

  @Test
  void givenBytesThatAreNoEntry_whenRead_thenRefusedWithTheValue() {
    assertThatThrownBy(() -> ProtocolInfoLayout.fromBytes(new byte[627]))
        .hasMessageContaining("bytes.length=627");
    byte[] longChain = ProtocolInfoLayout.toBytes(CHAIN);
    longChain[40] = 8;
    assertThatThrownBy(() -> ProtocolInfoLayout.fromBytes(longChain))
        .hasMessageContaining("ChainLen=8");
  }
}
