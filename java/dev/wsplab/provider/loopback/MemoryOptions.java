package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.SocketOption;
import java.util.EnumMap;
import java.util.Map;

/** Options of a socket in memory. Guarded by the lock of the network. */
final class MemoryOptions {
  private static final int BUFFER = 65_536;

  private final Map<SocketOption, Integer> values = new EnumMap<>(SocketOption.class);

  MemoryOptions() {
    values.put(SocketOption.SEND_BUFFER, BUFFER);
    values.put(SocketOption.RECEIVE_BUFFER, BUFFER);
    values.put(SocketOption.IPV6_ONLY, 1);
  }

  /** What a connection has of its listener. */
  MemoryOptions copy() {
    MemoryOptions copy = new MemoryOptions();
    copy.values.putAll(values);
    return copy;
  }

  int get(SocketOption option) {
    return values.getOrDefault(option, 0);
  }

  void set(SocketOption option, int value) {
    values.put(option, value);
  }

  /** Bytes that wait here until the receiver has room; 0 makes each send wait for that. */
  int sendBuffer() {
    return get(SocketOption.SEND_BUFFER);
  }

  /** Bytes that wait here until they are received; no less than one, or nothing would ever come. */
  int receiveBuffer() {
    return Math.max(1, get(SocketOption.RECEIVE_BUFFER));
  }

  /** {@code SO_RCVBUF} 0: what comes waits at its sender, but for the byte that makes it known. */
  boolean isUnbuffered() {
    return get(SocketOption.RECEIVE_BUFFER) == 0;
  }

  boolean wantsUrgentInline() {
    return get(SocketOption.URGENT_INLINE) != 0;
  }

  boolean isIpv6Only() {
    return get(SocketOption.IPV6_ONLY) != 0;
  }
}
