package dev.wsplab.wfp;

import java.util.function.Consumer;

/**
 * What is known of a classify call beside its fields: {@code FWPS_INCOMING_METADATA_VALUES0}. A
 * member counts only if its bit is set in {@link #currentMetadataValues}; reading another is
 * reported, and gives 0 (WFP-4). Dies when classifyFn returns (WFP-7).
 */
public final class FwpsIncomingMetadataValues {
  private final Metadata values;
  private final Lifetime lifetime;
  private final Consumer<String> absent;

  FwpsIncomingMetadataValues(Metadata values, Lifetime lifetime, Consumer<String> absent) {
    this.values = values;
    this.lifetime = lifetime;
    this.absent = absent;
  }

  /** {@return {@code FWPS_METADATA_FIELD_...} bits} */
  public int currentMetadataValues() {
    lifetime.allows("inMetaValues->currentMetadataValues");
    return values.present();
  }

  /**
   * {@return whether a member counts: {@code FWPS_IS_METADATA_FIELD_PRESENT}}
   *
   * @param field one {@code FWPS_METADATA_FIELD_} flag
   */
  public boolean isPresent(int field) {
    return (currentMetadataValues() & field) != 0;
  }

  /** {@return the handle of the flow} */
  public long flowHandle() {
    return read("flowHandle", Fwps.FWPS_METADATA_FIELD_FLOW_HANDLE, values.flowHandle());
  }

  /** {@return the size of the IP header in bytes} */
  public int ipHeaderSize() {
    return (int)
        read("ipHeaderSize", Fwps.FWPS_METADATA_FIELD_IP_HEADER_SIZE, values.ipHeaderSize());
  }

  /** {@return the size of the transport header in bytes} */
  public int transportHeaderSize() {
    return (int)
        read(
            "transportHeaderSize",
            Fwps.FWPS_METADATA_FIELD_TRANSPORT_HEADER_SIZE,
            values.transportHeaderSize());
  }

  /** {@return the compartment} */
  public int compartmentId() {
    return (int)
        read("compartmentId", Fwps.FWPS_METADATA_FIELD_COMPARTMENT_ID, values.compartmentId());
  }

  /** {@return what lets a callout pend, during this call only (WFP-5)} */
  public long completionHandle() {
    return read(
        "completionHandle", Fwps.FWPS_METADATA_FIELD_COMPLETION_HANDLE, values.completionHandle());
  }

  /** {@return the handle of the endpoint, for {@code FwpsInjectTransportSendAsync0}} */
  public long transportEndpointHandle() {
    return read(
        "transportEndpointHandle",
        Fwps.FWPS_METADATA_FIELD_TRANSPORT_ENDPOINT_HANDLE,
        values.transportEndpointHandle());
  }

  /** {@return where the packet goes; set when a flow is authorized again (WFP-6)} */
  public FwpDirection packetDirection() {
    long direction =
        read(
            "packetDirection",
            Fwps.FWPS_METADATA_FIELD_PACKET_DIRECTION,
            values.packetDirection().ordinal());
    return FwpDirection.values()[(int) direction];
  }

  private long read(String member, int bit, long value) {
    lifetime.allows("inMetaValues->" + member);
    if ((values.present() & bit) == 0) {
      absent.accept(member);
      return 0;
    }
    return value;
  }
}
