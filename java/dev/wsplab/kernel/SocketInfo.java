package dev.wsplab.kernel;

import dev.wsplab.kernel.SocketObjects.Flavour;

/**
 * What a socket handle stands for.
 *
 * @param flavour made by a provider, or a system handle
 * @param catalogEntry the catalog entry it belongs to
 * @param context the provider's own number
 * @param modes notification modes set so far
 * @param overlapped whether it was opened for overlapped use
 * @param associated whether it is associated with a port
 * @param reserved packets set aside and not yet used
 * @param key completion key of the association
 * @param owner environment that owns the handle
 * @param objectId the same for all names of one object
 */
public record SocketInfo(
    Flavour flavour,
    int catalogEntry,
    long context,
    int modes,
    boolean overlapped,
    boolean associated,
    int reserved,
    long key,
    long owner,
    long objectId) {}
