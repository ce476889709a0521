package dev.wsplab.wfp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How packets that are injected reach flows of real sockets. Thread-safe. */
final class RealFlows {
  /** Takes a packet into a real flow. */
  @FunctionalInterface
  interface Sink {
    /** Takes its payload; a Winsock error, 0 for none. */
    int inject(byte[] payload);
  }

  private record Way(AleRequest key, FwpDirection direction) {}

  private final Map<Way, Sink> sinks = new ConcurrentHashMap<>();

  void put(AleRequest request, FwpDirection direction, Sink sink) {
    sinks.put(new Way(request.flowKey(), direction), sink);
  }

  void remove(AleRequest endpoint) {
    AleRequest key = endpoint.flowKey().to(null);
    sinks.keySet().removeIf(way -> way.key().to(null).equals(key));
  }

  /** Whether the packet is one of a real flow, and was taken there. */
  boolean inject(WirePacket packet, FwpDirection direction) {
    @Nullable Sink sink = sinks.get(new Way(packet.request().flowKey(), direction));
    return sink != null && sink.inject(packet.payload()) == 0;
  }
}
