package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WSP-START-3 to WSP-START-5, with the sheet's examples of negotiation. */
class StartupResultTest {
  private final ServiceProvider table =
      (ServiceProvider)
          Proxy.newProxyInstance(
              ServiceProvider.class.getClassLoader(),
              new Class<?>[] {ServiceProvider.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("negotiating calls nothing");
              });

  // lowest, highest, requested -> wVersion, wHighVersion; the low byte is the major version
  @ParameterizedTest
  @CsvSource({
    "0x0101, 0x0101, 0x0101, 0x0101, 0x0101",
    "0x0001, 0x0001, 0x0101, 0x0001, 0x0001",
    "0x0001, 0x0101, 0x0001, 0x0001, 0x0101",
    "0x0101, 0x0101, 0x0002, 0x0101, 0x0101",
    "0x0202, 0x0202, 0x0202, 0x0202, 0x0202",
    "0x0202, 0x0202, 0x0003, 0x0202, 0x0202",
    "0x0101, 0x0202, 0x0301, 0x0301, 0x0202"
  })
  void givenRequestAtOrAboveLowest_whenNegotiated_thenLowerOfBothHighestIsChosen(
      String lowest, String highest, String requested, String version, String high) {
    StartupResult result =
        StartupResult.negotiate(
            Integer.decode(requested), Integer.decode(lowest), Integer.decode(highest), "", table);

    assertThat(result.error()).isZero();
    assertThat(result.version()).isEqualTo(Integer.decode(version));
    assertThat(result.highVersion()).isEqualTo(Integer.decode(high));
  }

  @ParameterizedTest
  @CsvSource({"0x0101, 0x0001", "0x0202, 0x0102", "0x0202, 0xFF01"})
  void givenRequestBelowLowest_whenNegotiated_thenVersionIsNotSupported(
      String lowest, String requested) {
    StartupResult result =
        StartupResult.negotiate(
            Integer.decode(requested), Integer.decode(lowest), 0x0202, "", table);

    assertThat(result.error()).isEqualTo(WsaError.WSAVERNOTSUPPORTED.code());
    assertThat(result.procTable()).isNull();
  }
}
