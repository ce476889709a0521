package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What was completed at RECV_ACCEPT and waits for its injection (WFP-54), and which tuples the
 * stack still takes for pended (WFP-82). Thread-safe.
 */
final class Awaiting {
  private record Waiting(AleOperation operation, NetBufferList expected) {}

  private final FilterEngine engine;
  private final Map<AleRequest, Waiting> waiting = new ConcurrentHashMap<>();
  // Lists whose injection has failed, each with what it was for.
  private final Map<NetBufferList, AleOperation> failed = new ConcurrentHashMap<>();
  private final Set<AleRequest> blocked = ConcurrentHashMap.newKeySet();
  private final Set<AleRequest> withdrawn = ConcurrentHashMap.newKeySet();
  private final Set<AleRequest> marks = ConcurrentHashMap.newKeySet();

  Awaiting(FilterEngine engine) {
    this.engine = engine;
  }

  /** FwpsCompleteOperation0 at RECV_ACCEPT: null blocks (WFP-57), a packet is waited for. */
  void completed(AleOperation operation, @Nullable NetBufferList list) {
    AleRequest key = operation.request().flowKey();
    if (list == null) {
      blocked.add(key);
      engine.ale().block(operation, "completed with NULL");
      return;
    }
    waiting.put(key, new Waiting(operation, list));
    if (operation.outcome() != AleOperation.Outcome.UNDECIDED) {
      waiting.remove(key); // withdrawn meanwhile
    }
    unmarked(operation);
  }

  /** The pended mark goes: before the call returns, or later (WFP-82). */
  void unmarked(AleOperation operation) {
    if (engine.settings().isStrictRace() && !operation.request().isTcp()) {
      AleRequest key = operation.request().flowKey();
      marks.add(key);
      engine.frames().whenUnwound(() -> marks.remove(key));
    }
  }

  boolean isMarked(AleRequest request) {
    return marks.contains(request.flowKey());
  }

  /** The injection of a list has failed: its owner may try again, or free it. */
  void failed(AleOperation operation, NetBufferList list) {
    failed.put(list, operation);
  }

  /** A callout has freed a list: what waits for its injection has failed for good (WFP-74). */
  void freed(NetBufferList list) {
    AleOperation operation = failed.remove(list);
    if (operation != null && !operation.defers(() -> giveUp(operation))) {
      giveUp(operation);
    }
  }

  private void giveUp(AleOperation operation) {
    if (waiting.values().removeIf(found -> found.operation() == operation)) {
      engine.ale().block(operation, "its injection failed");
    }
  }

  /** Takes what waits for a packet of this tuple; null when nothing does. */
  @Nullable AleOperation take(AleRequest request, NetBufferList injected) {
    failed.remove(injected);
    Waiting found = waiting.remove(request.flowKey());
    if (found == null) {
      return null;
    }
    if (found.expected() != injected) {
      AleOperation operation = found.operation();
      engine
          .checks()
          .byCallback(
              WfpCheck.OTHER_PACKET_INJECTED,
              operation.number(),
              operation.lastPender(),
              "" + found.expected(),
              "" + injected);
    }
    return found.operation();
  }

  /** Whether a tuple was blocked by a completion with null, and nothing came since (WFP-99). */
  boolean wasBlocked(AleRequest request) {
    return blocked.contains(request.flowKey());
  }

  /** Whether what began last for a tuple was withdrawn. */
  boolean wasWithdrawn(AleRequest request) {
    return withdrawn.contains(request.flowKey());
  }

  /** A new packet of the stack begins anew. */
  void begins(AleRequest request) {
    blocked.remove(request.flowKey());
    withdrawn.remove(request.flowKey());
  }

  List<String> owed() {
    return waiting.values().stream()
        .map(found -> "injection for operation " + found.operation())
        .sorted()
        .toList();
  }

  /** Nobody wants an operation any more: what is injected for it goes nowhere. */
  void withdrawn(AleOperation operation) {
    if (Ale.directionOf(operation) == FwpDirection.INBOUND) {
      withdrawn.add(operation.request().flowKey());
    }
    waiting.values().removeIf(found -> found.operation() == operation);
    failed.values().removeIf(operation::equals);
  }

  /** Reports what was never injected (WFP-99); what could not be is not the callout's fault. */
  void end() {
    Set.copyOf(failed.values()).forEach(this::giveUp);
    for (Waiting found : waiting.values()) {
      AleOperation operation = found.operation();
      if (waiting.remove(operation.request().flowKey(), found)) {
        engine
            .checks()
            .byCallback(
                WfpCheck.NEVER_INJECTED,
                operation.number(),
                operation.lastPender(),
                "" + found.expected() + " injected",
                "nothing");
        engine.ale().block(operation, "never injected");
      }
    }
  }
}
