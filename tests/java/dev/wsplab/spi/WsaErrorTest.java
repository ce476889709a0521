package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WsaErrorTest {
  /** CONST-ERR-1, CONST-ERR-2. */
  @Test
  void givenCodesSharedWithWin32_whenCompared_thenTheyHaveWin32Numbers() {
    assertThat(WsaError.WSA_INVALID_HANDLE.code()).isEqualTo(6);
    assertThat(WsaError.WSA_OPERATION_ABORTED.code()).isEqualTo(995);
    assertThat(WsaError.WSA_IO_INCOMPLETE.code()).isEqualTo(996);
    assertThat(WsaError.WSA_IO_PENDING.code()).isEqualTo(997);
  }

  @Test
  void givenAllConstants_whenCollected_thenNoNumberRepeats() {
    assertThat(Arrays.stream(WsaError.values()).map(WsaError::code)).doesNotHaveDuplicates();
  }

  @Test
  void givenUnknownNumber_whenDescribed_thenItSurvives() {
    assertThat(WsaError.of(4711)).isEmpty();
    assertThat(WsaError.describe(4711)).isEqualTo("error 4711");
    assertThat(new WinsockException("WSARecv", 10022))
        .hasMessageStartingWith("WSARecv failed: WSAEINVAL (10022): ");
  }
}
