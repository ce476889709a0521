package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolChoiceTest {
  private static final ProtocolInfo TCP = entry(1, Winsock2.AF_INET, 1, 6, 1);
  private static final ProtocolInfo UDP = entry(2, Winsock2.AF_INET, 2, 17, 1);
  private static final ProtocolInfo TCP6 = entry(3, Winsock2.AF_INET6, 1, 6, 1);
  private static final ProtocolInfo LAYER = entry(4, 99, 4, 44, 0);
  private static final ProtocolInfo CHAIN = entry(5, Winsock2.AF_INET, 1, 6, 2);
  private static final List<ProtocolInfo> CATALOG = List.of(LAYER, CHAIN, TCP, UDP, TCP6);

  private static ProtocolInfo entry(int id, int family, int type, int protocol, int chainLength) {
    return ProtocolInfo.builder()
        .catalogEntryId(id)
        .addressFamily(family)
        .socketType(type)
        .protocol(protocol)
        .chain(List.of(7, 7, 7).subList(0, chainLength))
        .build();
  }

  /** CAT-SEL-2: the first in catalog order; the chain stands before the base. */
  @Test
  void givenChainBeforeBase_whenChosen_thenChainIsTaken() {
    assertThat(new ProtocolChoice(CATALOG, 2, 1, 6).entry()).contains(CHAIN);
  }

  /** CAT-SEL-3: 0 is a wildcard for family and type; protocol 0 needs PFL_MATCHES_PROTOCOL_ZERO. */
  @Test
  void givenWildcards_whenChosen_thenFirstFittingEntryIsTaken() {
    assertThat(new ProtocolChoice(CATALOG, 0, 2, 0).entry()).contains(UDP);
    assertThat(new ProtocolChoice(CATALOG, 23, 0, 0).entry()).contains(TCP6);
    ProtocolInfo strict = TCP.toBuilder().providerFlags(0).build();
    assertThat(new ProtocolChoice(List.of(strict), 2, 1, 0).entry()).isEmpty();
  }

  @Test
  void givenProtocolRange_whenAskedWithinIt_thenEntryFits() {
    ProtocolInfo raw = TCP.toBuilder().protocol(100).protocolMaxOffset(5).build();

    assertThat(new ProtocolChoice(List.of(raw), 2, 1, 105).entry()).contains(raw);
    assertThat(new ProtocolChoice(List.of(raw), 2, 1, 106).entry()).isEmpty();
  }

  /** CAT-SEL-4; a layered entry does not even count as a partial match (CAT-SEL-2). */
  @ParameterizedTest
  @CsvSource({
    "99, 4, 44, WSAEAFNOSUPPORT",
    "2, 4, 0, WSAESOCKTNOSUPPORT",
    "2, 1, 44, WSAEPROTONOSUPPORT",
    "2, 1, 17, WSAEPROTOTYPE",
    "23, 2, 17, WSAESOCKTNOSUPPORT"
  })
  void givenNoFittingEntry_whenAskedWhy_thenErrorIsTheDocumentedOne(
      int family, int type, int protocol, WsaError error) {
    ProtocolChoice choice = new ProtocolChoice(CATALOG, family, type, protocol);

    assertThat(choice.entry()).isEmpty();
    assertThat(choice.error()).isEqualTo(error);
  }

  /** CAT-SEL-4: each is supported alone, the combination is not. */
  @Test
  void givenCombinationThatNobodySupports_whenAskedWhy_thenItIsInvalid() {
    ProtocolInfo odd = entry(9, 23, 2, 99, 1);
    List<ProtocolInfo> catalog = List.of(TCP, odd, entry(10, 2, 2, 17, 1));

    assertThat(new ProtocolChoice(catalog, 2, 2, 99).error()).isEqualTo(WsaError.WSAEINVAL);
  }
}
