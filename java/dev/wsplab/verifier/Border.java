package dev.wsplab.verifier;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Ws2Exports;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the verifier knows of one provider, however often it is loaded: its functions, its sockets,
 * how often it was started. Thread-safe.
 */
final class Border {
  private final String name;
  private final boolean hosted;
  private final Kernel kernel = Kernel.get();
  private final Map<Long, Boolean> overlapped = new ConcurrentHashMap<>();
  private final Set<Long> closed = ConcurrentHashMap.newKeySet();
  private final Set<Long> networkEvents = ConcurrentHashMap.newKeySet();
  private final AtomicLong apcsQueued = new AtomicLong();
  private final AtomicLong apcsRun = new AtomicLong();
  private volatile @Nullable ServiceProvider table;
  private volatile @Nullable Ws2Exports exports;
  private int started;
  private boolean ended;

  /**
   * Makes one.
   *
   * @param hosted whether the provider is in a native module
   */
  Border(String name, boolean hosted) {
    this.name = name;
    this.hosted = hosted;
  }

  /** Whether the provider is in a native module. */
  boolean isHosted() {
    return hosted;
  }

  /** Its path in the catalog, which names it in reports. */
  String name() {
    return name;
  }

  Kernel kernel() {
    return kernel;
  }

  // ---- start and end

  synchronized void started(ServiceProvider functions, Ws2Exports given) {
    table = functions;
    exports = given;
    started++;
    ended = false;
  }

  /** Whether the next {@code WSPCleanup} is the final one. */
  synchronized boolean isLastStart() {
    return started == 1;
  }

  synchronized void cleanedUp() {
    started = Math.max(0, started - 1);
    ended = started == 0;
  }

  synchronized boolean isStarted() {
    return started > 0;
  }

  /** Whether its final {@code WSPCleanup} has returned. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /** Its functions; null before it was started. */
  @Nullable ServiceProvider table() {
    return table;
  }

  // ---- sockets

  void made(SocketHandle s, boolean overlappedAttribute) {
    overlapped.put(s.value(), overlappedAttribute);
  }

  /** A handle value that came back means another socket. */
  void handleMade(SocketHandle s) {
    closed.remove(s.value());
  }

  void handleClosed(SocketHandle s) {
    closed.add(s.value());
    overlapped.remove(s.value());
  }

  boolean isHandleClosed(SocketHandle s) {
    return closed.contains(s.value());
  }

  /** Whether the socket has the overlapped attribute (WSP-SOCKET-2). */
  boolean isOverlapped(SocketHandle s) {
    Boolean known = overlapped.get(s.value());
    if (known != null) {
      return known;
    }
    SocketInfo info = kernel.sockets().query(s);
    return info == null || info.overlapped();
  }

  /** The handle that stands for a socket: the first name of a system socket, else itself. */
  long firstName(SocketHandle s) {
    SocketHandle first = systemName(s);
    return first == null ? s.value() : first.value();
  }

  /** Whether it is a system handle, which may be one of several names. */
  boolean isSystem(SocketHandle s) {
    return systemName(s) != null;
  }

  private @Nullable SocketHandle systemName(SocketHandle s) {
    Ws2Exports given = exports;
    return given == null ? null : given.systemIo().firstName(s);
  }

  // ---- events and APCs

  void usesForNetworkEvents(long event) {
    networkEvents.add(event);
  }

  boolean isForNetworkEvents(long event) {
    return networkEvents.contains(event);
  }

  void apcQueued() {
    apcsQueued.incrementAndGet();
  }

  void apcRun() {
    apcsRun.incrementAndGet();
  }

  /** How many APCs it has queued. */
  long apcsQueued() {
    return apcsQueued.get();
  }

  /** Whether an APC of it is still on its way. */
  boolean hasApcUnderWay() {
    return apcsQueued.get() > apcsRun.get();
  }
}
