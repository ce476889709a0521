package dev.wsplab.wfp;

/** How a condition compares: {@code FWP_MATCH_TYPE}. */
public enum FwpMatchType {
  /** {@code FWP_MATCH_EQUAL}. */
  EQUAL,
  /** {@code FWP_MATCH_NOT_EQUAL}. */
  NOT_EQUAL,
  /** {@code FWP_MATCH_GREATER}; numbers only. */
  GREATER,
  /** {@code FWP_MATCH_LESS}; numbers only. */
  LESS,
  /** {@code FWP_MATCH_PREFIX}: an address against an {@code AddressPrefix}. */
  PREFIX,
  /** {@code FWP_MATCH_RANGE}: a number or an address against an {@code FwpRange}. */
  RANGE,
  /** {@code FWP_MATCH_FLAGS_ALL_SET}. */
  FLAGS_ALL_SET,
  /** {@code FWP_MATCH_FLAGS_ANY_SET}. */
  FLAGS_ANY_SET,
  /** {@code FWP_MATCH_FLAGS_NONE_SET}. */
  FLAGS_NONE_SET
}
