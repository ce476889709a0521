package dev.wsplab.wfp;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The flows of one engine, and what is on its way to be one. Thread-safe. */
final class Flows {
  private final FilterEngine engine;
  private final AtomicLong ids = new AtomicLong(0x500);
  private final AtomicLong skipped = new AtomicLong();
  private final Map<AleRequest, Flow> flows = new ConcurrentHashMap<>();
  private final Map<AleRequest, AleOperation> authorizing = new ConcurrentHashMap<>();
  private final Set<Flow> owing = ConcurrentHashMap.newKeySet();

  Flows(FilterEngine engine) {
    this.engine = engine;
  }

  /** The flow of a tuple; null when there is none, or it has been idle for too long (WFP-90). */
  @Nullable Flow find(AleRequest request) {
    Flow flow = flows.get(request.flowKey());
    if (flow != null && isIdle(flow)) {
      end(flow, "idle");
      return null;
    }
    return flow;
  }

  @Nullable Flow byId(long id) {
    return flows.values().stream().filter(flow -> flow.id() == id).findFirst().orElse(null);
  }

  /**
   * Begins the one authorization that there is for a tuple (WFP-38).
   *
   * @return whether there is no other under way
   */
  boolean beginsAuthorization(AleOperation operation) {
    return authorizing.putIfAbsent(operation.request().flowKey(), operation) == null;
  }

  void endsAuthorization(AleOperation operation) {
    authorizing.remove(operation.request().flowKey(), operation);
  }

  @Nullable AleOperation authorizing(AleRequest request) {
    return authorizing.get(request.flowKey());
  }

  Flow make(AleOperation origin, FwpDirection direction, FwpsLayer layer, boolean owesFirst) {
    Flow flow = new Flow(ids.incrementAndGet(), origin, direction, layer, now());
    flow.owesFirst(owesFirst);
    Flow before = flows.get(origin.request().flowKey());
    if (before != null) {
      end(before, "replaced"); // a redirected datagram has come to the tuple of another's
    }
    flows.put(origin.request().flowKey(), flow);
    engine.trace().add(origin.number(), "flow", direction + " " + flow.id());
    return flow;
  }

  /** Ends a flow, and tells who has a context at it. */
  void end(Flow flow, String why) {
    if (flow.owesFirst()) {
      // What is to send it may be on its way, and looks for it here as soon as it is not there.
      owing.add(flow);
    }
    boolean ends = flows.remove(flow.request().flowKey(), flow);
    if (!flow.owesFirst()) {
      owing.remove(flow); // it has been sent just now
    }
    if (!ends) {
      return;
    }
    engine.trace().add(flow.origin().number(), "flow-end", flow.id() + " " + why);
    flow.takeContexts().forEach(context -> contextGone(flow, context));
  }

  /** A callout has tried to send a first datagram, or has sent it (WFP-50). */
  void firstTried(AleRequest request) {
    AleRequest key = request.flowKey();
    Flow flow = flows.get(key);
    if (flow != null) {
      flow.owesFirst(false);
    }
    owing.removeIf(ended -> ended.request().flowKey().equals(key));
  }

  /** Ends all, and reports first datagrams that nobody has sent (WFP-106). */
  void end() {
    end(flow -> true, "stopped");
    for (Flow flow : owing) {
      if (owing.remove(flow)) {
        engine
            .checks()
            .byCallback(
                WfpCheck.FIRST_DATAGRAM_LOST,
                flow.origin().number(),
                flow.origin().lastPender(),
                "the clone of the first datagram send-injected",
                "nothing, until the " + flow + " ended");
      }
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever leaves a callback is reported
  private void contextGone(Flow flow, Flow.Context context) {
    Callout callout = engine.policy().callout(context.calloutId());
    FwpsCallout.FlowDeleteFn told = callout == null ? null : callout.of().flowDeleteFn();
    if (callout == null || told == null) {
      return;
    }
    try {
      told.ended(context.layer(), context.calloutId(), context.value());
    } catch (RuntimeException | Error e) {
      engine.checks().callbackThrew(callout.key(), flow.origin().number(), e);
    }
  }

  WfpStatus associate(long flowId, FwpsLayer layer, int calloutId, long context) {
    Flow flow = byId(flowId);
    if (flow == null || context == 0 || engine.policy().callout(calloutId) == null) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    return flow.associate(layer, calloutId, context)
        ? WfpStatus.STATUS_SUCCESS
        : WfpStatus.STATUS_FWP_ALREADY_EXISTS;
  }

  /** Tells who had the context, as an ending flow does. */
  WfpStatus removeContext(long flowId, FwpsLayer layer, int calloutId) {
    Flow flow = byId(flowId);
    long context = flow == null ? 0 : flow.removeContext(layer, calloutId);
    if (flow == null || context == 0) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    contextGone(flow, new Flow.Context(layer, calloutId, context));
    return WfpStatus.STATUS_SUCCESS;
  }

  /** Filters have changed at a layer: flows that it has authorized are judged again (WFP-65). */
  void policyChanged(FwpsLayer layer) {
    for (Flow flow : flows.values()) {
      if (flow.layer() == layer) {
        flow.reauthorize(Fwps.FWP_CONDITION_REAUTHORIZE_REASON_POLICY_CHANGE);
      }
    }
  }

  boolean hasContextOf(Callout callout) {
    return flows.values().stream().anyMatch(flow -> flow.hasContextOf(callout.id()));
  }

  /** Ends those that match. */
  void end(Predicate<Flow> which, String why) {
    all().stream().filter(which).forEach(flow -> end(flow, why));
  }

  List<Flow> all() {
    return flows.values().stream().sorted(Comparator.comparingLong(Flow::id)).toList();
  }

  // ---- time

  long now() {
    return System.nanoTime() + skipped.get();
  }

  void skip(Duration time) {
    skipped.addAndGet(time.toNanos());
    end(this::isIdle, "idle");
  }

  /** A TCP flow lives as long as its connection, others as long as they are used (WFP-90). */
  private boolean isIdle(Flow flow) {
    return !flow.request().isTcp()
        && now() - flow.lastUsed() >= engine.settings().idleTimeout().toNanos();
  }
}
