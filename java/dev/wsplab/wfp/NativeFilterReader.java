package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.driver.CallArguments;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads {@code FWPM_FILTER0} of a driver in C. */
final class NativeFilterReader {
  private static final int BLOCK = 0x1001;
  private static final int PERMIT = 0x1002;
  private static final int CALLOUT = 0x4000;
  private static final int CLEAR_ACTION_RIGHT = 0x8; // FWPM_FILTER_FLAG_
  // FWP_DATA_TYPE
  private static final int EMPTY = 0;
  private static final int UINT8 = 1;
  private static final int UINT32 = 3;
  private static final int UINT64 = 4;
  private static final int BYTE_ARRAY16 = 11;
  private static final int BYTE_BLOB = 12;
  private static final int V4_MASK = 0x100;
  private static final int V6_MASK = 0x101;
  private static final int RANGE = 0x102;
  private static final int IPV6_BYTES = 16;
  // FWP_MATCH_TYPE, by number; null where there is none here
  private static final @Nullable FwpMatchType[] MATCHES = {
    FwpMatchType.EQUAL,
    FwpMatchType.GREATER,
    FwpMatchType.LESS,
    null,
    null,
    FwpMatchType.RANGE,
    FwpMatchType.FLAGS_ALL_SET,
    FwpMatchType.FLAGS_ANY_SET,
    FwpMatchType.FLAGS_NONE_SET,
    FwpMatchType.EQUAL,
    FwpMatchType.NOT_EQUAL
  };
  private static final int GREATER_OR_EQUAL = 3;
  private static final int LESS_OR_EQUAL = 4;
  private static final int MOST_CONDITIONS = 1000;

  /** What stands in the way of a filter. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final WfpStatus status;

    Refused(WfpStatus status) {
      super(status.name());
      this.status = status;
    }

    WfpStatus status() {
      return status;
    }
  }

  private final Policy policy;

  NativeFilterReader(Policy policy) {
    this.policy = policy;
  }

  /** Reads one. */
  FwpmFilter read(long address) throws Refused {
    NativeReader at = new NativeReader(address);
    at.guid(); // filterKey
    if (at.pointer() == 0) {
      throw new Refused(WfpStatus.STATUS_FWP_NULL_DISPLAY_NAME);
    }
    at.pointer(); // description
    int flags = at.uint32();
    at.pointer(); // providerKey
    FwpsLayer layer = Guids.layer(at.skipBlob().guid());
    String sublayer = at.guid();
    NativeReader.Value weight = at.value();
    int conditions = at.uint32();
    long condition = at.pointer();
    int type = at.uint32();
    String callout = at.guid();
    long context = CallArguments.memory().loadLong(at.here64());
    if (layer == null) {
      throw new Refused(WfpStatus.STATUS_FWP_LAYER_NOT_FOUND);
    }
    List<FwpmCondition> read = conditions(conditions, condition, layer);
    boolean universal = sublayer.equals(Guids.NONE) || sublayer.equals(Guids.UNIVERSAL);
    return new FwpmFilter(
        callout,
        layer,
        universal ? null : sublayer,
        weight(weight, read.size()),
        action(type),
        (type & CALLOUT) == 0 ? null : callout(callout),
        (flags & CLEAR_ACTION_RIGHT) == 0 ? 0 : Fwps.FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT,
        read,
        context);
  }

  private String callout(String key) throws Refused {
    if (!policy.hasCallout(key)) {
      throw new Refused(WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND);
    }
    return key;
  }

  private static FwpActionType action(int type) throws Refused {
    if ((type & CALLOUT) != 0) {
      return FwpActionType.CONTINUE;
    }
    return switch (type) {
      case BLOCK -> FwpActionType.BLOCK;
      case PERMIT -> FwpActionType.PERMIT;
      default -> throw new Refused(WfpStatus.STATUS_FWP_INVALID_ACTION_TYPE);
    };
  }

  /** None: the more conditions, the heavier. One of 8 bits names a range, 0 to 15. */
  private static long weight(NativeReader.Value value, int conditions) throws Refused {
    return switch (value.type()) {
      case EMPTY -> conditions;
      case UINT8 -> {
        if (value.number() > 15) {
          throw new Refused(WfpStatus.STATUS_FWP_INVALID_WEIGHT);
        }
        yield ((long) value.number() << 60) + conditions;
      }
      case UINT64 -> CallArguments.memory().loadLong(value.pointer());
      default -> throw new Refused(WfpStatus.STATUS_FWP_INVALID_WEIGHT);
    };
  }

  private static List<FwpmCondition> conditions(int count, long address, FwpsLayer layer)
      throws Refused {
    List<FwpmCondition> all = new ArrayList<>();
    if (count < 0 || count > MOST_CONDITIONS) {
      throw new Refused(WfpStatus.STATUS_INVALID_PARAMETER);
    }
    long at = address;
    for (int i = 0; i < count; i++) {
      NativeReader reader = new NativeReader(at);
      FwpsField field = Guids.field(reader.guid());
      int match = reader.uint32();
      NativeReader.Value value = reader.value();
      if (field == null || NativeFields.of(layer).place(field) == null) {
        throw new Refused(WfpStatus.STATUS_FWP_CONDITION_NOT_FOUND);
      }
      all.add(condition(field, match, value));
      at = value.union() + Native.POINTER_SIZE;
    }
    return all;
  }

  private static FwpmCondition condition(FwpsField field, int match, NativeReader.Value value)
      throws Refused {
    Object wanted = value.type() == RANGE ? range(field, value) : valueOf(field, value);
    if (match == GREATER_OR_EQUAL && wanted instanceof Integer number) {
      return new FwpmCondition(field, FwpMatchType.GREATER, number - 1);
    }
    if (match == LESS_OR_EQUAL && wanted instanceof Integer number) {
      return new FwpmCondition(field, FwpMatchType.LESS, number + 1);
    }
    if (match == GREATER_OR_EQUAL || match == LESS_OR_EQUAL) {
      throw new Refused(WfpStatus.STATUS_FWP_MATCH_TYPE_MISMATCH);
    }
    FwpMatchType type = match < 0 || match >= MATCHES.length ? null : MATCHES[match];
    if (type == null) {
      throw new Refused(WfpStatus.STATUS_NOT_SUPPORTED);
    }
    boolean prefix = wanted instanceof AddressPrefix;
    try {
      return new FwpmCondition(
          field, prefix && type == FwpMatchType.EQUAL ? FwpMatchType.PREFIX : type, wanted);
    } catch (IllegalArgumentException e) {
      throw new Refused(WfpStatus.STATUS_FWP_MATCH_TYPE_MISMATCH);
    }
  }

  /** {@code FWP_RANGE0}: two values of the field's own type. */
  private static FwpRange range(FwpsField field, NativeReader.Value value) throws Refused {
    NativeReader at = new NativeReader(value.pointer());
    NativeReader.Value low = at.value();
    NativeReader.Value high = at.value();
    if (low.type() != high.type()) {
      throw new Refused(WfpStatus.STATUS_FWP_INVALID_RANGE);
    }
    try {
      return new FwpRange(valueOf(field, low), valueOf(field, high));
    } catch (IllegalArgumentException e) {
      throw new Refused(WfpStatus.STATUS_FWP_INVALID_RANGE);
    }
  }

  private static Object valueOf(FwpsField field, NativeReader.Value value) throws Refused {
    boolean address = field == FwpsField.IP_LOCAL_ADDRESS || field == FwpsField.IP_REMOTE_ADDRESS;
    if (address) {
      return addressOf(value);
    }
    if (field == FwpsField.ALE_APP_ID) {
      if (value.type() != BYTE_BLOB) {
        throw new Refused(WfpStatus.STATUS_FWP_TYPE_MISMATCH);
      }
      NativeReader blob = new NativeReader(value.pointer());
      int size = blob.uint32() & 0xFFFF;
      byte[] text = NativeReader.bytes(blob.pointer(), size);
      return new String(text, StandardCharsets.UTF_16LE).replace("\0", "");
    }
    if (value.type() < UINT8 || value.type() > UINT32) {
      throw new Refused(WfpStatus.STATUS_FWP_TYPE_MISMATCH);
    }
    return value.number();
  }

  private static Object addressOf(NativeReader.Value value) throws Refused {
    return switch (value.type()) {
      case UINT32 -> ipv4(value.number());
      case BYTE_ARRAY16 -> inet(NativeReader.bytes(value.pointer(), IPV6_BYTES));
      case V4_MASK -> {
        NativeReader at = new NativeReader(value.pointer());
        int network = at.uint32();
        int mask = at.uint32();
        int length = Integer.bitCount(mask);
        if (mask != 0 && Integer.numberOfTrailingZeros(mask) != Integer.SIZE - length) {
          throw new Refused(WfpStatus.STATUS_FWP_INVALID_NET_MASK);
        }
        yield new AddressPrefix(ipv4(network), length);
      }
      case V6_MASK -> {
        byte[] network = NativeReader.bytes(value.pointer(), IPV6_BYTES);
        int length = NativeReader.uint8(value.pointer() + IPV6_BYTES);
        if (length > IPV6_BYTES * Byte.SIZE) {
          throw new Refused(WfpStatus.STATUS_FWP_INVALID_NET_MASK);
        }
        yield new AddressPrefix(inet(network), length);
      }
      default -> throw new Refused(WfpStatus.STATUS_FWP_TYPE_MISMATCH);
    };
  }

  private static InetAddress ipv4(int address) {
    return inet(ByteBuffer.allocate(Integer.BYTES).putInt(address).array());
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + bytes.length, e);
    }
  }
}
