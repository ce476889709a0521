package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Guid;

/**
 * What the host knows of a socket handle besides what the shim keeps.
 *
 * @param handle the handle
 * @param catalogEntryId the entry it was made, or last modified, with (CAT-SEL-7)
 * @param owner that entry's provider
 * @param providerMade true for {@code WPUCreateSocketHandle}, false for a system (IFS) handle
 * @param context what the provider gave with it
 * @param port value of the port handle a client associated it with, 0 for none
 */
record SocketEntry(
    SocketHandle handle,
    int catalogEntryId,
    Guid owner,
    boolean providerMade,
    long context,
    long port) {

  SocketEntry modifiedBy(int entryId, Guid newOwner) {
    return new SocketEntry(handle, entryId, newOwner, providerMade, context, port);
  }

  SocketEntry associatedWith(long portHandle) {
    return new SocketEntry(handle, catalogEntryId, owner, providerMade, context, portHandle);
  }
}
