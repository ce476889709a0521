package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.ConnectionGate;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connect that waits at the gate of a listener. Guarded by the lock of the network, save what the
 * gate calls, which takes it.
 */
final class WaitingConnect implements ConnectionGate.Arrival {
  private final MemoryNetwork network;
  private final MemorySocket client;
  private final MemorySocket target;
  private final Endpoint from;
  private final Endpoint to;
  private boolean over;
  private boolean givenUp;
  private @Nullable Runnable withdrawal;

  WaitingConnect(
      MemoryNetwork network, MemorySocket client, MemorySocket target, Endpoint from, Endpoint to) {
    this.network = network;
    this.client = client;
    this.target = target;
    this.from = from;
    this.to = to;
  }

  /** Goes to the gate. Without the lock. */
  void arrive(ConnectionGate gate) {
    int family = target.family();
    Runnable made = gate.arrives(to.toSockaddr(family), from.toSockaddr(family), this);
    boolean tooLate;
    network.lock().lock();
    try {
      withdrawal = made;
      tooLate = givenUp;
    } finally {
      network.lock().unlock();
    }
    if (tooLate) {
      made.run();
    }
  }

  @Override
  public boolean permit() {
    network.lock().lock();
    try {
      if (!end()) {
        return false;
      }
      boolean reached = network.ports().listener(to) == target;
      if (reached) {
        client.permitted(target, from, to);
      } else {
        client.blocked(WsaError.WSAECONNREFUSED.code()); // the listener was closed meanwhile
      }
      return reached;
    } finally {
      network.lock().unlock();
    }
  }

  @Override
  public void block(int error) {
    network.lock().lock();
    try {
      if (end()) {
        client.blocked(error);
      }
    } finally {
      network.lock().unlock();
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    target.leftGate();
    return true;
  }

  /** The client is closed. */
  void giveUp() {
    if (!end()) {
      return;
    }
    givenUp = true;
    Runnable known = withdrawal;
    if (known != null) {
      network.later().add(known);
    }
  }
}
