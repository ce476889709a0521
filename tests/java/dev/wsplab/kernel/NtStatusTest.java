package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NtStatusTest {
  /** Table 1.10 of the sheet, row by row. */
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      textBlock =
          """
            0x00000000,    0, STATUS_SUCCESS
            0x00000080,  735, STATUS_ABANDONED_WAIT_0
            0x000000C0,  192, STATUS_USER_APC
            0x00000102,  258, STATUS_TIMEOUT
            0x00000103,  997, STATUS_PENDING
            0x80000005,  234, STATUS_BUFFER_OVERFLOW
            0xC0000001,   31, STATUS_UNSUCCESSFUL
            0xC0000002,    1, STATUS_NOT_IMPLEMENTED
            0xC0000005,  998, STATUS_ACCESS_VIOLATION
            0xC0000008,    6, STATUS_INVALID_HANDLE
            0xC000000D,   87, STATUS_INVALID_PARAMETER
            0xC0000010,    1, STATUS_INVALID_DEVICE_REQUEST
            0xC0000017,    8, STATUS_NO_MEMORY
            0xC0000022,    5, STATUS_ACCESS_DENIED
            0xC0000023,  122, STATUS_BUFFER_TOO_SMALL
            0xC0000024,    6, STATUS_OBJECT_TYPE_MISMATCH
            0xC0000043,   32, STATUS_SHARING_VIOLATION
            0xC0000044, 1816, STATUS_QUOTA_EXCEEDED
            0xC000009A, 1450, STATUS_INSUFFICIENT_RESOURCES
            0xC00000A3,   21, STATUS_DEVICE_NOT_READY
            0xC00000B0,  233, STATUS_PIPE_DISCONNECTED
            0xC00000B5,  121, STATUS_IO_TIMEOUT
            0xC00000BB,   50, STATUS_NOT_SUPPORTED
            0xC00000BC,   51, STATUS_REMOTE_NOT_LISTENING
            0xC00000BE,   53, STATUS_BAD_NETWORK_PATH
            0xC00000BF,   54, STATUS_NETWORK_BUSY
            0xC00000C3,   58, STATUS_INVALID_NETWORK_RESPONSE
            0xC00000C4,   59, STATUS_UNEXPECTED_NETWORK_ERROR
            0xC00000C9,   64, STATUS_NETWORK_NAME_DELETED
            0xC00000D0,   71, STATUS_REQUEST_NOT_ACCEPTED
            0xC0000120,  995, STATUS_CANCELLED
            0xC0000128,    6, STATUS_FILE_CLOSED
            0xC000013B,   64, STATUS_LOCAL_DISCONNECT
            0xC000013C,   64, STATUS_REMOTE_DISCONNECT
            0xC000013D,   51, STATUS_REMOTE_RESOURCES
            0xC000013E,   59, STATUS_LINK_FAILED
            0xC000013F,   59, STATUS_LINK_TIMEOUT
            0xC0000140,   59, STATUS_INVALID_CONNECTION
            0xC0000141,   59, STATUS_INVALID_ADDRESS
            0xC000014B,  109, STATUS_PIPE_BROKEN
            0xC0000206, 1784, STATUS_INVALID_BUFFER_SIZE
            0xC0000207, 1214, STATUS_INVALID_ADDRESS_COMPONENT
            0xC0000209,   68, STATUS_TOO_MANY_ADDRESSES
            0xC000020A,   52, STATUS_ADDRESS_ALREADY_EXISTS
            0xC000020B,   64, STATUS_ADDRESS_CLOSED
            0xC000020C,   64, STATUS_CONNECTION_DISCONNECTED
            0xC000020D,   64, STATUS_CONNECTION_RESET
            0xC000020F,   59, STATUS_TRANSACTION_ABORTED
            0xC0000225, 1168, STATUS_NOT_FOUND
            0xC0000236, 1225, STATUS_CONNECTION_REFUSED
            0xC0000237, 1226, STATUS_GRACEFUL_DISCONNECT
            0xC0000238, 1227, STATUS_ADDRESS_ALREADY_ASSOCIATED
            0xC0000239, 1228, STATUS_ADDRESS_NOT_ASSOCIATED
            0xC000023A, 1229, STATUS_CONNECTION_INVALID
            0xC000023B, 1230, STATUS_CONNECTION_ACTIVE
            0xC000023C, 1231, STATUS_NETWORK_UNREACHABLE
            0xC000023D, 1232, STATUS_HOST_UNREACHABLE
            0xC000023E, 1233, STATUS_PROTOCOL_UNREACHABLE
            0xC000023F, 1234, STATUS_PORT_UNREACHABLE
            0xC0000240, 1235, STATUS_REQUEST_ABORTED
            0xC0000241, 1236, STATUS_CONNECTION_ABORTED
          """)
  void givenStatusOfTheTable_whenTranslated_thenItIsThatWin32Error(
      String status, int win32, String name) {
    int value = Long.decode(status).intValue();
    assertThat(NtStatus.toWin32(value)).isEqualTo(win32);
    Arrays.stream(NtStatus.values())
        .filter(known -> known.name().equals(name))
        .forEach(known -> assertThat(known.value()).isEqualTo(value));
  }

  /** NTS-1: total. */
  @ParameterizedTest
  @ValueSource(ints = {1, 0x104, 0x40000000, 0x80000000, 0xC0000000, 0xC0060001, 0xFFFFFFFF})
  void givenUnknownStatus_whenTranslated_thenItIs317(int status) {
    assertThat(NtStatus.toWin32(status)).isEqualTo(Win32Error.ERROR_MR_MID_NOT_FOUND.code());
  }

  /** NTS-4. */
  @ParameterizedTest
  @ValueSource(ints = {0xC0070000, 0x80070000, 0xC0010000})
  void givenWin32ErrorInDisguise_whenTranslated_thenItComesOut(int high) {
    for (int error : new int[] {0, 64, 996, 10054, 0xFFFF}) {
      assertThat(NtStatus.toWin32(high | error)).isEqualTo(error);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenKnownStatus_whenTranslated_thenTheShimKnowsItToo(NtStatus status) {
    assertThat(NtStatus.toWin32(status.value()))
        .isNotEqualTo(Win32Error.ERROR_MR_MID_NOT_FOUND.code());
  }

  /** NTS-3. */
  @Test
  void givenSeverities_whenAsked_thenWarningsAndErrorsAreFailures() {
    assertThat(NtStatus.isSuccess(0)).isTrue();
    assertThat(NtStatus.isSuccess(0x103)).isTrue();
    assertThat(NtStatus.isSuccess(0x40000000)).isTrue();
    assertThat(NtStatus.isSuccess(0x80000005)).isFalse();
    assertThat(NtStatus.isSuccess(0xC0000120)).isFalse();
  }
}
