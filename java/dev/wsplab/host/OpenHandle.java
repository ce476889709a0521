package dev.wsplab.host;

import dev.wsplab.kernel.Handle;
import dev.wsplab.operation.Place;

/**
 * A handle that the client has made and not closed.
 *
 * @param handle which
 * @param function the function that made it, by its name in Microsoft's documentation
 * @param place where that was called
 */
public record OpenHandle(Handle handle, String function, Place place) {}
