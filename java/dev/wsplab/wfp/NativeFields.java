package dev.wsplab.wfp;

import java.util.EnumMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * At which indices a layer's values stand in {@code FWPS_INCOMING_VALUES0}, as {@code
 * include/compat/km/wsplab_fwp_fields.h} numbers them; both versions of a layer have the same.
 */
enum NativeFields {
  /** INBOUND_TRANSPORT. */
  INBOUND_TRANSPORT(
      15,
      new Object[] {
        FwpsField.FLAGS,
        9,
        FwpsField.IP_PROTOCOL,
        0,
        FwpsField.IP_LOCAL_ADDRESS,
        1,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        2,
        FwpsField.IP_REMOTE_PORT,
        5,
        FwpsField.COMPARTMENT_ID,
        14
      },
      7),
  /** OUTBOUND_TRANSPORT. */
  OUTBOUND_TRANSPORT(
      16,
      new Object[] {
        FwpsField.FLAGS,
        10,
        FwpsField.IP_PROTOCOL,
        0,
        FwpsField.IP_LOCAL_ADDRESS,
        1,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        3,
        FwpsField.IP_REMOTE_PORT,
        5,
        FwpsField.COMPARTMENT_ID,
        15
      },
      7),
  /** ALE_RESOURCE_ASSIGNMENT. */
  RESOURCE_ASSIGNMENT(
      18,
      new Object[] {
        FwpsField.FLAGS,
        8,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        15
      },
      -1),
  /** ALE_AUTH_LISTEN. */
  LISTEN(
      14,
      new Object[] {
        FwpsField.FLAGS,
        6,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        13
      },
      -1),
  /** ALE_AUTH_RECV_ACCEPT. */
  RECV_ACCEPT(
      39,
      new Object[] {
        FwpsField.FLAGS,
        11,
        FwpsField.REAUTHORIZE_REASON,
        29,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        6,
        FwpsField.IP_REMOTE_PORT,
        7,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.NEXTHOP_INTERFACE_INDEX,
        26,
        FwpsField.ARRIVAL_INTERFACE_INDEX,
        21,
        FwpsField.COMPARTMENT_ID,
        34
      },
      16),
  /** ALE_AUTH_CONNECT. */
  CONNECT(
      41,
      new Object[] {
        FwpsField.FLAGS,
        12,
        FwpsField.REAUTHORIZE_REASON,
        28,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        6,
        FwpsField.IP_REMOTE_PORT,
        7,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.NEXTHOP_INTERFACE_INDEX,
        25,
        FwpsField.ARRIVAL_INTERFACE_INDEX,
        20,
        FwpsField.COMPARTMENT_ID,
        36
      },
      15),
  /** ALE_FLOW_ESTABLISHED. */
  FLOW_ESTABLISHED(
      24,
      new Object[] {
        FwpsField.FLAGS,
        15,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        6,
        FwpsField.IP_REMOTE_PORT,
        7,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        19
      },
      -1),
  /** ALE_ENDPOINT_CLOSURE. */
  ENDPOINT_CLOSURE(
      13,
      new Object[] {
        FwpsField.FLAGS,
        9,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        6,
        FwpsField.IP_REMOTE_PORT,
        7,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        12
      },
      -1),
  /** ALE_CONNECT_REDIRECT. */
  CONNECT_REDIRECT(
      14,
      new Object[] {
        FwpsField.FLAGS,
        9,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.IP_REMOTE_ADDRESS,
        6,
        FwpsField.IP_REMOTE_PORT,
        8,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        13
      },
      -1),
  /** ALE_BIND_REDIRECT. */
  BIND_REDIRECT(
      10,
      new Object[] {
        FwpsField.FLAGS,
        6,
        FwpsField.IP_PROTOCOL,
        5,
        FwpsField.IP_LOCAL_ADDRESS,
        2,
        FwpsField.IP_LOCAL_PORT,
        4,
        FwpsField.ALE_APP_ID,
        0,
        FwpsField.COMPARTMENT_ID,
        9
      },
      -1);

  private final int count;
  private final int interfaceIndex;
  private final Map<FwpsField, Integer> places = new EnumMap<>(FwpsField.class);

  /**
   * Makes one.
   *
   * @param count how many values the layer has
   * @param pairs fields, each followed by its index
   * @param interfaceIndex index of INTERFACE_INDEX, -1 where the layer has none
   */
  NativeFields(int count, Object[] pairs, int interfaceIndex) {
    this.count = count;
    this.interfaceIndex = interfaceIndex;
    for (int i = 0; i < pairs.length; i += 2) {
      places.put((FwpsField) pairs[i], (Integer) pairs[i + 1]);
    }
  }

  static NativeFields of(FwpsLayer layer) {
    return valueOf(layer.kind().name());
  }

  int count() {
    return count;
  }

  /** The index of a field; null where the layer has it not. */
  @Nullable Integer place(FwpsField field) {
    return places.get(field);
  }

  /** The index of the interface that the packet uses, whichever way it goes; -1 for none. */
  int interfaceIndex() {
    return interfaceIndex;
  }
}
