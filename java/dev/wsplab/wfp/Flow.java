package dev.wsplab.wfp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An authorized flow (WFP-89). Thread-safe. */
final class Flow {
  static final int FIRST_INTERFACE = 1;

  private record Place(FwpsLayer layer, int calloutId) {}

  private final long id;
  private final AleOperation origin;
  private final FwpDirection direction;
  private final FwpsLayer layer;
  private final Map<Place, Long> contexts = new ConcurrentHashMap<>();
  private volatile int reason;
  private volatile int arrivalInterface = FIRST_INTERFACE;
  private volatile long lastUsed;
  private volatile boolean owesFirst;

  /**
   * Begins one.
   *
   * @param origin what was permitted
   * @param direction of its first packet (WFP-92)
   * @param layer that has authorized it
   */
  Flow(long id, AleOperation origin, FwpDirection direction, FwpsLayer layer, long now) {
    this.id = id;
    this.origin = origin;
    this.direction = direction;
    this.layer = layer;
    this.lastUsed = now;
  }

  long id() {
    return id;
  }

  AleOperation origin() {
    return origin;
  }

  AleRequest request() {
    return origin.request();
  }

  FwpDirection direction() {
    return direction;
  }

  FwpsLayer layer() {
    return layer;
  }

  /** Why its next packet is judged again; 0 when it need not be (WFP-65). */
  int reauthorizeReason() {
    return reason;
  }

  void reauthorize(int because) {
    reason = because;
  }

  void authorized() {
    reason = 0;
  }

  int arrivalInterface() {
    return arrivalInterface;
  }

  void arrivalInterface(int index) {
    arrivalInterface = index;
  }

  long lastUsed() {
    return lastUsed;
  }

  void used(long now) {
    lastUsed = now;
  }

  /** Whether its first datagram was thrown away, and nobody has sent it again (WFP-50). */
  boolean owesFirst() {
    return owesFirst;
  }

  void owesFirst(boolean owes) {
    owesFirst = owes;
  }

  long context(FwpsLayer at, int calloutId) {
    return contexts.getOrDefault(new Place(at, calloutId), 0L);
  }

  boolean associate(FwpsLayer at, int calloutId, long context) {
    return contexts.putIfAbsent(new Place(at, calloutId), context) == null;
  }

  /** Takes a context away; 0 when there is none. */
  long removeContext(FwpsLayer at, int calloutId) {
    Long removed = contexts.remove(new Place(at, calloutId));
    return removed == null ? 0 : removed;
  }

  boolean hasContextOf(int calloutId) {
    return contexts.keySet().stream().anyMatch(place -> place.calloutId() == calloutId);
  }

  /** A context with its place. */
  record Context(FwpsLayer layer, int calloutId, long value) {}

  /** Takes all contexts away. */
  List<Context> takeContexts() {
    List<Context> taken = new ArrayList<>();
    for (Place place : List.copyOf(contexts.keySet())) {
      Long value = contexts.remove(place);
      if (value != null) {
        taken.add(new Context(place.layer(), place.calloutId(), value));
      }
    }
    return taken;
  }

  @Override
  public String toString() {
    return "flow " + id + " " + request().local() + " " + request().remote();
  }
}
