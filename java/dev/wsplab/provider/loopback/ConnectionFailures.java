package dev.wsplab.provider.loopback;

import dev.wsplab.spi.WsaError;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Which connections fail, and how; decided before the provider starts. */
final class ConnectionFailures {
  /** Never reset. */
  static final long NEVER = Long.MAX_VALUE;

  /** No answer ever comes: no Winsock error has this number. */
  static final int NO_ANSWER = -1;

  private final Map<Endpoint, Integer> connects = new HashMap<>();
  private final Map<Endpoint, Long> resets = new HashMap<>();

  ConnectionFailures() {}

  /** A copy that nobody changes. */
  ConnectionFailures(ConnectionFailures other) {
    connects.putAll(other.connects);
    resets.putAll(other.resets);
  }

  void connect(Endpoint to, int error) {
    connects.put(to, error);
  }

  void connect(Endpoint to, WsaError error) {
    connect(to, error.code());
  }

  void resetAfter(Endpoint to, long bytes) {
    resets.put(to, bytes);
  }

  /** How connecting ends: 0, an error, or {@link #NO_ANSWER}. */
  int connectError(Endpoint to) {
    return find(connects, to, 0);
  }

  /** After how many bytes a connection is reset. */
  long bytesUntilReset(Endpoint to) {
    return find(resets, to, NEVER);
  }

  /** One for the port comes before one for all ports, which is port 0. */
  private static <T> T find(Map<Endpoint, T> rules, Endpoint to, T otherwise) {
    @Nullable T exact = rules.get(to);
    if (exact != null) {
      return exact;
    }
    return rules.getOrDefault(to.withPort(0), otherwise);
  }
}
