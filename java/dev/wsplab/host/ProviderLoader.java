package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import java.util.List;
import java.util.Optional;

/** Loads providers of the catalog, through whatever stands before them. Thread-safe. */
final class ProviderLoader {
  private final Catalog catalog;
  private final List<ProviderInterceptor> interceptors;
  private final GivenTables tables = new GivenTables();

  /** The first interceptor is the nearest to the provider. */
  ProviderLoader(Catalog catalog, List<ProviderInterceptor> interceptors) {
    this.catalog = catalog;
    this.interceptors = List.copyOf(interceptors);
  }

  /** The provider with this id, not started; empty when its module is gone. */
  Optional<ServiceProvider> load(Guid id) {
    return catalog.module(id).map(this::intercepted);
  }

  /** Where the catalog says that the module of a provider is; for messages. */
  Optional<String> path(Guid id) {
    return catalog.pathOf(id);
  }

  private ServiceProvider intercepted(ProviderModule module) {
    if (interceptors.isEmpty()) {
      return module.provider();
    }
    ServiceProvider provider = tables.nearest(module.provider());
    for (ProviderInterceptor interceptor : interceptors) {
      provider = interceptor.intercept(module.id(), module.path(), provider);
    }
    return tables.farthest(provider);
  }
}
