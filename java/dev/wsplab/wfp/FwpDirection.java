package dev.wsplab.wfp;

/** Where a packet goes, or the first packet of a flow went: {@code FWP_DIRECTION}. */
public enum FwpDirection {
  /** {@code FWP_DIRECTION_OUTBOUND}, 0. */
  OUTBOUND,
  /** {@code FWP_DIRECTION_INBOUND}, 1. */
  INBOUND
}
