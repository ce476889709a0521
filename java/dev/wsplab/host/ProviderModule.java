package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;

/**
 * An installed provider: what a DLL is in the catalog.
 *
 * @param id its ProviderId
 * @param path what {@code WSCGetProviderPath} gives, unexpanded (WPU-PATH-1)
 * @param provider what loading that path gives
 */
record ProviderModule(Guid id, String path, ServiceProvider provider) {}
