package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What adds sublayers and filters: functions of fwpmk.h. Thread-safe. */
public final class FwpmFunctions {
  private final FilterEngine engine;

  FwpmFunctions(FilterEngine engine) {
    this.engine = engine;
  }

  /**
   * {@code FwpmSubLayerAdd0}.
   *
   * @param sublayer its name and weight
   * @return {@code STATUS_FWP_ALREADY_EXISTS} when there is one of this name
   */
  public WfpStatus fwpmSubLayerAdd0(FwpmSublayer sublayer) {
    irql("FwpmSubLayerAdd0");
    return engine.policy().add(sublayer);
  }

  /**
   * {@code FwpmFilterAdd0}: its callout is told; flows that its layer has authorized are judged
   * again with their next packet (WFP-65).
   *
   * @param filter its sublayer, if it names one, is there already
   * @param id where its run-time identifier is stored, null for nowhere
   * @return {@code STATUS_FWP_SUBLAYER_NOT_FOUND}, or what its callout said against it
   */
  public WfpStatus fwpmFilterAdd0(FwpmFilter filter, @Nullable HandleSlot id) {
    irql("FwpmFilterAdd0");
    AddedFilter added = engine.policy().prepare(filter);
    if (added == null) {
      return WfpStatus.STATUS_FWP_SUBLAYER_NOT_FOUND;
    }
    WfpStatus said = commit(added);
    if (said.isSuccess() && id != null) {
      id.set(added.id());
    }
    return said;
  }

  /** A filter that has a number already begins to count. */
  WfpStatus commit(AddedFilter added) {
    WfpStatus said = tell(FwpsNotifyType.ADD_FILTER, added);
    if (!said.isSuccess()) {
      return said;
    }
    engine.policy().add(added);
    engine.flows().policyChanged(added.filter().layer());
    return WfpStatus.STATUS_SUCCESS;
  }

  /**
   * {@code FwpmFilterDeleteById0}.
   *
   * @param id run-time identifier of the filter
   * @return {@code STATUS_FWP_NOT_FOUND} when there is none
   */
  public WfpStatus fwpmFilterDeleteById0(long id) {
    irql("FwpmFilterDeleteById0");
    AddedFilter removed = engine.policy().removeFilter(id);
    if (removed == null) {
      return WfpStatus.STATUS_FWP_NOT_FOUND;
    }
    tell(FwpsNotifyType.DELETE_FILTER, removed);
    engine.flows().policyChanged(removed.filter().layer());
    return WfpStatus.STATUS_SUCCESS;
  }

  @SuppressWarnings("IllegalCatch") // whatever leaves a callback is reported
  private WfpStatus tell(FwpsNotifyType type, AddedFilter filter) {
    Callout callout = engine.policy().callout(filter.filter().callout());
    FwpsCallout.NotifyFn told = callout == null ? null : callout.of().notifyFn();
    if (callout == null || told == null) {
      return WfpStatus.STATUS_SUCCESS;
    }
    try {
      return told.told(type, filter.forCallout());
    } catch (RuntimeException | Error e) {
      engine.checks().callbackThrew(callout.key(), 0, e);
      return WfpStatus.STATUS_SUCCESS;
    }
  }

  private void irql(String function) {
    engine.checks().irql(function, engine.frames().irql(), Irql.PASSIVE_LEVEL);
  }
}
