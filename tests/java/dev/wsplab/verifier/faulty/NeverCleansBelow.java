package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.verifier.Check;
import java.util.Optional;

/** A layer that does not end the provider below (WSP-START-7). */
@Breaks(Check.STARTUP_WITHOUT_CLEANUP)
public final class NeverCleansBelow extends LayeredProvider {

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    return super.wspStartup(versionRequested, protocolInfo, upcalls, new Loading(exports));
  }

  /** Its cleaning up below. */
  private static final class Loading extends ForwardingExports {
    Loading(Ws2Exports exports) {
      super(exports);
    }

    @Override
    public Optional<ServiceProvider> loadProvider(Guid providerId) {
      return super.loadProvider(providerId).map(Loading::below);
    }

    private static ServiceProvider below(ServiceProvider provider) {
      return new ForwardingProvider(provider) {
        @Override
        public CallResult wspCleanup() {
          return CallResult.OK;
        }
      };
    }
  }
}
