package dev.wsplab.conformance;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
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

  /** What is tried. */
  static final String FUNCTION = "WSPStartup";

  private static final String REMEDY =
      "; expected 0, and version 2.2 with a table of thirty functions (WSP-START-2)."
          + " Look at what it needs before it succeeds: a file, a setting, a provider below";

  private final AtomicReference<@Nullable Startup> first = new AtomicReference<>();
  private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      public StartupResult wspStartup(
          int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
        boolean isTopmost =
            first.compareAndSet(null, new Startup(provider, info, upcalls, exports));
        try {
          StartupResult result = super.wspStartup(version, info, upcalls, exports);
          refusal.compareAndSet(null, isTopmost ? refusal(result) : null);
          return result;
        } catch (RuntimeException | Error e) {
          refusal.compareAndSet(null, isTopmost ? FUNCTION + " throws " + e + REMEDY : null);
          throw e;
        }
      }
    };
  }

  private static @Nullable String refusal(StartupResult result) {
    if (result.error() != 0) {
      String reason = result.description().isEmpty() ? "" : " (" + result.description() + ")";
      return FUNCTION + " gives " + Calls.describe(result.error()) + reason + REMEDY;
    }
    return result.version() == Winsock2.VERSION_2_2
        ? null
        : String.format("%s answers version 0x%04x%s", FUNCTION, result.version(), REMEDY);
  }

  /** Why the topmost provider did not start; empty when it did, or was not asked to. */
  String refusal() {
    String text = refusal.get();
    return text == null ? "" : text;
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
