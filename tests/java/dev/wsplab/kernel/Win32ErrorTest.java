package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Win32ErrorTest {
  /** The documented numbers (System Error Codes). */
  @ParameterizedTest
  @CsvSource({
    "ERROR_SUCCESS, 0",
    "ERROR_INVALID_HANDLE, 6",
    "ERROR_NOT_ENOUGH_MEMORY, 8",
    "ERROR_GEN_FAILURE, 31",
    "ERROR_NETNAME_DELETED, 64",
    "ERROR_INVALID_PARAMETER, 87",
    "WAIT_IO_COMPLETION, 192",
    "ERROR_MORE_DATA, 234",
    "WAIT_TIMEOUT, 258",
    "ERROR_NO_MORE_ITEMS, 259",
    "ERROR_MR_MID_NOT_FOUND, 317",
    "ERROR_ABANDONED_WAIT_0, 735",
    "ERROR_OPERATION_ABORTED, 995",
    "ERROR_IO_INCOMPLETE, 996",
    "ERROR_IO_PENDING, 997",
    "ERROR_NOACCESS, 998",
    "ERROR_NOT_FOUND, 1168",
    "ERROR_CONNECTION_REFUSED, 1225",
    "ERROR_CONNECTION_ABORTED, 1236",
    "ERROR_NOT_ENOUGH_QUOTA, 1816"
  })
  void givenError_whenDescribed_thenNameNumberAndMeaningAreThere(Win32Error error, int code) {
    assertThat(error.code()).isEqualTo(code);
    assertThat(Win32Error.describe(code))
        .isEqualTo(error.name() + " (" + code + "): " + error.meaning());
    assertThat(error.meaning()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void givenAllErrors_whenCompared_thenNumbersAreDistinct() {
    assertThat(Arrays.stream(Win32Error.values()).mapToInt(Win32Error::code))
        .doesNotHaveDuplicates();
  }

  @Test
  void givenUnknownNumber_whenDescribed_thenItSurvives() {
    assertThat(Win32Error.describe(-5)).isEqualTo("error -5");
    assertThat(new KernelException("CreateEvent", 4711))
        .hasMessage("CreateEvent failed: error 4711")
        .satisfies(e -> assertThat(e.error()).isEqualTo(4711));
  }
}
