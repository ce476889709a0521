package dev.wsplab.wfp;

import dev.wsplab.wfp.FwpsLayer.Kind;
import dev.wsplab.wfp.packet.NetBufferList;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;

/** What a classify call tells of an operation. */
final class PassFields {
  private static final int COMPARTMENT = 1;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final int OTHER_HEADER = 8;

  private PassFields() {}

  /**
   * The values of a classify call.
   *
   * @param flags whether the layer says that it is asked again
   */
  static FieldValues of(ClassifyPass pass, boolean flags) {
    AleRequest request = pass.operation().request();
    Map<FwpsField, Object> values = new EnumMap<>(FwpsField.class);
    boolean again = flags && pass.isReauthorization();
    values.put(
        FwpsField.FLAGS,
        (again ? Fwps.FWP_CONDITION_FLAG_IS_REAUTHORIZE : 0)
            | (isLoopback(pass) ? Fwps.FWP_CONDITION_FLAG_IS_LOOPBACK : 0));
    if (again) {
      values.put(FwpsField.REAUTHORIZE_REASON, pass.reason());
    }
    values.put(FwpsField.IP_PROTOCOL, request.protocol());
    values.put(FwpsField.IP_LOCAL_ADDRESS, request.local().getAddress());
    values.put(FwpsField.IP_LOCAL_PORT, request.local().getPort());
    if (request.remote() != null) {
      values.put(FwpsField.IP_REMOTE_ADDRESS, request.peer().getAddress());
      values.put(FwpsField.IP_REMOTE_PORT, request.peer().getPort());
    }
    values.put(FwpsField.ALE_APP_ID, request.applicationId());
    values.put(FwpsField.COMPARTMENT_ID, COMPARTMENT);
    putInterface(pass, values);
    return new FieldValues(values);
  }

  /** Told where packets, connects and flows are: the layers that the page on the flags names. */
  private static boolean isLoopback(ClassifyPass pass) {
    AleRequest request = pass.operation().request();
    if (request.remote() == null) {
      return false;
    }
    InetAddress remote = request.peer().getAddress();
    return switch (pass.layer().kind()) {
      case INBOUND_TRANSPORT, OUTBOUND_TRANSPORT, RECV_ACCEPT, CONNECT, FLOW_ESTABLISHED ->
          remote.isLoopbackAddress() || remote.equals(request.local().getAddress());
      default -> false;
    };
  }

  /** The interface of the other direction is not known when a flow is judged again (WFP-67). */
  private static void putInterface(ClassifyPass pass, Map<FwpsField, Object> values) {
    Flow flow = pass.flow();
    int index = flow == null ? Flow.FIRST_INTERFACE : flow.arrivalInterface();
    Kind kind = pass.layer().kind();
    boolean inbound = pass.direction() == FwpDirection.INBOUND;
    if (inbound && (kind == Kind.RECV_ACCEPT || kind == Kind.INBOUND_TRANSPORT)) {
      values.put(FwpsField.ARRIVAL_INTERFACE_INDEX, index);
    } else if (!inbound && (kind == Kind.CONNECT || kind == Kind.OUTBOUND_TRANSPORT)) {
      values.put(FwpsField.NEXTHOP_INTERFACE_INDEX, index);
    }
  }

  static int ipHeaderSize(AleRequest request) {
    return request.isV6() ? IPV6_HEADER : IPV4_HEADER;
  }

  static int transportHeaderSize(AleRequest request) {
    return request.isTcp() ? TCP_HEADER : OTHER_HEADER;
  }

  /**
   * What else is known.
   *
   * @param completionHandle lets the callout pend; 0 where it cannot (WFP-26)
   * @param endpointHandle names the endpoint
   */
  static Metadata metadata(ClassifyPass pass, long completionHandle, long endpointHandle) {
    AleRequest request = pass.operation().request();
    int present =
        Fwps.FWPS_METADATA_FIELD_COMPARTMENT_ID
            | Fwps.FWPS_METADATA_FIELD_TRANSPORT_ENDPOINT_HANDLE;
    if (completionHandle != 0) {
      present |= Fwps.FWPS_METADATA_FIELD_COMPLETION_HANDLE;
    }
    NetBufferList packet = pass.packet();
    if (packet != null) {
      present |=
          Fwps.FWPS_METADATA_FIELD_IP_HEADER_SIZE | Fwps.FWPS_METADATA_FIELD_TRANSPORT_HEADER_SIZE;
    }
    Flow flow = pass.flow();
    if (flow != null) {
      present |= Fwps.FWPS_METADATA_FIELD_FLOW_HANDLE;
    }
    if (pass.isReauthorization() && pass.layer().authorizesFlows()) {
      present |= Fwps.FWPS_METADATA_FIELD_PACKET_DIRECTION; // WFP-6
    }
    if (needsAle(pass)) {
      present |= Fwps.FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED;
    }
    return new Metadata(
        present,
        flow == null ? 0 : flow.id(),
        ipHeaderSize(request),
        transportHeaderSize(request),
        COMPARTMENT,
        completionHandle,
        endpointHandle,
        pass.direction());
  }

  /** Whether an ALE layer judges an inbound packet yet (WFP-77). */
  static boolean needsAle(ClassifyPass pass) {
    Flow flow = pass.flow();
    return pass.layer().kind() == Kind.INBOUND_TRANSPORT
        && (flow == null || flow.reauthorizeReason() != 0);
  }
}
