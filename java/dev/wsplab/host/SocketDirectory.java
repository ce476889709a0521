package dev.wsplab.host;

import dev.wsplab.host.SocketEntry.Making;
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
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The socket handles of one environment, and whose they are. Thread-safe and without locks of its
 * own (WIN-H2).
 */
final class SocketDirectory {
  private final Kernel kernel;
  private final long owner;
  private final CompletionTiming timing;
  private final Map<Long, SocketEntry> entries = new ConcurrentHashMap<>();
  // By the name that they were made with, until they are closed for good.
  private final Map<Long, SharedObject> objects = new ConcurrentHashMap<>();
  private final AtomicLong made = new AtomicLong();

  SocketDirectory(Kernel kernel, long owner, CompletionTiming timing) {
    this.kernel = kernel;
    this.owner = owner;
    this.timing = timing;
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
      enter(s, entryId, provider, Making.PROVIDER, context);
      return SocketResult.of(s);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
  }

  SocketResult createSystemSocket(int entryId, Guid provider, boolean overlapped) {
    try {
      SocketHandle s = kernel.sockets().create(owner, Flavour.SYSTEM, entryId, 0, overlapped);
      enter(s, entryId, provider, Making.SYSTEM, 0);
      return SocketResult.of(s);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
  }

  private void enter(SocketHandle s, int entryId, Guid provider, Making making, long context) {
    SharedObject object = new SharedObject(s, provider, entryId, made.incrementAndGet());
    objects.put(s.value(), object);
    entries.put(s.value(), new SocketEntry(s, entryId, provider, making, context, object));
  }

  /**
   * One more name of a system socket; {@code WSAENOTSOCK} when it is none, {@code WSAENOBUFS} when
   * there can be no more handles.
   */
  SocketResult duplicate(SocketHandle s, Making making) {
    SocketEntry entry = entries.get(s.value());
    if (entry == null || entry.providerMade()) {
      return SocketResult.failed(WsaError.WSAENOTSOCK);
    }
    try {
      SocketHandle name = entry.object().addName(() -> enterName(s, entry, making));
      return name == null ? SocketResult.failed(WsaError.WSAENOTSOCK) : SocketResult.of(name);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
  }

  private SocketHandle enterName(SocketHandle s, SocketEntry entry, Making making) {
    SocketHandle name = kernel.duplicate(s, owner);
    entries.put(name.value(), entry.named(name, making));
    return name;
  }

  /**
   * Closes one of several names of a system socket; false when it is the only one, which stays. The
   * first name disappears here, but the shim keeps it for what is under way.
   */
  boolean closeName(SocketHandle s) {
    SocketEntry entry = entries.get(s.value());
    if (entry == null
        || entry.providerMade()
        || !entry.object().dropName(s, () -> entries.remove(s.value()))) {
      return false;
    }
    if (!s.equals(entry.object().first())) {
      kernel.closeHandle(s);
    }
    return true;
  }

  /** The name that a system socket was made with; null when it is none. */
  @Nullable SocketHandle firstName(SocketHandle s) {
    SocketEntry entry = entries.get(s.value());
    return entry == null || entry.providerMade() ? null : entry.object().first();
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

  /**
   * Closes a handle that a provider made; false when it is not one. What was completed on it before
   * is told before it is gone (DEC-2).
   */
  boolean closeProviderSocket(SocketHandle s) {
    SocketEntry entry = entries.get(s.value());
    if (entry == null || !entry.providerMade()) {
      return false;
    }
    objects.remove(s.value());
    boolean mine = entries.remove(s.value(), entry);
    timing.finish(s);
    return mine && kernel.closeHandle(s) == 0;
  }

  /** Closes a system socket with its last name; false when it is none, or is closed. */
  boolean closeSystemSocket(SocketHandle first) {
    SharedObject object = objects.get(first.value());
    SocketEntry entry = entries.get(first.value());
    if (object == null || entry != null && entry.providerMade()) {
      return false;
    }
    if (!objects.remove(first.value(), object)) {
      return false; // somebody else has just closed it
    }
    // The last one to be closed may be another than the first.
    for (SocketHandle name : object.close()) {
      entries.remove(name.value());
      if (!name.equals(first)) {
        kernel.closeHandle(name);
      }
    }
    return kernel.closeHandle(first) == 0;
  }

  /** A client has associated the handle with a port. */
  void associated(SocketHandle s, PortHandle port) {
    SocketEntry entry = entries.get(s.value());
    if (entry != null) {
      entry.object().associatedWith(port.value());
    }
  }

  /** The port a client associated the handle with, 0 for none. */
  long portOf(SocketHandle first) {
    SharedObject object = objects.get(first.value());
    return object == null ? 0 : object.port();
  }

  void clear() {
    entries.clear();
    objects.clear();
  }
}
