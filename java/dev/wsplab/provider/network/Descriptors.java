package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The handles of one socket: a system handle, whatever other names it has; or the provider's own
 * ones, one more for each duplicate (WPU-GEN-5, WSP-DUP-1). Thread-safe.
 */
final class Descriptors {
  private final SocketIo socketIo;
  private final HandleUses all;
  // Guarded by this.
  private final Map<SocketHandle, HandleUse> open = new LinkedHashMap<>();
  private volatile SocketHandle first = SocketHandle.INVALID;

  Descriptors(SocketIo socketIo, HandleUses all) {
    this.socketIo = socketIo;
    this.all = all;
  }

  /** The socket has one more handle. */
  synchronized void add(SocketHandle made) {
    open.put(made, new HandleUse(socketIo, made, all));
    if (open.size() == 1) {
      first = made;
    }
  }

  /** The oldest of them. */
  SocketHandle first() {
    return first;
  }

  /** Who needs this one, or null: it is none of them. */
  synchronized @Nullable HandleUse find(SocketHandle handle) {
    return open.get(handle);
  }

  /** All of them. */
  synchronized List<SocketHandle> all() {
    return List.copyOf(open.keySet());
  }

  /** Takes one of several away; null when it is the last one, or none of them (WSP-CLOSE-7). */
  synchronized @Nullable HandleUse removeUnlessLast(SocketHandle handle) {
    HandleUse removed = open.size() > 1 ? open.remove(handle) : null;
    if (removed != null) {
      first = open.keySet().iterator().next();
    }
    return removed;
  }

  /** The open socket no longer needs any of them. */
  void releaseAll() {
    List<HandleUse> uses;
    synchronized (this) {
      uses = List.copyOf(open.values());
    }
    uses.forEach(HandleUse::release);
  }
}
