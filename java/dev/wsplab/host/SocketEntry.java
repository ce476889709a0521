package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Guid;

/**
 * What the host knows of a socket handle besides what the shim keeps.
 *
 * @param handle the handle
 * @param catalogEntryId the entry it was made, or last modified, with (CAT-SEL-7)
 * @param owner that entry's provider
 * @param making where it comes from
 * @param context what the provider gave with it
 * @param object what it shares with other names of the same socket
 */
record SocketEntry(
    SocketHandle handle,
    int catalogEntryId,
    Guid owner,
    Making making,
    long context,
    SharedObject object) {

  /** Where a handle comes from. */
  enum Making {
    /** {@code WPUCreateSocketHandle}. */
    PROVIDER,
    /** A base provider: a system (IFS) handle. */
    SYSTEM,
    /**
     * {@code DuplicateHandle} of a system handle: ws2_32 does not know it, and finds its provider
     * by asking (CLI-2).
     */
    COPY
  }

  boolean providerMade() {
    return making == Making.PROVIDER;
  }

  /** Whether ws2_32 has to ask whose it is. */
  boolean isCopy() {
    return making == Making.COPY;
  }

  SocketEntry modifiedBy(int entryId, Guid newOwner) {
    return new SocketEntry(handle, entryId, newOwner, making, context, object);
  }

  /** Another name of the same socket. */
  SocketEntry named(SocketHandle name, Making how) {
    return new SocketEntry(name, catalogEntryId, owner, how, context, object);
  }
}
