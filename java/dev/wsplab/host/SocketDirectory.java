package dev.wsplab.host;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects.Flavour;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The socket handles of one environment, and whose they are. Thread-safe and without locks of its
 * own (WIN-H2).
 */
final class SocketDirectory {
  private final Kernel kernel;
  private final long owner;
  private final Map<Long, SocketEntry> entries = new ConcurrentHashMap<>();

  SocketDirectory(Kernel kernel, long owner) {
    this.kernel = kernel;
    this.owner = owner;
  }

  @Nullable SocketEntry find(SocketHandle s) {
    return entries.get(s.value());
  }

  /** WPU-CREATE-1, WPU-CREATE-7: a new handle that belongs to the entry's provider. */
  SocketResult createProviderSocket(int entryId, Guid provider, long context) {
    try {
      // A provider socket is made for overlapped use: the port belongs to this handle
      // (WPU-CREATE-2, WPU-CREATE-5).
      SocketHandle s = kernel.sockets().create(owner, Flavour.PROVIDER, entryId, context, true);
      entries.put(s.value(), new SocketEntry(s, entryId, provider, true, context, 0));
      return SocketResult.of(s);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
  }

  SocketResult createSystemSocket(int entryId, Guid provider, boolean overlapped) {
    try {
      SocketHandle s = kernel.sockets().create(owner, Flavour.SYSTEM, entryId, 0, overlapped);
      entries.put(s.value(), new SocketEntry(s, entryId, provider, false, 0, 0));
      return SocketResult.of(s);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
  }

  /**
   * WPU-IFS-3: calls on this system handle now go to another entry's provider. False when it is no
   * system handle.
   */
  boolean modify(SocketHandle s, int entryId, Guid provider) {
    SocketEntry changed =
        entries.computeIfPresent(
            s.value(),
            (value, entry) -> entry.providerMade() ? entry : entry.modifiedBy(entryId, provider));
    return changed != null
        && !changed.providerMade()
        && kernel.sockets().setCatalogEntry(s, entryId) == 0;
  }

  /** Closes a handle of the given making; false when it is not one. */
  boolean close(SocketHandle s, boolean providerMade) {
    SocketEntry entry = entries.get(s.value());
    if (entry == null || entry.providerMade() != providerMade) {
      return false;
    }
    return entries.remove(s.value(), entry) && kernel.closeHandle(s) == 0;
  }

  /** A client has associated the handle with a port. */
  void associated(SocketHandle s, PortHandle port) {
    entries.computeIfPresent(s.value(), (value, entry) -> entry.associatedWith(port.value()));
  }

  /** The port a client associated the handle with, 0 for none. */
  long portOf(SocketHandle s) {
    SocketEntry entry = entries.get(s.value());
    return entry == null ? 0 : entry.port();
  }

  int size() {
    return entries.size();
  }

  void clear() {
    entries.clear();
  }
}
