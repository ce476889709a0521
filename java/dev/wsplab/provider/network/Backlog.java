package dev.wsplab.provider.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a listener holds besides the system's own queue. Guarded by the lock of the listener. */
final class Backlog {
  // Accepted from the system, but deferred by a condition function or not taken after all
  // (WSP-ACCEPT-1).
  private final Deque<NetworkSocket> returned = new ArrayDeque<>();
  // AcceptEx requests that have their connection and wait for data on it.
  private final Map<TcpSocket, PendingOperation> waitingForData = new LinkedHashMap<>();

  /** Puts a connection back; it is the next to be accepted. */
  void putBack(NetworkSocket connection) {
    returned.addFirst(connection);
  }

  /** Takes a connection that was put back, or null. */
  @Nullable NetworkSocket take() {
    return returned.poll();
  }

  void addWaitingForData(TcpSocket accepting, PendingOperation forData) {
    waitingForData.put(accepting, forData);
  }

  void removeWaitingForData(TcpSocket accepting) {
    waitingForData.remove(accepting);
  }

  /** The accepting sockets and, in their queues, what waits for data. */
  Map<TcpSocket, PendingOperation> waitingForData() {
    return Map.copyOf(waitingForData);
  }

  /** Ends the connections that nobody took, as a system does with its own queue. */
  void resetAll() {
    for (NetworkSocket connection : returned) {
      connection.reset();
    }
    returned.clear();
  }
}
