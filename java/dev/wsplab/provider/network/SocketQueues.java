package dev.wsplab.provider.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * The queues of a socket: what waits to receive or to accept, what waits to send or to connect,
 * what waits for urgent data, what waits for other addresses of the machine. Guarded by the lock of
 * the socket, save {@link #drain}.
 */
final class SocketQueues {
  private final OperationQueue in;
  private final OperationQueue out;
  private final OperationQueue urgent;
  private final OperationQueue addresses;

  SocketQueues(Lock lock) {
    this.in = new OperationQueue(lock);
    this.out = new OperationQueue(lock);
    this.urgent = new OperationQueue(lock);
    this.addresses = new OperationQueue(lock);
  }

  OperationQueue in() {
    return in;
  }

  OperationQueue out() {
    return out;
  }

  OperationQueue urgent() {
    return urgent;
  }

  OperationQueue addresses() {
    return addresses;
  }

  /** Lets those get on whose direction may have become ready. */
  void progress(boolean readable, boolean writable, boolean exceptional) {
    if (readable) {
      in.progress();
    }
    if (writable) {
      out.progress();
    }
    if (exceptional) {
      urgent.progress();
    }
  }

  /** Tells the waiters of what has ended. Called without the lock. */
  void drain() {
    in.drain();
    out.drain();
    urgent.drain();
    addresses.drain();
  }

  /** Ends everything that waits; {@link #drain} afterwards. Whether anything waited to be sent. */
  boolean endAll(Outcome how) {
    in.endAll(how);
    urgent.endAll(how);
    addresses.endAll(how);
    return out.endAll(how);
  }

  /** Takes everything out that waits. */
  List<PendingOperation> withdrawAll() {
    List<PendingOperation> all = new ArrayList<>(in.withdrawAll());
    all.addAll(out.withdrawAll());
    all.addAll(urgent.withdrawAll());
    all.addAll(addresses.withdrawAll());
    return all;
  }
}
