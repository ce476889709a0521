package dev.wsplab.forefront;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HRESULTs that methods of the firewall service and of COM return (sheet, section 10); {@link
 * #describe} keeps unknown ones. Codes for dropped packets, which are seen in logs alone, are none
 * of them. Those about emulated connections, authentication, policy, MIME types and quotas are here
 * to be named when a filter returns them: this service gives none of them.
 */
public enum HResult {
  /** Success. */
  S_OK(0x00000000, "success"),
  /** The object is shutting down. */
  FWX_E_TERMINATING(0xC0040001, "the object is shutting down"),
  /** An argument is bad. */
  FWX_E_INVALID_ARG(0xC0040002, "an argument is bad"),
  /** A section is open on this thread already (FWX-62). */
  FWX_E_ALREADY_IN_BLOCKING_OP(0xC0040003, "a section is open on this thread already"),
  /** No section is open on this thread (FWX-64). */
  FWX_E_NOT_IN_BLOCKING_OP(0xC0040004, "no section is open on this thread"),
  /** The filter is not known. */
  FWX_E_FILTER_NOT_REGISTERED(0xC0040005, "the filter is not known"),
  /** The buffer object is full. */
  FWX_E_BUFFERFULL(0xC0040007, "the buffer object is full"),
  /** Another filter emulates the connection. */
  FWX_E_ALREADY_EMULATED(0xC0040009, "another filter emulates the connection"),
  /** The method cannot be called at this point. */
  FWX_E_BAD_CONTEXT(0xC004000A, "the method cannot be called at this point"),
  /** The change is not allowed. */
  FWX_E_NOT_SUPPORTED(0xC004000B, "the change is not allowed"),
  /** The session is not authenticated. */
  FWX_E_NOT_AUTHENTICATED(0xC004000C, "the session is not authenticated"),
  /** The policy denies the request. */
  FWX_E_POLICY_RULES_DENIED(0xC004000D, "the policy denies the request"),
  /** A MIME type is missing. */
  FWX_E_MIME_NEEDED(0xC004000E, "a MIME type is missing"),
  /** No filter emulates the connection. */
  FWX_E_NOT_EMULATED(0xC0040010, "no filter emulates the connection"),
  /** Too many requests are pending. */
  FWX_E_IS_BUSY(0xC0040011, "too many requests are pending"),
  /** The network rules deny the connection. */
  FWX_E_NETWORK_RULES_DENIED(0xC0040012, "the network rules deny the connection"),
  /** No more threads may block in this operation; no page says which methods give it. */
  FWX_E_THREAD_QUOTA_EXCEEDED(0xC0040035, "no more threads may block in this operation"),
  /** No more names may be looked up. */
  FWX_E_DNS_QUOTA_EXCEEDED(0xC0040036, "no more names may be looked up"),
  /** The name exists. */
  FWX_E_ALREADY_EXISTS(0x800700B7, "the name exists"),
  /** The method is not implemented. */
  E_NOTIMPL(0x80004001, "the method is not implemented"),
  /** The object has no such interface. */
  E_NOINTERFACE(0x80004002, "the object has no such interface"),
  /** A pointer is null. */
  E_POINTER(0x80004003, "a pointer is null"),
  /** The call failed. */
  E_FAIL(0x80004005, "the call failed"),
  /** {@code HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE)}. */
  E_HANDLE(0x80070006, "the handle is not valid"),
  /** Memory is short. */
  E_OUTOFMEMORY(0x8007000E, "memory is short"),
  /** {@code HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)}. */
  E_INVALIDARG(0x80070057, "an argument is not valid"),
  /** The call was not expected now. */
  E_UNEXPECTED(0x8000FFFF, "the call was not expected now");

  private static final Map<Integer, HResult> BY_VALUE =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(HResult::value, Function.identity()));

  private final int value;
  private final String meaning;

  HResult(int value, String meaning) {
    this.value = value;
    this.meaning = meaning;
  }

  /** {@return the number; what a filter's method returns} */
  public int value() {
    return value;
  }

  /** {@return the meaning in a few words} */
  public String meaning() {
    return meaning;
  }

  /** {@return whether it is success: its signed value is at least 0} */
  public boolean succeeded() {
    return value >= 0;
  }

  /**
   * {@return the constant of a number, if it has one}
   *
   * @param value an HRESULT
   */
  public static Optional<HResult> of(int value) {
    return Optional.ofNullable(BY_VALUE.get(value));
  }

  /**
   * {@code HRESULT_FROM_WIN32}: a Windows error as an HRESULT, which need not have a constant.
   *
   * @param error a Windows error; 0 and below stay as they are
   * @return the HRESULT
   */
  public static int fromWin32(int error) {
    return error <= 0 ? error : 0x8007_0000 | error & 0xFFFF;
  }

  /**
   * {@return {@code "E_POINTER (0x80004003)"}, or the bare number when it has no constant}
   *
   * @param value an HRESULT
   */
  public static String describe(int value) {
    HResult known = BY_VALUE.get(value);
    String number = String.format("0x%08X", value);
    return known == null ? number : known.name() + " (" + number + ")";
  }
}
