package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.spi.BadAddressWatch;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Ws2Exports;
import java.util.Optional;

/**
 * Addresses that a provider in a native module gives to upcalls and where nothing is (WPU-GEN-6). A
 * provider in Java passes none. Thread-safe.
 */
final class BadAddressCheck implements ProviderInterceptor {
  private final CallFindings findings;

  BadAddressCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    BadAddressWatch watch =
        (function, parameter, address) ->
            findings.report(
                Check.BAD_ADDRESS,
                name,
                function + ": " + parameter + " is an address that can be read and written",
                parameter + ": nothing is at 0x" + Long.toHexString(address));
    return new ForwardingProvider(provider) {
      @Override
      protected Ws2Exports exportsFor(Ws2Exports exports) {
        return new ForwardingExports(exports) {
          @Override
          public Optional<BadAddressWatch> badAddressWatch() {
            return Optional.of(watch);
          }
        };
      }
    };
  }
}
