package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One classification of one operation at one layer: all its sublayers. */
final class ClassifyPass {
  private final AleOperation operation;
  private final FwpsLayer layer;
  private final int reason;
  private final @Nullable NetBufferList packet;
  private final FwpDirection direction;
  private final @Nullable Flow flow;
  private final AtomicReference<@Nullable CalloutCall> pender = new AtomicReference<>();

  /**
   * Describes it.
   *
   * @param reason {@code FWP_CONDITION_REAUTHORIZE_REASON_...}; 0 for an initial one
   * @param packet the layer data, null for none
   * @param direction where the packet goes
   * @param flow the flow, null when there is none yet
   */
  ClassifyPass(
      AleOperation operation,
      FwpsLayer layer,
      int reason,
      @Nullable NetBufferList packet,
      FwpDirection direction,
      @Nullable Flow flow) {
    this.operation = operation;
    this.layer = layer;
    this.reason = reason;
    this.packet = packet;
    this.direction = direction;
    this.flow = flow;
  }

  AleOperation operation() {
    return operation;
  }

  FwpsLayer layer() {
    return layer;
  }

  int reason() {
    return reason;
  }

  boolean isReauthorization() {
    return reason != 0;
  }

  boolean isCompletion() {
    return reason == Fwps.FWP_CONDITION_REAUTHORIZE_REASON_CLASSIFY_COMPLETION;
  }

  @Nullable NetBufferList packet() {
    return packet;
  }

  FwpDirection direction() {
    return direction;
  }

  @Nullable Flow flow() {
    return flow;
  }

  /** Whether this call is the one that pends it (WFP-34). */
  boolean pends(CalloutCall call) {
    return pender.compareAndSet(null, call);
  }

  /** Who has pended it, null for nobody. */
  @Nullable CalloutCall pender() {
    return pender.get();
  }
}
