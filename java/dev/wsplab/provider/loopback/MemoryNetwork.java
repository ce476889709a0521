package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.provider.network.LaterCalls;
import dev.wsplab.provider.network.Network;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network in memory. It has one lock, which guards its sockets, connections and ports, and no
 * thread: who makes a socket ready tells it. Thread-safe.
 */
final class MemoryNetwork implements Network {
  private final GuardedMemory memory;

  /** The one interface that there is. */
  static final int INTERFACE = 1;

  private final ConnectionFailures failures;
  private final DatagramFaults faults;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final PortTable ports = new PortTable();
  private final PortTable datagramPorts = new PortTable();
  private final ReadyChanges changes = new ReadyChanges();
  private final LaterCalls later = new LaterCalls();

  MemoryNetwork(GuardedMemory memory, ConnectionFailures failures, DatagramFaults faults) {
    this.faults = faults;
    this.memory = memory;
    this.failures = failures;
  }

  @Override
  public Opened open(int family, int type, int protocol) {
    return switch (type) {
      case Winsock2.SOCK_STREAM -> new Opened(0, new MemorySocket(this, family));
      case Winsock2.SOCK_DGRAM -> new Opened(0, new MemoryDatagramSocket(this, family));
      default -> new Opened(WsaError.WSAESOCKTNOSUPPORT.code(), null);
    };
  }

  @Override
  public void tellReady(boolean beforeWait) {
    boolean more = true;
    while (more) {
      changes.tell(beforeWait);
      more = later.run(beforeWait);
    }
  }

  /** What a thread is to call when it no longer has the lock. */
  LaterCalls later() {
    return later;
  }

  /** Nothing is left when the sockets have been closed. */
  @Override
  public void close() {}

  GuardedMemory memory() {
    return memory;
  }

  ConnectionFailures failures() {
    return failures;
  }

  DatagramFaults faults() {
    return faults;
  }

  /** The ports of datagram sockets, which are others than those of streams. Guarded by the lock. */
  PortTable datagramPorts() {
    return datagramPorts;
  }

  ReentrantLock lock() {
    return lock;
  }

  /** Is signalled when what was sent has arrived, or a connection was reset. */
  Condition moved() {
    return moved;
  }

  /** Guarded by the lock. */
  PortTable ports() {
    return ports;
  }

  ReadyChanges changes() {
    return changes;
  }
}
