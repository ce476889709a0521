package dev.wsplab.forefront;

import dev.wsplab.kernel.SocketHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The one completion port of a service (FWX-6). Thread-safe. */
interface ServicePort extends AutoCloseable {
  /**
   * Takes the oldest packet.
   *
   * @param timeoutMillis 0 does not wait, -1 waits for ever
   * @return null when the time is over, or when the port was closed
   */
  @Nullable Packet take(int timeoutMillis);

  /** Queues a packet. */
  void post(Packet packet);

  /** The handle's value: the system's own on Windows. */
  long value();

  /** How many packets are queued. */
  int depth();

  /** Lets the completions of a socket come here. */
  void associate(SocketHandle socket, long key);

  @Override
  void close();
}
