package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;

/**
 * Stands between a provider and whoever loads it, ws2_32 or the layer above: sees what they call,
 * and what the provider calls, and may change it. Most return a {@code ForwardingProvider}.
 * Thread-safe.
 */
@FunctionalInterface
public interface ProviderInterceptor {
  /**
   * Called each time a provider is loaded, also by a layer that only looks for itself in the
   * catalog: what is kept per provider belongs to its start, not to this call.
   *
   * @param id its ProviderId
   * @param name its path in the catalog, which names it in reports
   * @param provider the provider, not started
   * @return what the loader gets; its {@code origin()} must be the provider's
   */
  ServiceProvider intercept(Guid id, String name, ServiceProvider provider);
}
