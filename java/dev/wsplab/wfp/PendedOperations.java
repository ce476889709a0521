package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.FwpsLayer.Kind;
import dev.wsplab.wfp.WfpFaults.Point;
import dev.wsplab.wfp.packet.NetBufferList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** FwpsPendOperation0 and FwpsCompleteOperation0. Thread-safe; holds no lock while calling. */
final class PendedOperations {
  private final FilterEngine engine;
  private final HandleValues.Kind handles;
  private final HandleValues.Kind contexts;
  private final Map<Long, CalloutCall> open = new ConcurrentHashMap<>();
  private final Map<Long, PendedOperation> owed = new ConcurrentHashMap<>();

  PendedOperations(FilterEngine engine) {
    this.engine = engine;
    this.handles = engine.handleValues().from(0x1000_0000);
    this.contexts = engine.handleValues().from(0x9000_0000);
  }

  /** Makes a completion handle, good until {@link #shut}. */
  long open(CalloutCall call) {
    long handle = handles.next();
    open.put(handle, call);
    return handle;
  }

  void shut(long handle) {
    open.remove(handle);
  }

  /** FwpsPendOperation0; in the order of WFP-24. */
  WfpStatus pend(long handle, @Nullable HandleSlot context) {
    engine.checks().irql("FwpsPendOperation0", engine.frames().irql(), Irql.DISPATCH_LEVEL);
    if (handle == 0 || context == null) {
      return WfpStatus.STATUS_FWP_NULL_POINTER; // WFP-22, WFP-26
    }
    if (engine.faults().fails(Point.PEND)) {
      return WfpStatus.STATUS_FWP_TCPIP_NOT_READY; // WFP-23
    }
    CalloutCall call = open.get(handle);
    if (call == null) {
      return invalid(handle);
    }
    if (call.pass().isReauthorization()) {
      return WfpStatus.STATUS_FWP_CANNOT_PEND; // WFP-21, WFP-27, WFP-70
    }
    look(call);
    if (!call.pass().pends(call)) {
      report(WfpCheck.PENDED_TWICE, call, "one FwpsPendOperation0", "another");
      return WfpStatus.STATUS_FWP_CANNOT_PEND; // WFP-34
    }
    PendedOperation pended = new PendedOperation(contexts.next(), call);
    call.pended(pended);
    owed.put(pended.context(), pended);
    call.pass().operation().pended(call.callout().key());
    engine
        .trace()
        .add(pended.operation().number(), "pend", call.callout().key() + hex(pended.context()));
    context.set(pended.context());
    return WfpStatus.STATUS_SUCCESS; // WFP-20
  }

  private WfpStatus invalid(long handle) {
    if (handles.wasGiven(handle)) {
      engine
          .checks()
          .byCall(WfpCheck.PENDED_LATE, 0, "", "a handle of the classify that runs", hex(handle));
    }
    return WfpStatus.STATUS_FWP_NULL_POINTER; // WFP-22
  }

  private void look(CalloutCall call) {
    if (!call.isThread()) {
      report(WfpCheck.PENDED_ELSEWHERE, call, "the thread of classifyFn", "another");
    }
    if (!call.hadRight()) {
      report(WfpCheck.PENDED_WITHOUT_RIGHT, call, "FWPS_RIGHT_ACTION_WRITE", "no right");
    }
    if (call.pass().packet() != null && engine.injections().isInjected(call.pass().packet())) {
      if (call.callout().key().equals(call.pass().operation().lastPender())) {
        report(WfpCheck.PENDED_OWN_CLONE, call, "PERMIT or CONTINUE", "a pend");
      }
    }
  }

  /** FwpsCompleteOperation0. */
  void complete(long context, @Nullable NetBufferList list) {
    engine.checks().irql("FwpsCompleteOperation0", engine.frames().irql(), Irql.DISPATCH_LEVEL);
    PendedOperation pended = owed.get(context);
    if (pended == null) {
      unknown(context);
      return;
    }
    engine.locks().completes(pended);
    if (!pended.completes(list)) {
      report(WfpCheck.COMPLETED_TWICE, pended.call(), "one FwpsCompleteOperation0", "another");
      return;
    }
    engine
        .trace()
        .add(
            pended.operation().number(),
            "complete",
            hex(context) + (list == null ? " with NULL" : " with a packet"));
    early(pended);
    pended.operation().completing();
    if (pended.mayPerform()) {
      engine.frames().outermost(() -> perform(pended));
    }
  }

  /** WFP-63, WFP-107. */
  private void early(PendedOperation pended) {
    CalloutCall call = pended.call();
    if (!pended.isClassifying()) {
      return;
    }
    if (engine.frames().isInside(call)) {
      report(WfpCheck.COMPLETED_INSIDE, call, "a completion after classifyFn", "one inside");
    } else if (call.out().decided() == FwpActionType.CONTINUE) {
      report(WfpCheck.COMPLETED_BEFORE_OUT, call, "BLOCK with ABSORB already set", "CONTINUE");
    }
  }

  /** WFP-62, WFP-98, WFP-100. */
  private void unknown(long context) {
    WfpCheck check;
    if (context == 0) {
      check = WfpCheck.CONTEXT_NEVER_SET;
    } else if (contexts.wasGiven(context)) {
      check = WfpCheck.COMPLETED_TWICE;
    } else {
      check = WfpCheck.UNKNOWN_CONTEXT;
    }
    engine.checks().byCall(check, 0, "", "a context that is owed a completion", hex(context));
  }

  /** All callouts have been asked; a completion that came meanwhile is due (WFP-63). */
  void classified(PendedOperation pended) {
    if (pended.classified()) {
      engine.frames().outermost(() -> perform(pended));
    }
  }

  private void perform(PendedOperation pended) {
    owed.remove(pended.context());
    AleOperation operation = pended.operation();
    FwpsLayer layer = pended.call().pass().layer();
    if (layer.kind() == Kind.RECV_ACCEPT) {
      engine.awaiting().completed(operation, pended.with()); // WFP-54
      operation.completed();
      return;
    }
    engine.awaiting().unmarked(operation);
    if (engine.settings().queuesReauthorization()) {
      engine.scheduler().submitCompletion(() -> again(operation, layer));
    } else {
      again(operation, layer); // WFP-43, WFP-61
    }
  }

  private void again(AleOperation operation, FwpsLayer layer) {
    try {
      engine.ale().completed(operation, layer);
    } finally {
      operation.completed();
    }
  }

  /** What is owed, for people. */
  List<String> owed() {
    return sorted(pended -> true).stream().map(PendedOperations::describe).toList();
  }

  private static String describe(PendedOperation pended) {
    return "pended operation "
        + pended.operation()
        + " of "
        + pended.call().callout().key()
        + hex(pended.context());
  }

  private List<PendedOperation> sorted(Predicate<PendedOperation> which) {
    return owed.values().stream()
        .filter(which)
        .sorted(Comparator.comparingLong(PendedOperation::context))
        .toList();
  }

  /** Reports what is left, and completes it as a block (WFP-64). */
  void end(@Nullable Callout of) {
    for (PendedOperation pended : sorted(p -> of == null || p.call().callout() == of)) {
      if (pended.completes(null)) {
        owed.remove(pended.context());
        engine
            .checks()
            .byCallback(
                WfpCheck.LEFT_PENDED,
                pended.operation().number(),
                pended.call().callout().key(),
                "no pended operation",
                describe(pended));
        pended.operation().notPended();
        engine.ale().block(pended.operation(), "left pended");
      }
    }
  }

  private void report(WfpCheck check, CalloutCall call, String expected, String seen) {
    engine
        .checks()
        .byCall(check, call.pass().operation().number(), call.callout().key(), expected, seen);
  }

  private static String hex(long value) {
    return " 0x" + Long.toHexString(value);
  }
}
