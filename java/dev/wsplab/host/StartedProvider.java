package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;

/**
 * A provider after a successful {@code WSPStartup} by the host.
 *
 * @param id its ProviderId
 * @param table the thirty functions that it gave
 */
record StartedProvider(Guid id, ServiceProvider table) {}
