package dev.wsplab.conformance;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps what the topmost provider was started with, so that a scenario can start it once more.
 * Thread-safe.
 */
final class StartupCapture implements ProviderInterceptor {
  /**
   * A start-up.
   *
   * @param provider who was started
   * @param info for which entry
   * @param upcalls the table it was given
   * @param exports what ws2_32 exports
   */
  record Startup(
      ServiceProvider provider, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {}

  private final AtomicReference<@Nullable Startup> first = new AtomicReference<>();

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      public StartupResult wspStartup(
          int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
        first.compareAndSet(null, new Startup(provider, info, upcalls, exports));
        return super.wspStartup(version, info, upcalls, exports);
      }
    };
  }

  /**
   * The start-up of the topmost provider.
   *
   * @throws NotApplicableException when none was started
   */
  Startup topmost() {
    Startup captured = first.get();
    if (captured == null) {
      throw new NotApplicableException("the provider was not started");
    }
    return captured;
  }
}
