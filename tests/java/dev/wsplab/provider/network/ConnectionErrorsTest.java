package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.Test;

class ConnectionErrorsTest {
  @Test
  void givenErrors_whenJudged_thenOnlyThoseOfTheConnectionBreakIt() {
    assertThat(ConnectionErrors.breaksConnection(WsaError.WSAECONNRESET.code())).isTrue();
    assertThat(ConnectionErrors.breaksConnection(WsaError.WSAEFAULT.code())).isFalse();
    assertThat(ConnectionErrors.concernsLostConnection(WsaError.WSAECONNABORTED.code())).isTrue();
    assertThat(ConnectionErrors.concernsLostConnection(WsaError.WSAENETDOWN.code())).isTrue();
    assertThat(ConnectionErrors.concernsLostConnection(WsaError.WSAEMFILE.code())).isFalse();
    assertThat(ConnectionErrors.concernsLostConnection(WsaError.WSAEWOULDBLOCK.code())).isFalse();
  }
}
