package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A callout to be registered: {@code FWPS_CALLOUT1}. Immutable; each method gives a changed copy.
 *
 * @param key its key, by which filters name it
 * @param classifyFn decides
 * @param notifyFn is told of filters, null for nobody
 * @param flowDeleteFn is told that a flow with its context ends, null for nobody
 */
public record FwpsCallout(
    String key,
    FwpsCalloutClassifyFn classifyFn,
    @Nullable NotifyFn notifyFn,
    @Nullable FlowDeleteFn flowDeleteFn) {

  /** {@code FWPS_CALLOUT_NOTIFY_FN1}. */
  @FunctionalInterface
  public interface NotifyFn {
    /**
     * A filter that asks the callout comes or goes.
     *
     * @param type whether it comes or goes
     * @param filter the filter, as classifyFn is given it
     * @return for one that comes, anything but a success refuses it
     */
    WfpStatus told(FwpsNotifyType type, FwpsFilter filter);
  }

  /** {@code FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0}. */
  @FunctionalInterface
  public interface FlowDeleteFn {
    /**
     * A flow ends, or its context is removed.
     *
     * @param layer the layer that the context belonged to
     * @param calloutId the callout's run-time identifier
     * @param flowContext the context that the callout had associated
     */
    void ended(FwpsLayer layer, int calloutId, long flowContext);
  }

  /**
   * {@return a callout that is told of nothing else}
   *
   * @param key the callout's key; filters name it by this
   * @param classifyFn is asked whenever a filter that names the callout matches
   */
  public static FwpsCallout of(String key, FwpsCalloutClassifyFn classifyFn) {
    return new FwpsCallout(key, classifyFn, null, null);
  }

  /**
   * With somebody who hears of filters.
   *
   * @param told {@code notifyFn}
   * @return a callout with the same key and functions, and this one
   */
  public FwpsCallout notifying(NotifyFn told) {
    return new FwpsCallout(key, classifyFn, told, flowDeleteFn);
  }

  /**
   * With somebody who hears of flows that end.
   *
   * @param ended {@code flowDeleteFn}
   * @return a callout with the same key and functions, and this one
   */
  public FwpsCallout hearingOfFlows(FlowDeleteFn ended) {
    return new FwpsCallout(key, classifyFn, notifyFn, ended);
  }
}
