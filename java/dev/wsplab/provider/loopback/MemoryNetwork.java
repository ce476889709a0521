package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.GuardedMemory;
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
  private final ConnectionFailures failures;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final PortTable ports = new PortTable();
  private final ReadyChanges changes = new ReadyChanges();

  MemoryNetwork(GuardedMemory memory, ConnectionFailures failures) {
    this.memory = memory;
    this.failures = failures;
  }

  @Override
  public Opened open(int family, int type, int protocol) {
    return type == Winsock2.SOCK_STREAM
        ? new Opened(0, new MemorySocket(this, family))
        : new Opened(WsaError.WSAESOCKTNOSUPPORT.code(), null);
  }

  @Override
  public void tellReady(boolean beforeWait) {
    changes.tell(beforeWait);
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
