package dev.wsplab.wfp;

/**
 * What is known of a classify call beside its fields.
 *
 * @param present {@code FWPS_METADATA_FIELD_...} bits
 */
record Metadata(
    int present,
    long flowHandle,
    int ipHeaderSize,
    int transportHeaderSize,
    int compartmentId,
    long completionHandle,
    long transportEndpointHandle,
    FwpDirection packetDirection) {}
