package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Upcalls;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The system handles that an IFS layer has captured, and what lies below each. A socket has several
 * names (WIN-23), so it is kept by its first. Thread-safe.
 */
final class CapturedSockets {
  private static final int FIRST_SWEEP = 64;

  private final Upcalls upcalls;
  private final SystemIo systemIo;
  private final SocketObjects objects;
  private final Map<SocketHandle, LayeredSocket> byFirstName = new ConcurrentHashMap<>();
  private volatile int sweepAt = FIRST_SWEEP;

  CapturedSockets(Upcalls upcalls, SystemIo systemIo, SocketObjects objects) {
    this.upcalls = upcalls;
    this.systemIo = systemIo;
    this.objects = objects;
  }

  /** WPU-IFS-3: calls on the handle come to the layer from now on. Fails for no system handle. */
  SocketResult capture(
      ServiceProvider lower, SocketHandle handle, int ownEntry, boolean overlapped) {
    SocketResult modified = upcalls.wpuModifyIFSHandle(ownEntry, handle);
    if (!modified.succeeded()) {
      return modified;
    }
    SocketHandle first = firstName(modified.socket());
    byFirstName.put(first, LayeredSocket.captured(lower, modified.socket(), ownEntry, overlapped));
    sweep();
    return modified;
  }

  /** The socket behind one of its names, or null. */
  @Nullable LayeredSocket find(SocketHandle s) {
    if (byFirstName.isEmpty()) {
      return null;
    }
    SocketHandle first = systemIo.firstName(s);
    LayeredSocket socket = first == null ? null : byFirstName.get(first);
    return socket == null ? null : socket.byName(s);
  }

  /** {@code WSPCloseSocket} of one name. */
  CallResult close(LayeredSocket socket) {
    SocketHandle first = firstName(socket.lowerHandle());
    CallResult closed = socket.lower().wspCloseSocket(socket.lowerHandle());
    if (closed.succeeded() && objects.query(first) == null) {
      byFirstName.remove(first);
    }
    return closed;
  }

  /** The layer ends. */
  void clear() {
    byFirstName.clear();
  }

  /** How many are kept, for tests. */
  int size() {
    return byFirstName.size();
  }

  // CloseHandle passes a layer by (WPU-IFS-4), and a handle may stay open a little after its close.
  private void sweep() {
    if (byFirstName.size() >= sweepAt) {
      byFirstName.keySet().removeIf(first -> objects.query(first) == null);
      sweepAt = Math.max(FIRST_SWEEP, 2 * byFirstName.size());
    }
  }

  private SocketHandle firstName(SocketHandle name) {
    SocketHandle first = systemIo.firstName(name);
    return first == null ? name : first;
  }
}
