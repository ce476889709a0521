package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The numbers of error codes, as documented (sheet, section 10). */
class HResultTest {
  private static final Path DOCUMENTED =
      Path.of("tests", "resources", "forefront", "error-codes.txt");
  private static final Path HEADER = Path.of("include", "forefront", "wspfwerr.h");
  private static final Pattern ROW = Pattern.compile("(?m)^(FWX_E_\\w+) 0x([0-9A-F]{8})$");
  private static final Pattern DEFINED =
      Pattern.compile("(?m)^#define (FWX_E_\\w+) \\(\\(HRESULT\\)0x([0-9A-F]{8})\\)$");

  private static Map<String, Integer> codes(Path file, Pattern line) throws IOException {
    Map<String, Integer> codes = new LinkedHashMap<>();
    for (MatchResult row :
        line.matcher(Files.readString(file, StandardCharsets.UTF_8)).results().toList()) {
      codes.put(row.group(1), Integer.parseUnsignedInt(row.group(2), 16));
    }
    return codes;
  }

  /** There are 91 codes from 0xC0040001 to 0xC004005F, and one of Win32's. */
  @Test
  void givenDocumentedCodes_whenTheHeaderIsRead_thenItDefinesEachWithItsNumber()
      throws IOException {
    Map<String, Integer> documented = codes(DOCUMENTED, ROW);
    assertThat(documented).hasSize(92).containsEntry("FWX_E_THREAD_QUOTA_EXCEEDED", 0xC0040035);
    assertThat(codes(HEADER, DEFINED)).containsExactlyEntriesOf(documented);
  }

  @Test
  void givenConstantsOfTheService_whenLookedUp_thenTheirNumbersAreTheDocumentedOnes()
      throws IOException {
    Map<String, Integer> documented = codes(DOCUMENTED, ROW);
    Map<String, Integer> ours = new LinkedHashMap<>();
    Stream.of(HResult.values())
        .filter(code -> code.name().startsWith("FWX_E_"))
        .forEach(code -> ours.put(code.name(), code.value()));
    assertThat(ours)
        .containsKeys(
            "FWX_E_TERMINATING",
            "FWX_E_INVALID_ARG",
            "FWX_E_ALREADY_IN_BLOCKING_OP",
            "FWX_E_NOT_IN_BLOCKING_OP",
            "FWX_E_BUFFERFULL",
            "FWX_E_NOT_SUPPORTED",
            "FWX_E_THREAD_QUOTA_EXCEEDED");
    assertThat(documented).containsAllEntriesOf(ours);
  }

  /** Those of COM, and Win32 errors that have a name of COM's. */
  @Test
  void givenConstantsOfCom_whenLookedUp_thenTheirNumbersAreTheDocumentedOnes() {
    assertThat(HResult.S_OK.value()).isZero();
    assertThat(HResult.E_NOTIMPL.value()).isEqualTo(0x80004001);
    assertThat(HResult.E_NOINTERFACE.value()).isEqualTo(0x80004002);
    assertThat(HResult.E_POINTER.value()).isEqualTo(0x80004003);
    assertThat(HResult.E_FAIL.value()).isEqualTo(0x80004005);
    assertThat(HResult.E_UNEXPECTED.value()).isEqualTo(0x8000FFFF);
    assertThat(HResult.E_HANDLE.value()).isEqualTo(HResult.fromWin32(6)).isEqualTo(0x80070006);
    assertThat(HResult.E_OUTOFMEMORY.value()).isEqualTo(HResult.fromWin32(14));
    assertThat(HResult.E_INVALIDARG.value()).isEqualTo(HResult.fromWin32(87));
    assertThat(HResult.FWX_E_ALREADY_EXISTS.value()).isEqualTo(HResult.fromWin32(183));
    assertThat(HResult.describe(0xC0040035)).isEqualTo("FWX_E_THREAD_QUOTA_EXCEEDED (0xC0040035)");
    assertThat(HResult.describe(0xC0040099)).isEqualTo("0xC0040099");
  }
}
