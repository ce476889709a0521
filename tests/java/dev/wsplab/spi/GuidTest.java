package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuidTest {
  /** CONST-GUID-1, with the sheet's own example. */
  @Test
  void givenAcceptExGuid_whenWrittenToMemory_thenFirstThreeGroupsAreLittleEndian() {
    byte[] bytes = ExtensionFunction.WSAID_ACCEPTEX.toBytes();

    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes))
        .isEqualTo("f1 7d 36 b5 ac cb cf 11 95 ca 00 80 5f 48 a1 92");
  }

  @Test
  void givenBytesOfGuid_whenRead_thenItIsTheSameGuid() {
    Guid guid = Guid.random();

    assertThat(Guid.fromBytes(guid.toBytes())).isEqualTo(guid);
  }

  @Test
  void givenWrongLength_whenRead_thenMessageNamesLength() {
    assertThatThrownBy(() -> Guid.fromBytes(new byte[15])).hasMessageContaining("bytes.length=15");
  }

  /** As StringFromGUID2 and the registry write it. */
  @Test
  void givenTextInBraces_whenParsed_thenItIsTheSameGuid() {
    assertThat(Guid.of("{B5367DF1-CBAC-11CF-95CA-00805F48A192}"))
        .isEqualTo(ExtensionFunction.WSAID_ACCEPTEX);
  }

  @Test
  void givenTextThatIsNoGuid_whenParsed_thenTheMessageShowsOne() {
    for (String half : List.of("{b5367df1-cbac-11cf-95ca-00805f48a192", "{", "{}", "}{")) {
      assertThatThrownBy(() -> Guid.of(half))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(half)
          .hasMessageContaining("or the same in braces");
    }
    assertThatThrownBy(() -> Guid.of("xyz"))
        .hasMessage(
            "text=\"xyz\": a GUID looks like b5367df1-cbac-11cf-95ca-00805f48a192 or the same in"
                + " braces");
  }
}
