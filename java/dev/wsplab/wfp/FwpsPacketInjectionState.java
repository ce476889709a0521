package dev.wsplab.wfp;

/**
 * Where a packet comes from, as an injection handle sees it: {@code FWPS_PACKET_INJECTION_STATE}.
 */
public enum FwpsPacketInjectionState {
  /** 0: from the stack. */
  FWPS_PACKET_NOT_INJECTED,
  /** 1: injected by this handle. */
  FWPS_PACKET_INJECTED_BY_SELF,
  /** 2: injected by another handle. */
  FWPS_PACKET_INJECTED_BY_OTHER,
  /** 3: injected by this handle, then cloned and injected again by another. */
  FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF
}
