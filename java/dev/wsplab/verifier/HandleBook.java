package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ServiceProvider;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The socket handles that providers have made and not closed. Thread-safe. */
final class HandleBook {
  /** Where a handle comes from. */
  enum Kind {
    /** {@code WPUCreateSocketHandle}. */
    OWN,
    /** The I/O manager. */
    SYSTEM
  }

  /**
   * One handle.
   *
   * @param maker who made it
   * @param first the handle that its object was made with: another one for a duplicate
   * @param number its own number: the same value may be made again by the same provider
   */
  record Entry(
      SocketHandle handle, Kind kind, ServiceProvider maker, SocketHandle first, long number) {}

  private final AtomicLong numbers = new AtomicLong();

  private final Map<Long, Entry> open = new ConcurrentHashMap<>();
  // Who may hand it out: who made it with WPUCreateSocketHandle or passed it through
  // WPUModifyIFSHandle.
  private final Map<Long, Set<ServiceProvider>> registered = new ConcurrentHashMap<>();
  private final Map<Long, ServiceProvider> closed = new ConcurrentHashMap<>();
  private final Set<Long> closedByClient = ConcurrentHashMap.newKeySet();

  void made(SocketHandle handle, Kind kind, ServiceProvider maker, SocketHandle first) {
    closed.remove(handle.value());
    closedByClient.remove(handle.value());
    registered.remove(handle.value());
    open.put(handle.value(), new Entry(handle, kind, maker, first, numbers.incrementAndGet()));
  }

  @Nullable Entry find(SocketHandle handle) {
    return open.get(handle.value());
  }

  /** Whether it is open still. */
  boolean isOpen(Entry entry) {
    Entry found = open.get(entry.handle().value());
    return found != null && found.number() == entry.number();
  }

  void register(SocketHandle handle, ServiceProvider provider) {
    registered
        .computeIfAbsent(
            handle.value(),
            value ->
                Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>())))
        .add(provider);
  }

  boolean isRegistered(SocketHandle handle, ServiceProvider provider) {
    return registered.getOrDefault(handle.value(), Set.of()).contains(provider);
  }

  /** A handle is closed now; an entry made meanwhile under its value stays. */
  void closed(Entry entry) {
    if (open.remove(entry.handle().value(), entry)) {
      closed.put(entry.handle().value(), entry.maker());
      closedByClient.remove(entry.handle().value());
    }
  }

  /** All handles of an object. */
  List<Entry> namesOf(SocketHandle first) {
    return open.values().stream().filter(entry -> entry.first().equals(first)).toList();
  }

  /** Whether this provider had made such a handle and closed it. */
  boolean wasClosedBy(SocketHandle handle, ServiceProvider provider) {
    return closed.get(handle.value()) == provider;
  }

  void closedByClient(SocketHandle handle) {
    closedByClient.add(handle.value());
  }

  boolean isClosedByClient(SocketHandle handle) {
    return closedByClient.contains(handle.value());
  }

  /** What is open. */
  List<Entry> open() {
    return List.copyOf(open.values());
  }
}
