package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code FWPS_CALLOUT_CLASSIFY_FN1}: called for what a filter has matched, in the thread that does
 * the operation, at DISPATCH_LEVEL or below, with no lock held. Returns quickly (WFP-8).
 */
@FunctionalInterface
public interface FwpsCalloutClassifyFn {
  /**
   * Decides.
   *
   * @param inFixedValues what it is about; dies when this returns
   * @param inMetaValues what else is known; dies when this returns
   * @param layerData the packet, its data from the transport header (outbound) or behind it
   *     (inbound) on; null when there is none (WFP-3). Whoever keeps it takes a reference or a
   *     clone
   * @param classifyContext for {@code FwpsAcquireClassifyHandle0}; null where nothing redirects
   * @param filter which has matched
   * @param flowContext what the callout has associated with the flow, 0 for nothing
   * @param classifyOut the decision; dies when this returns
   */
  void classify(
      FwpsIncomingValues inFixedValues,
      FwpsIncomingMetadataValues inMetaValues,
      @Nullable NetBufferList layerData,
      @Nullable Object classifyContext,
      FwpsFilter filter,
      long flowContext,
      FwpsClassifyOut classifyOut);
}
