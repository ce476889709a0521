package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The layers that there are here, with their run-time identifiers: their places in {@code
 * FWPS_BUILTIN_LAYERS}.
 */
public enum FwpsLayer {
  /** {@code FWPS_LAYER_INBOUND_TRANSPORT_V4}. */
  INBOUND_TRANSPORT_V4(12, Kind.INBOUND_TRANSPORT, false),
  /** {@code FWPS_LAYER_INBOUND_TRANSPORT_V6}. */
  INBOUND_TRANSPORT_V6(14, Kind.INBOUND_TRANSPORT, true),
  /** {@code FWPS_LAYER_OUTBOUND_TRANSPORT_V4}. */
  OUTBOUND_TRANSPORT_V4(16, Kind.OUTBOUND_TRANSPORT, false),
  /** {@code FWPS_LAYER_OUTBOUND_TRANSPORT_V6}. */
  OUTBOUND_TRANSPORT_V6(18, Kind.OUTBOUND_TRANSPORT, true),
  /** {@code FWPS_LAYER_ALE_RESOURCE_ASSIGNMENT_V4}: a bind. */
  ALE_RESOURCE_ASSIGNMENT_V4(36, Kind.RESOURCE_ASSIGNMENT, false),
  /** {@code FWPS_LAYER_ALE_RESOURCE_ASSIGNMENT_V6}: a bind. */
  ALE_RESOURCE_ASSIGNMENT_V6(38, Kind.RESOURCE_ASSIGNMENT, true),
  /** {@code FWPS_LAYER_ALE_AUTH_LISTEN_V4}. */
  ALE_AUTH_LISTEN_V4(40, Kind.LISTEN, false),
  /** {@code FWPS_LAYER_ALE_AUTH_LISTEN_V6}. */
  ALE_AUTH_LISTEN_V6(42, Kind.LISTEN, true),
  /** {@code FWPS_LAYER_ALE_AUTH_RECV_ACCEPT_V4}. */
  ALE_AUTH_RECV_ACCEPT_V4(44, Kind.RECV_ACCEPT, false),
  /** {@code FWPS_LAYER_ALE_AUTH_RECV_ACCEPT_V6}. */
  ALE_AUTH_RECV_ACCEPT_V6(46, Kind.RECV_ACCEPT, true),
  /** {@code FWPS_LAYER_ALE_AUTH_CONNECT_V4}. */
  ALE_AUTH_CONNECT_V4(48, Kind.CONNECT, false),
  /** {@code FWPS_LAYER_ALE_AUTH_CONNECT_V6}. */
  ALE_AUTH_CONNECT_V6(50, Kind.CONNECT, true),
  /** {@code FWPS_LAYER_ALE_FLOW_ESTABLISHED_V4}. */
  ALE_FLOW_ESTABLISHED_V4(52, Kind.FLOW_ESTABLISHED, false),
  /** {@code FWPS_LAYER_ALE_FLOW_ESTABLISHED_V6}. */
  ALE_FLOW_ESTABLISHED_V6(54, Kind.FLOW_ESTABLISHED, true),
  /** {@code FWPS_LAYER_ALE_ENDPOINT_CLOSURE_V4}. */
  ALE_ENDPOINT_CLOSURE_V4(64, Kind.ENDPOINT_CLOSURE, false),
  /** {@code FWPS_LAYER_ALE_ENDPOINT_CLOSURE_V6}. */
  ALE_ENDPOINT_CLOSURE_V6(65, Kind.ENDPOINT_CLOSURE, true),
  /** {@code FWPS_LAYER_ALE_CONNECT_REDIRECT_V4}. */
  ALE_CONNECT_REDIRECT_V4(66, Kind.CONNECT_REDIRECT, false),
  /** {@code FWPS_LAYER_ALE_CONNECT_REDIRECT_V6}. */
  ALE_CONNECT_REDIRECT_V6(67, Kind.CONNECT_REDIRECT, true),
  /** {@code FWPS_LAYER_ALE_BIND_REDIRECT_V4}. */
  ALE_BIND_REDIRECT_V4(68, Kind.BIND_REDIRECT, false),
  /** {@code FWPS_LAYER_ALE_BIND_REDIRECT_V6}. */
  ALE_BIND_REDIRECT_V6(69, Kind.BIND_REDIRECT, true);

  /** What both versions of a layer have in common. */
  enum Kind {
    INBOUND_TRANSPORT,
    OUTBOUND_TRANSPORT,
    RESOURCE_ASSIGNMENT,
    LISTEN,
    RECV_ACCEPT,
    CONNECT,
    FLOW_ESTABLISHED,
    ENDPOINT_CLOSURE,
    CONNECT_REDIRECT,
    BIND_REDIRECT
  }

  private final int id;
  private final Kind kind;
  private final boolean v6;

  FwpsLayer(int id, Kind kind, boolean v6) {
    this.id = id;
    this.kind = kind;
    this.v6 = v6;
  }

  /** {@return its run-time identifier} */
  public int id() {
    return id;
  }

  /** {@return whether it is one for IPv6} */
  public boolean isV6() {
    return v6;
  }

  Kind kind() {
    return kind;
  }

  /** Where {@code FwpsPendOperation0} may be called (WFP-25). */
  boolean canPendOperation() {
    return kind == Kind.RESOURCE_ASSIGNMENT
        || kind == Kind.LISTEN
        || kind == Kind.CONNECT
        || kind == Kind.RECV_ACCEPT;
  }

  /** Where {@code FwpsPendClassify0} may be called (WFP-84). */
  boolean canPendClassify() {
    return kind == Kind.CONNECT_REDIRECT
        || kind == Kind.BIND_REDIRECT
        || kind == Kind.ENDPOINT_CLOSURE;
  }

  /** Where packets are judged for a whole flow: the layers that authorize one (WFP-89). */
  boolean authorizesFlows() {
    return kind == Kind.CONNECT || kind == Kind.RECV_ACCEPT;
  }

  /** The layer with a run-time identifier; null when there is none here. */
  static @Nullable FwpsLayer of(int id) {
    for (FwpsLayer layer : values()) {
      if (layer.id == id) {
        return layer;
      }
    }
    return null;
  }

  static FwpsLayer of(Kind kind, boolean v6) {
    for (FwpsLayer layer : values()) {
      if (layer.kind == kind && layer.v6 == v6) {
        return layer;
      }
    }
    throw new IllegalArgumentException("no layer " + kind);
  }
}
