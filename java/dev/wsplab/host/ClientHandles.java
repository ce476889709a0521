package dev.wsplab.host;

import dev.wsplab.host.SocketEntry.Making;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.Operations;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code DuplicateHandle} and {@code CloseHandle} of what an environment owns. Thread-safe. */
public final class ClientHandles {
  private final Kernel kernel;
  private final long owner;
  private final SocketDirectory directory;
  private final Operations operations;
  private final ConfigChanges changes;
  // Ports with more than one name, by each of their names.
  private final Map<Long, PortNames> ports = new ConcurrentHashMap<>();

  // Copies of handles of WPUCreateSocketHandle, which the directory does not know.
  private final Set<Long> copies = ConcurrentHashMap.newKeySet();

  private record PortNames(PortHandle first, AtomicInteger count) {}

  ClientHandles(
      Kernel kernel,
      long owner,
      SocketDirectory directory,
      Operations operations,
      ConfigChanges changes) {
    this.kernel = kernel;
    this.owner = owner;
    this.directory = directory;
    this.operations = operations;
    this.changes = changes;
  }

  /**
   * Whether the handle is a socket of this environment, a copy of one, or a notification handle.
   * The kernel beneath would take another environment's socket for one of ours.
   *
   * @param s any handle
   * @return whether it is one of these
   */
  public boolean owns(SocketHandle s) {
    return directory.find(s) != null || copies.contains(s.value()) || changes.isOpen(s);
  }

  /**
   * One more name of a socket. A system socket can be used by each of its names (WIN-23); ws2_32
   * does not know a copy of a provider's handle.
   *
   * @param s one name of a socket
   * @return the new name, which the client closes
   * @throws KernelException 6 or 1816; for a provider's handle also 8
   */
  public SocketHandle duplicate(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    if (entry == null || entry.providerMade()) {
      return copy(s);
    }
    SocketResult made = directory.duplicate(s, Making.COPY);
    if (!made.succeeded()) {
      boolean full = made.errno() == WsaError.WSAENOBUFS.code();
      throw new KernelException(
          "DuplicateHandle",
          full ? Win32Error.ERROR_NOT_ENOUGH_QUOTA.code() : Win32Error.ERROR_INVALID_HANDLE.code());
    }
    return made.socket();
  }

  /** Of a provider's handle, of a copy, or of what is no socket at all. */
  private SocketHandle copy(SocketHandle s) {
    boolean isSocket = kernel.sockets().query(s) != null;
    if (isSocket && !owns(s)) {
      throw new KernelException("DuplicateHandle", Win32Error.ERROR_INVALID_HANDLE.code());
    }
    SocketHandle copy = kernel.duplicate(s, owner);
    if (isSocket) {
      copies.add(copy.value());
    }
    return copy;
  }

  /**
   * One more name of a port.
   *
   * @param port one name of the port
   * @return the new name, which the client closes
   * @throws KernelException 6, 8 or 1816
   */
  public synchronized PortHandle duplicate(PortHandle port) {
    PortHandle name = kernel.duplicate(port, owner);
    PortNames names =
        ports.computeIfAbsent(port.value(), value -> new PortNames(port, new AtomicInteger(1)));
    names.count().incrementAndGet();
    ports.put(name.value(), names);
    return name;
  }

  /**
   * One more name of an event.
   *
   * @param event one name of the event
   * @return the new name, which the client closes
   * @throws KernelException 6, 8 or 1816
   */
  public EventHandle duplicate(EventHandle event) {
    return kernel.duplicate(event, owner);
  }

  /**
   * One more name of a thread.
   *
   * @param thread one name of the thread, which need not run any more
   * @return the new name, which the client closes
   * @throws KernelException 6, 8 or 1816
   */
  public ThreadHandle duplicate(ThreadHandle thread) {
    return kernel.duplicate(thread, owner);
  }

  /** The name under which the operations know a port. */
  PortHandle firstName(PortHandle port) {
    @Nullable PortNames names = ports.get(port.value());
    return names == null ? port : names.first();
  }

  /**
   * Closes a name of a port. What the port's undelivered packets kept alive is let go with its last
   * name.
   *
   * @param port one name of the port
   * @return 0, or the Win32 error
   */
  public synchronized int closePort(PortHandle port) {
    int error = kernel.closeHandle(port);
    if (error != 0) {
      return error;
    }
    @Nullable PortNames names = ports.remove(port.value());
    if (names == null || names.count().decrementAndGet() == 0) {
      operations.forgetUndelivered(names == null ? port.value() : names.first().value());
    }
    return 0;
  }

  /**
   * Closes a handle of {@code WPUCreateSocketHandle}, or a copy of one, past its provider, or a
   * notification handle. The provider is not told, and what it has pending has nobody left to tell.
   *
   * @param s one name of a socket
   * @return 0, or 6 when it is none of these, or a socket of another environment
   */
  public int closePastProvider(SocketHandle s) {
    if (changes.close(s) || directory.closeProviderSocket(s)) {
      return 0;
    }
    return copies.remove(s.value())
        ? kernel.closeHandle(s)
        : Win32Error.ERROR_INVALID_HANDLE.code();
  }
}
