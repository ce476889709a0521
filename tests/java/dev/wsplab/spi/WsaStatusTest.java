package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NtStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WsaStatusTest {
  /** WIN-40: the error table of WSAGetOverlappedResult. */
  @ParameterizedTest
  @CsvSource({
    "C0000120, 995",
    "C000013B, 10053",
    "C0000241, 10053",
    "C000020F, 10053",
    "C000013C, 10054",
    "C000020D, 10054",
    "C000020C, 10054",
    "C000023F, 10054",
    "C000013E, 10054",
    "C00000B5, 10060",
    "C000013F, 10060",
    "C0000240, 10004",
    "C0000209, 10055",
    "C0000236, 10061",
    "C00000BC, 10061",
    "C0000008, 10038",
    "C0000024, 10038",
    "C0000005, 10014",
    "C0000023, 10014",
    "80000005, 10040",
    "C00000BB, 10045",
    "C0000237, 10101",
    "C0009999, 10022",
    "C000023A, 10022",
    "80001234, 10022",
    "00000103, 996"
  })
  void givenFinalStatus_whenRead_thenItIsTheDocumentedError(String status, int error) {
    assertThat(WsaStatus.errorOf(Integer.parseUnsignedInt(status, 16))).isEqualTo(error);
  }

  /** WIN-41: unknown success and informational statuses are success. */
  @ParameterizedTest
  @CsvSource({"0", "1", "104", "40000017", "7FFFFFFF"})
  void givenSuccessOrInformationalStatus_whenRead_thenThereIsNoError(String status) {
    assertThat(WsaStatus.errorOf(Integer.parseUnsignedInt(status, 16))).isZero();
  }

  /**
   * NTS-MAP-1, NTS-MAP-2: never pending, and the code comes back unless it has no status of its
   * own.
   */
  @ParameterizedTest
  @EnumSource(WsaError.class)
  void givenAnyError_whenStoredAsStatus_thenItIsFinalAndNeverSuccess(WsaError error) {
    int status = WsaStatus.statusOf(error.code());

    assertThat(status).isNotEqualTo(0x103).isNegative();
    boolean hasStatusOfItsOwn = (status & 0xFFFF0000) != 0xC0070000;
    if (hasStatusOfItsOwn
        && error != WsaError.WSA_INVALID_HANDLE
        && error != WsaError.WSA_INVALID_PARAMETER) {
      assertThat(WsaStatus.errorOf(status)).isEqualTo(error.code());
    }
  }

  /**
   * NTS-4: through a port the custom status shows the very code; 996 stays 996 for a result query.
   */
  @Test
  void givenErrorWithoutStatus_whenStored_thenPortShowsTheCode() {
    int status = WsaStatus.statusOf(WsaError.WSAELOOP.code());

    assertThat(NtStatus.toWin32(status)).isEqualTo(WsaError.WSAELOOP.code());
    assertThat(WsaStatus.errorOf(status)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(WsaStatus.errorOf(WsaStatus.statusOf(996))).isEqualTo(996);
  }

  /** DEC-3, WIN-21: the same reset is 64 through the port and 10054 through the result query. */
  @Test
  void givenReset_whenStored_thenPortSays64AndQuerySays10054() {
    int status = WsaStatus.statusOf(WsaError.WSAECONNRESET.code());

    assertThat(NtStatus.toWin32(status)).isEqualTo(64);
    assertThat(WsaStatus.errorOf(status)).isEqualTo(10054);
  }

  @Test
  void givenSuccess_whenStored_thenStatusIsZero() {
    assertThat(WsaStatus.statusOf(0)).isZero();
  }
}
