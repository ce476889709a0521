package dev.wsplab.wfp;

/** NTSTATUS values that the functions of the filter engine give, as ntstatus.h has them. */
public enum WfpStatus {
  /** Done. */
  STATUS_SUCCESS(0),
  /** An argument is wrong. */
  STATUS_INVALID_PARAMETER(0xC000000D),
  /** No memory. */
  STATUS_INSUFFICIENT_RESOURCES(0xC000009A),
  /** A packet was not accepted; what the completion function of an injection finds. */
  STATUS_DATA_NOT_ACCEPTED(0xC000021B),
  /** A callout still has contexts at flows. */
  STATUS_DEVICE_BUSY(0x80000011),
  /** No such object. */
  STATUS_FWP_NOT_FOUND(0xC0220008),
  /** There is one with this key. */
  STATUS_FWP_ALREADY_EXISTS(0xC0220009),
  /** No callout with this key or id. */
  STATUS_FWP_CALLOUT_NOT_FOUND(0xC0220001),
  /** No sublayer with this name. */
  STATUS_FWP_SUBLAYER_NOT_FOUND(0xC0220007),
  /** No field with this key. */
  STATUS_FWP_CONDITION_NOT_FOUND(0xC0220002),
  /** No filter with this id. */
  STATUS_FWP_FILTER_NOT_FOUND(0xC0220003),
  /** No layer with this key. */
  STATUS_FWP_LAYER_NOT_FOUND(0xC0220004),
  /** Something else needs it. */
  STATUS_FWP_IN_USE(0xC022000A),
  /** The session has begun no transaction. */
  STATUS_FWP_NO_TXN_IN_PROGRESS(0xC022000D),
  /** The session has begun a transaction. */
  STATUS_FWP_TXN_IN_PROGRESS(0xC022000E),
  /** An address mask has holes. */
  STATUS_FWP_INVALID_NET_MASK(0xC022001F),
  /** A range whose end comes before its beginning. */
  STATUS_FWP_INVALID_RANGE(0xC0220020),
  /** An object has no name. */
  STATUS_FWP_NULL_DISPLAY_NAME(0xC0220023),
  /** An action that a filter cannot have. */
  STATUS_FWP_INVALID_ACTION_TYPE(0xC0220024),
  /** A weight that is no number. */
  STATUS_FWP_INVALID_WEIGHT(0xC0220025),
  /** A comparison that does not fit the value. */
  STATUS_FWP_MATCH_TYPE_MISMATCH(0xC0220026),
  /** A value that does not fit the field. */
  STATUS_FWP_TYPE_MISMATCH(0xC0220027),
  /** The callout of a filter refuses it. */
  STATUS_FWP_CALLOUT_NOTIFICATION_FAILED(0xC0220037),
  /** Not emulated. */
  STATUS_NOT_SUPPORTED(0xC00000BB),
  /** A pointer is null, or a handle is not one of these. */
  STATUS_FWP_NULL_POINTER(0xC022001C),
  /** The TCP/IP stack is not ready. */
  STATUS_FWP_TCPIP_NOT_READY(0xC0220100),
  /** The injection handle is being destroyed. */
  STATUS_FWP_INJECT_HANDLE_CLOSING(0xC0220101),
  /** The injection handle is gone. */
  STATUS_FWP_INJECT_HANDLE_STALE(0xC0220102),
  /** What runs cannot be pended. */
  STATUS_FWP_CANNOT_PEND(0xC0220103);

  private final int value;

  WfpStatus(int value) {
    this.value = value;
  }

  /** {@return the number} */
  public int value() {
    return value;
  }

  /** {@return whether it is a success: {@code NT_SUCCESS}} */
  public boolean isSuccess() {
    return value >= 0;
  }
}
