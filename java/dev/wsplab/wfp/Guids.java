package dev.wsplab.wfp;

import dev.wsplab.driver.CallArguments;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** GUIDs of fwpmk.h, as text without braces, in small letters. */
final class Guids {
  /** {@code IID_NULL}. */
  static final String NONE = "00000000-0000-0000-0000-000000000000";

  /** {@code FWPM_SUBLAYER_UNIVERSAL}. */
  static final String UNIVERSAL = "eebecc03-ced4-4380-819a-2734397b2b74";

  private static final int SIZE = 16;
  private static final Map<String, FwpsLayer> LAYERS =
      Map.ofEntries(
          Map.entry("c38d57d1-05a7-4c33-904f-7fbceee60e82", FwpsLayer.ALE_AUTH_CONNECT_V4),
          Map.entry("4a72393b-319f-44bc-84c3-ba54dcb3b6b4", FwpsLayer.ALE_AUTH_CONNECT_V6),
          Map.entry("88bb5dad-76d7-4227-9c71-df0a3ed7be7e", FwpsLayer.ALE_AUTH_LISTEN_V4),
          Map.entry("7ac9de24-17dd-4814-b4bd-a9fbc95a321b", FwpsLayer.ALE_AUTH_LISTEN_V6),
          Map.entry("e1cd9fe7-f4b5-4273-96c0-592e487b8650", FwpsLayer.ALE_AUTH_RECV_ACCEPT_V4),
          Map.entry("a3b42c97-9f04-4672-b87e-cee9c483257f", FwpsLayer.ALE_AUTH_RECV_ACCEPT_V6),
          Map.entry("66978cad-c704-42ac-86ac-7c1a231bd253", FwpsLayer.ALE_BIND_REDIRECT_V4),
          Map.entry("bef02c9c-606b-4536-8c26-1c2fc7b631d4", FwpsLayer.ALE_BIND_REDIRECT_V6),
          Map.entry("c6e63c8c-b784-4562-aa7d-0a67cfcaf9a3", FwpsLayer.ALE_CONNECT_REDIRECT_V4),
          Map.entry("587e54a7-8046-42ba-a0aa-b716250fc7fd", FwpsLayer.ALE_CONNECT_REDIRECT_V6),
          Map.entry("b4766427-e2a2-467a-bd7e-dbcd1bd85a09", FwpsLayer.ALE_ENDPOINT_CLOSURE_V4),
          Map.entry("bb536ccd-4755-4ba9-9ff7-f9edf8699c7b", FwpsLayer.ALE_ENDPOINT_CLOSURE_V6),
          Map.entry("af80470a-5596-4c13-9992-539e6fe57967", FwpsLayer.ALE_FLOW_ESTABLISHED_V4),
          Map.entry("7021d2b3-dfa4-406e-afeb-6afaf7e70efd", FwpsLayer.ALE_FLOW_ESTABLISHED_V6),
          Map.entry("1247d66d-0b60-4a15-8d44-7155d0f53a0c", FwpsLayer.ALE_RESOURCE_ASSIGNMENT_V4),
          Map.entry("55a650e1-5f0a-4eca-a653-88f53b26aa8c", FwpsLayer.ALE_RESOURCE_ASSIGNMENT_V6),
          Map.entry("5926dfc8-e3cf-4426-a283-dc393f5d0f9d", FwpsLayer.INBOUND_TRANSPORT_V4),
          Map.entry("634a869f-fc23-4b90-b0c1-bf620a36ae6f", FwpsLayer.INBOUND_TRANSPORT_V6),
          Map.entry("09e61aea-d214-46e2-9b21-b26b0b2f28c8", FwpsLayer.OUTBOUND_TRANSPORT_V4),
          Map.entry("e1735bde-013f-4655-b351-a49e15762df0", FwpsLayer.OUTBOUND_TRANSPORT_V6));

  private static final Map<String, FwpsField> FIELDS =
      Map.ofEntries(
          Map.entry("632ce23b-5167-435c-86d7-e903684aa80c", FwpsField.FLAGS),
          Map.entry("11205e8c-11ae-457a-8a44-477026dd764a", FwpsField.REAUTHORIZE_REASON),
          Map.entry("3971ef2b-623e-4f9a-8cb1-6e79b806b9a7", FwpsField.IP_PROTOCOL),
          Map.entry("d9ee00de-c1ef-4617-bfe3-ffd8f5a08957", FwpsField.IP_LOCAL_ADDRESS),
          Map.entry("0c1ba1af-5765-453f-af22-a8f791ac775b", FwpsField.IP_LOCAL_PORT),
          Map.entry("b235ae9a-1d64-49b8-a44c-5ff3d9095045", FwpsField.IP_REMOTE_ADDRESS),
          Map.entry("c35a604d-d22b-4e1a-91b4-68f674ee674b", FwpsField.IP_REMOTE_PORT),
          Map.entry("d78e1e87-8644-4ea5-9437-d809ecefc971", FwpsField.ALE_APP_ID),
          Map.entry("138e6888-7ab8-4d65-9ee8-0591bcf6a494", FwpsField.NEXTHOP_INTERFACE_INDEX),
          Map.entry("cc088db3-1792-4a71-b0f9-037d21cd828b", FwpsField.ARRIVAL_INTERFACE_INDEX),
          Map.entry("35a791ab-04ac-4ff2-a6bb-da6cfac71806", FwpsField.COMPARTMENT_ID));

  private Guids() {}

  /** Reads one. */
  static String read(long address) {
    byte[] bytes = new byte[SIZE];
    CallArguments.memory().read(address, bytes, 0, SIZE);
    ByteBuffer at = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%08x-%04x-%04x-", at.getInt(), at.getShort() & 0xFFFF, at.getShort() & 0xFFFF));
    for (int i = Long.BYTES; i < SIZE; i++) {
      text.append(i == Long.BYTES + 2 ? "-" : "").append(String.format("%02x", bytes[i]));
    }
    return text.toString();
  }

  /** The layer with a key; null when there is none. */
  static @Nullable FwpsLayer layer(String key) {
    return LAYERS.get(key);
  }

  /** The field with a key; null when there is none. */
  static @Nullable FwpsField field(String key) {
    return FIELDS.get(key);
  }
}
