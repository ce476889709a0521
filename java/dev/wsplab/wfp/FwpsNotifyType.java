package dev.wsplab.wfp;

/** What a callout is told of its filters: {@code FWPS_CALLOUT_NOTIFY_TYPE}. */
public enum FwpsNotifyType {
  /** {@code FWPS_CALLOUT_NOTIFY_ADD_FILTER}, 0. */
  ADD_FILTER,
  /** {@code FWPS_CALLOUT_NOTIFY_DELETE_FILTER}, 1. */
  DELETE_FILTER
}
