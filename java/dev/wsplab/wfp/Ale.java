package dev.wsplab.wfp;

import dev.wsplab.wfp.AleOperation.Kind;
import dev.wsplab.wfp.AleOperation.Outcome;
import dev.wsplab.wfp.packet.NetBufferList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Brings operations through their layers. Holds no lock while callouts run. */
final class Ale {
  private final FilterEngine engine;

  Ale(FilterEngine engine) {
    this.engine = engine;
  }

  private static List<FwpsLayer.Kind> stages(AleOperation.Kind kind) {
    return switch (kind) {
      case BIND -> List.of(FwpsLayer.Kind.BIND_REDIRECT, FwpsLayer.Kind.RESOURCE_ASSIGNMENT);
      case LISTEN -> List.of(FwpsLayer.Kind.LISTEN);
      case CONNECT, SEND -> List.of(FwpsLayer.Kind.CONNECT_REDIRECT, FwpsLayer.Kind.CONNECT);
      case ACCEPT, RECEIVE -> List.of(FwpsLayer.Kind.INBOUND_TRANSPORT, FwpsLayer.Kind.RECV_ACCEPT);
      case CLOSE -> List.of(FwpsLayer.Kind.ENDPOINT_CLOSURE);
    };
  }

  static FwpDirection directionOf(AleOperation operation) {
    return switch (operation.kind()) {
      case ACCEPT, RECEIVE -> FwpDirection.INBOUND;
      default -> FwpDirection.OUTBOUND;
    };
  }

  /** Begins: a flow has one authorization at a time (WFP-38, WFP-89). */
  void begin(AleOperation operation) {
    engine.trace().add(operation.number(), "begin", operation.toString());
    boolean ofFlow =
        switch (operation.kind()) {
          case CONNECT, SEND, ACCEPT, RECEIVE -> true;
          default -> false;
        };
    if (ofFlow && !engine.flows().beginsAuthorization(operation)) {
      engine.trace().add(operation.number(), "drop-while-pended", "");
      over(operation, Outcome.DROPPED);
      return;
    }
    if (ofFlow && isPacket(operation) && engine.flows().find(operation.request()) != null) {
      // The one before was permitted just now: this is not the first any more.
      engine.flows().endsAuthorization(operation);
      engine.stack().again(operation);
      return;
    }
    advance(operation);
  }

  private static boolean isPacket(AleOperation operation) {
    return operation.kind() == Kind.SEND || operation.kind() == Kind.RECEIVE;
  }

  /** From layer to layer, until one blocks or pends, or there are no more. */
  void advance(AleOperation operation) {
    List<FwpsLayer.Kind> stages = stages(operation.kind());
    while (operation.stage() < stages.size()) {
      if (!operation.beginsPass()) {
        letGo(operation); // a redirection may have made its packet anew
        return; // withdrawn meanwhile: nobody is asked about it any more
      }
      FwpsLayer layer = FwpsLayer.of(stages.get(operation.stage()), operation.request().isV6());
      NetBufferList packet = layer.canPendClassify() ? null : operation.packet();
      ClassifyPass pass =
          new ClassifyPass(operation, layer, 0, packet, directionOf(operation), null);
      if (!judge(pass, true)) {
        return;
      }
      operation.nextStage();
    }
    permitted(operation);
  }

  /** Whether to go on: not when it was blocked, or pended. */
  private boolean judge(ClassifyPass pass, boolean began) {
    PassResult result;
    try {
      result = engine.classifier().run(pass);
    } finally {
      if (began) {
        endPass(pass.operation());
      }
    }
    CalloutCall pender = pass.pender();
    if (pender == null) {
      if (!result.isPermit()) {
        block(pass.operation(), pass.layer(), result);
      }
      return result.isPermit() && pass.operation().outcome() == Outcome.UNDECIDED;
    }
    // Completions that came already are due.
    PendedOperation pended = pender.pended();
    if (pended != null) {
      letGo(pass.operation()); // what the stack holds is thrown away (WFP-35), here alone (WFP-88)
      engine.pended().classified(pended);
    }
    ClassifyHandle handle = pender.pendedHandle();
    if (handle != null) {
      engine.redirects().classified(handle);
    }
    return false;
  }

  private void endPass(AleOperation operation) {
    if (operation.endsPass()) {
      letGo(operation);
    }
  }

  /** A pended operation was completed: its layer is asked once more (WFP-43, WFP-44, WFP-61). */
  void completed(AleOperation operation, FwpsLayer layer) {
    ClassifyPass pass =
        new ClassifyPass(
            operation,
            layer,
            Fwps.FWP_CONDITION_REAUTHORIZE_REASON_CLASSIFY_COMPLETION,
            null,
            FwpDirection.OUTBOUND,
            null);
    if (judge(pass, false)) {
      operation.nextStage();
      advance(operation);
    }
  }

  /** A classify handle was completed: with a verdict, or to be asked anew (WFP-86). */
  void classifyCompleted(AleOperation operation, @Nullable FwpsClassifyOut verdict) {
    operation.notPended();
    if (verdict == null) {
      advance(operation);
    } else if (verdict.decided() == FwpActionType.BLOCK) {
      FwpsLayer layer =
          FwpsLayer.of(stages(operation.kind()).get(operation.stage()), operation.request().isV6());
      block(operation, layer, new PassResult(FwpActionType.BLOCK, verdict.isAbsorbed(), false));
    } else {
      operation.nextStage();
      advance(operation);
    }
  }

  /** The packet of a completed accept has been injected: it is judged like a new one (WFP-60). */
  void injected(AleOperation operation, NetBufferList packet) {
    operation.packet(packet);
    operation.firstStage();
    advance(operation);
  }

  /** Goes on as another tuple. */
  void redirect(AleOperation operation, AleRequest to) {
    engine.flows().endsAuthorization(operation);
    NetBufferList packet = operation.takePacket();
    if (packet != null) {
      byte[] payload = InjectedPackets.payload(packet, operation.request(), FwpDirection.OUTBOUND);
      operation.packet(engine.packets().make(to, FwpDirection.OUTBOUND, false, payload));
      engine.packets().release(packet);
    }
    operation.redirect(to);
    engine.trace().add(operation.number(), "redirect", to.local() + " " + to.remote());
    if (operation.kind() == Kind.CONNECT || operation.kind() == Kind.SEND) {
      engine.flows().beginsAuthorization(operation);
    }
  }

  // ---- ends

  private void permitted(AleOperation operation) {
    Kind kind = operation.kind();
    if (kind == Kind.BIND || kind == Kind.LISTEN || kind == Kind.CLOSE) {
      over(operation, Outcome.PERMITTED);
      return;
    }
    FwpDirection direction = directionOf(operation);
    boolean outbound = direction == FwpDirection.OUTBOUND;
    FwpsLayer layer =
        FwpsLayer.of(
            outbound ? FwpsLayer.Kind.CONNECT : FwpsLayer.Kind.RECV_ACCEPT,
            operation.request().isV6());
    if (!operation.beginsPass()) {
      letGo(operation);
      return;
    }
    boolean lost = kind == Kind.SEND && operation.packet() == null; // WFP-50
    Flow flow = engine.flows().make(operation, direction, layer, lost);
    engine.flows().endsAuthorization(operation);
    NetBufferList packet = operation.packet();
    if (packet != null && !operation.request().isTcp()) {
      engine.stack().pass(flow, operation, packet, direction);
    }
    endPass(operation);
    if (!over(operation, Outcome.PERMITTED)) {
      engine.flows().end(flow, "withdrawn");
    } else if (!operation.request().isTcp() || engine.stack().shakesHands(operation)) {
      established(flow);
    } else if (!operation.isReal()) {
      engine.flows().end(flow, "no handshake");
    }
  }

  /** ALE_FLOW_ESTABLISHED: nothing can be pended there (WFP-93). */
  void established(Flow flow) {
    FwpsLayer layer = FwpsLayer.of(FwpsLayer.Kind.FLOW_ESTABLISHED, flow.request().isV6());
    ClassifyPass pass = new ClassifyPass(flow.origin(), layer, 0, null, flow.direction(), flow);
    if (!engine.classifier().run(pass).isPermit()) {
      drop(flow.origin(), layer);
      engine.flows().end(flow, "blocked when established");
    }
  }

  /** The next packet of a flow that is to be judged again (WFP-66, WFP-69a). */
  void again(Flow flow, AleOperation operation, FwpDirection direction) {
    NetBufferList packet = operation.packet();
    ClassifyPass pass =
        new ClassifyPass(
            operation, flow.layer(), flow.reauthorizeReason(), packet, direction, flow);
    PassResult result = engine.classifier().run(pass);
    if (result.isPermit()) {
      flow.authorized();
      if (packet != null) {
        engine.stack().pass(flow, operation, packet, direction);
      }
      over(operation, Outcome.PERMITTED);
    } else {
      block(operation, flow.layer(), result);
      if (!result.absorbed()) {
        engine.flows().end(flow, "blocked when judged again");
      }
    }
  }

  /** Blocks without a drop event of a layer: what a completion said, or an end. */
  void block(AleOperation operation, String why) {
    engine.trace().add(operation.number(), "block", why);
    over(operation, Outcome.BLOCKED);
  }

  /** Silent only where ABSORB counts (WFP-29, WFP-30, WFP-32). */
  void block(AleOperation operation, FwpsLayer layer, PassResult result) {
    FwpsLayer.Kind kind = layer.kind();
    boolean silent =
        result.absorbed()
            && kind != FwpsLayer.Kind.RESOURCE_ASSIGNMENT
            && kind != FwpsLayer.Kind.LISTEN;
    if (silent) {
      engine.trace().add(operation.number(), "absorb", layer.name());
    } else {
      drop(operation, layer);
    }
    over(operation, silent ? Outcome.ABSORBED : Outcome.BLOCKED);
  }

  private void drop(AleOperation operation, FwpsLayer layer) {
    engine.trace().add(operation.number(), "drop", layer.name());
  }

  /** Nobody wants it any more; a callout that has pended it still has to complete it. */
  void withdraw(AleOperation operation) {
    if (over(operation, Outcome.WITHDRAWN)) {
      engine.awaiting().withdrawn(operation);
    }
  }

  /** Whether it was decided now, by this call. */
  boolean over(AleOperation operation, Outcome outcome) {
    engine.flows().endsAuthorization(operation);
    boolean decided = operation.decide(outcome);
    letGo(operation);
    if (decided) {
      engine.trace().add(operation.number(), "over", outcome.name());
    }
    return decided;
  }

  private void letGo(AleOperation operation) {
    engine.packets().release(operation.giveUpPacket());
  }
}
