package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.kernel.NativeBlock;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One call of a classifyFn in C: its values, metadata, filter and decision in native memory, laid
 * out as fwpsk.h says.
 *
 * <pre>
 *  values | FWPS_INCOMING_VALUE0[] | blobs | metadata | filter | weight | decision
 * </pre>
 */
final class NativeClassify {
  private static final int POINTER = Native.POINTER_SIZE;
  private static final int ROOM = 2048;
  private static final byte GONE = (byte) 0xDD;
  // FWP_DATA_TYPE
  private static final int EMPTY = 0;
  private static final int UINT8 = 1;
  private static final int UINT16 = 2;
  private static final int UINT32 = 3;
  private static final int UINT64 = 4;
  private static final int BYTE_ARRAY16 = 11;
  private static final int BYTE_BLOB = 12;
  // FWPS_CLASSIFY_OUT0
  private static final int RIGHTS = 24;
  private static final int FLAGS = 28;

  private final NativeBlock block;
  private final ByteBuffer memory;
  private final FwpsClassifyOut out;
  private final int metadata;
  private final int filter;
  private final int decision;
  private boolean over;

  /** Writes all of it. */
  @SuppressWarnings("builder:required.method.not.called") // the quarantine closes it
  NativeClassify(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues meta,
      NativeFilter matched,
      FwpsClassifyOut out) {
    this.out = out;
    FwpsLayer layer = values.layer();
    byte[] application = blobOf(values.value(FwpsField.ALE_APP_ID));
    this.block = NativeBlock.allocate(ROOM + application.length);
    this.memory = block.buffer();
    NativeFields fields = NativeFields.of(layer);
    NativeStruct at = new NativeStruct(memory, 0);
    int array = new NativeStruct(memory, 0).uint16(0).uint32(0).pointer(0).end();
    at.uint16(layer.id()).uint32(fields.count()).pointer(block.address() + array);
    int blobs = array + fields.count() * valueSize();
    NativeStruct rest = new NativeStruct(memory, (blobs + 7) / 8 * 8);
    for (FwpsField field : FwpsField.values()) {
      Integer place = fields.place(field);
      if (place != null) {
        value(array + place * valueSize(), field, values.value(field), rest, application);
      }
    }
    networkInterface(fields, array, values);
    this.metadata = rest.end();
    this.filter = metadata(meta);
    this.decision = matched.write(memory, block.address(), filter);
    new NativeStruct(memory, decision)
        .uint32(out.actionType().value())
        .uint64(0)
        .uint64(matched.id())
        .uint32(out.rights())
        .uint32(out.flags())
        .uint32(0);
  }

  private static int valueSize() {
    return 2 * POINTER; // FWP_VALUE0: a type and a union of pointers
  }

  /** UTF-16 with a zero at the end. */
  private static byte[] blobOf(@Nullable Object path) {
    ByteBuffer bytes =
        path instanceof String text
            ? ByteBuffer.wrap(
                (text + '\0')
                    .getBytes(
                        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                            ? StandardCharsets.UTF_16LE
                            : StandardCharsets.UTF_16BE))
            : ByteBuffer.allocate(0);
    return bytes.array();
  }

  private void value(
      int place, FwpsField field, @Nullable Object value, NativeStruct rest, byte[] application) {
    NativeStruct at = new NativeStruct(memory, place);
    if (value instanceof Integer number) {
      at.uint32(typeOf(field)).pointerSized(number);
    } else if (value instanceof InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length == Integer.BYTES) {
        at.uint32(UINT32).pointerSized(ByteBuffer.wrap(bytes).getInt());
      } else {
        at.uint32(BYTE_ARRAY16).pointer(block.address() + rest.bytes(bytes));
      }
    } else if (value instanceof String) {
      int data = rest.bytes(application);
      int blob = rest.bytes(new byte[2 * POINTER]);
      new NativeStruct(memory, blob).uint32(application.length).pointer(block.address() + data);
      at.uint32(BYTE_BLOB).pointer(block.address() + blob);
    } else {
      at.uint32(EMPTY);
    }
  }

  private static int typeOf(FwpsField field) {
    return switch (field) {
      case IP_PROTOCOL -> UINT8;
      case IP_LOCAL_PORT, IP_REMOTE_PORT -> UINT16;
      default -> UINT32;
    };
  }

  /** The interface of the packet, and the part of it that there is: 0. */
  private void networkInterface(NativeFields fields, int array, FwpsIncomingValues values) {
    Object index = values.value(FwpsField.ARRIVAL_INTERFACE_INDEX);
    if (index == null) {
      index = values.value(FwpsField.NEXTHOP_INTERFACE_INDEX);
    }
    if (fields.interfaceIndex() >= 0 && index instanceof Integer number) {
      int place = array + fields.interfaceIndex() * valueSize();
      new NativeStruct(memory, place).uint32(UINT32).pointerSized(number);
      new NativeStruct(memory, place + valueSize()).uint32(UINT32).pointerSized(0);
    }
  }

  /** FWPS_INCOMING_METADATA_VALUES0; what is not present is 0. Where the filter may begin. */
  private int metadata(FwpsIncomingMetadataValues meta) {
    boolean headers = meta.isPresent(Fwps.FWPS_METADATA_FIELD_IP_HEADER_SIZE);
    boolean transport = meta.isPresent(Fwps.FWPS_METADATA_FIELD_TRANSPORT_HEADER_SIZE);
    boolean completion = meta.isPresent(Fwps.FWPS_METADATA_FIELD_COMPLETION_HANDLE);
    boolean endpoint = meta.isPresent(Fwps.FWPS_METADATA_FIELD_TRANSPORT_ENDPOINT_HANDLE);
    boolean direction = meta.isPresent(Fwps.FWPS_METADATA_FIELD_PACKET_DIRECTION);
    return new NativeStruct(memory, metadata)
        .uint32(meta.currentMetadataValues())
        .uint32(0)
        .uint64(0)
        .uint32(0) // discardMetadata
        .uint32(0)
        .uint64(0)
        .uint64(meta.isPresent(Fwps.FWPS_METADATA_FIELD_FLOW_HANDLE) ? meta.flowHandle() : 0)
        .uint32(headers ? meta.ipHeaderSize() : 0)
        .uint32(transport ? meta.transportHeaderSize() : 0)
        .pointer(0) // processPath
        .uint64(0) // token
        .uint64(0) // processId
        .uint32(0)
        .uint32(0)
        .uint32(meta.isPresent(Fwps.FWPS_METADATA_FIELD_COMPARTMENT_ID) ? meta.compartmentId() : 0)
        .uint32(0) // fragmentMetadata
        .uint16(0)
        .uint32(0)
        .uint32(0) // pathMtu
        .pointer(completion ? meta.completionHandle() : 0)
        .uint64(endpoint ? meta.transportEndpointHandle() : 0)
        .uint32(0) // remoteScopeId
        .pointer(0) // controlData
        .uint32(0)
        .uint32(direction ? meta.packetDirection().ordinal() : 0)
        .end();
  }

  long values() {
    return block.address();
  }

  long metadata() {
    return block.address() + metadata;
  }

  long filter() {
    return block.address() + filter;
  }

  long decision() {
    return block.address() + decision;
  }

  /** A value of {@code FWP_VALUE0} for a weight. */
  static int weightType() {
    return UINT64;
  }

  /**
   * Takes over what C has decided so far, also while classifyFn runs in another thread.
   *
   * @return the action where it is none that there is, 0 where it is one
   */
  synchronized int read() {
    if (over) {
      return 0;
    }
    out.rights(memory.getInt(decision + RIGHTS));
    out.flags(memory.getInt(decision + FLAGS));
    int written = memory.getInt(decision);
    FwpActionType action = FwpActionType.of(written);
    if (action == null) {
      return written;
    }
    out.actionType(action);
    return 0;
  }

  /** classifyFn has returned: what still looks sees a pattern (WFP-7). */
  synchronized void end() {
    over = true;
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, GONE);
    }
  }

  /** Whether somebody has written after the end. */
  boolean isWrittenLate() {
    for (int i = 0; i < memory.capacity(); i++) {
      if (memory.get(i) != GONE) {
        return true;
      }
    }
    return false;
  }

  void close() {
    block.close();
  }
}
