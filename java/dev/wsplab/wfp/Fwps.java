package dev.wsplab.wfp;

/** Flags and bits of fwpsk.h and fwptypes.h, with their numbers. */
public final class Fwps {
  /** In {@link FwpsClassifyOut#rights}: the callout may write any action. */
  public static final int FWPS_RIGHT_ACTION_WRITE = 0x1;

  /** In {@link FwpsClassifyOut#flags}: drop the packet silently. */
  public static final int FWPS_CLASSIFY_OUT_FLAG_ABSORB = 0x1;

  /** In {@link FwpsClassifyOut#flags}. */
  public static final int FWPS_CLASSIFY_OUT_FLAG_BUFFER_LIMIT_REACHED = 0x2;

  /** In {@link FwpsClassifyOut#flags}. */
  public static final int FWPS_CLASSIFY_OUT_FLAG_NO_MORE_DATA = 0x4;

  /** In {@link FwpmFilter#flags}: what this filter's callout permits is permitted for good. */
  public static final int FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT = 0x1;

  /** In the field {@link FwpsField#FLAGS}: a flow is authorized again. */
  public static final int FWP_CONDITION_FLAG_IS_REAUTHORIZE = 0x4;

  /** Both ends are of this machine. */
  public static final int FWP_CONDITION_FLAG_IS_LOOPBACK = 0x1;

  /** In {@link FwpsField#REAUTHORIZE_REASON}: filters have changed. */
  public static final int FWP_CONDITION_REAUTHORIZE_REASON_POLICY_CHANGE = 0x1;

  /** In {@link FwpsField#REAUTHORIZE_REASON}: a packet came by another interface. */
  public static final int FWP_CONDITION_REAUTHORIZE_REASON_NEW_ARRIVAL_INTERFACE = 0x2;

  /** In {@link FwpsField#REAUTHORIZE_REASON}: a pended operation was completed. */
  public static final int FWP_CONDITION_REAUTHORIZE_REASON_CLASSIFY_COMPLETION = 0x10;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_FLOW_HANDLE = 0x2;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_IP_HEADER_SIZE = 0x4;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_TRANSPORT_HEADER_SIZE = 0x400;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_COMPARTMENT_ID = 0x800;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_COMPLETION_HANDLE = 0x4000;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_TRANSPORT_ENDPOINT_HANDLE = 0x8000;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}. */
  public static final int FWPS_METADATA_FIELD_PACKET_DIRECTION = 0x40000;

  /** In {@link FwpsIncomingMetadataValues#currentMetadataValues}: an ALE layer judges it yet. */
  public static final int FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED = 0x400000;

  /** Address family of either version, for an injection handle. */
  public static final int AF_UNSPEC = 0;

  /** IPv4. */
  public static final int AF_INET = 2;

  /** IPv6, as Windows numbers it. */
  public static final int AF_INET6 = 23;

  /** Protocol of ICMP. */
  public static final int IPPROTO_ICMP = 1;

  /** Protocol of TCP. */
  public static final int IPPROTO_TCP = 6;

  /** Protocol of UDP. */
  public static final int IPPROTO_UDP = 17;

  /** Protocol of ICMP over IPv6. */
  public static final int IPPROTO_ICMPV6 = 58;

  private Fwps() {}
}
