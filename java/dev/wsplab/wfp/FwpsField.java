package dev.wsplab.wfp;

/** Fields of a classify call that filters may ask for, and callouts read. */
public enum FwpsField {
  /** {@code FWP_CONDITION_FLAG_...} bits: an {@code Integer}. */
  FLAGS,
  /** {@code FWP_CONDITION_REAUTHORIZE_REASON_...} bits: an {@code Integer}. */
  REAUTHORIZE_REASON,
  /** Protocol number: an {@code Integer}. */
  IP_PROTOCOL,
  /** An {@code InetAddress}. */
  IP_LOCAL_ADDRESS,
  /** Port, or type of ICMP: an {@code Integer}. */
  IP_LOCAL_PORT,
  /** An {@code InetAddress}. */
  IP_REMOTE_ADDRESS,
  /** Port, or code of ICMP: an {@code Integer}. */
  IP_REMOTE_PORT,
  /** Full path of the application: a {@code String}. */
  ALE_APP_ID,
  /** Index of the interface by which outbound packets leave: an {@code Integer}. */
  NEXTHOP_INTERFACE_INDEX,
  /** Index of the interface by which packets come in: an {@code Integer}. */
  ARRIVAL_INTERFACE_INDEX,
  /** Compartment: an {@code Integer}. */
  COMPARTMENT_ID
}
