package dev.wsplab.forefront;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HRESULTs of the firewall service and of COM (sheet, section 10); {@link #describe} keeps unknown
 * ones.
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
  /** The method cannot be called at this point. */
  FWX_E_BAD_CONTEXT(0xC004000A, "the method cannot be called at this point"),
  /** The change is not allowed. */
  FWX_E_NOT_SUPPORTED(0xC004000B, "the change is not allowed"),
  /** Too many requests are pending. */
  FWX_E_IS_BUSY(0xC0040011, "too many requests are pending"),
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

  /** Returns the number; what a filter's method returns. */
  public int value() {
    return value;
  }

  /** Returns the meaning in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Returns whether it is success: its signed value is at least 0. */
  public boolean succeeded() {
    return value >= 0;
  }

  /** Returns the constant of a number, if it has one. */
  public static Optional<HResult> of(int value) {
    return Optional.ofNullable(BY_VALUE.get(value));
  }

  /** {@code HRESULT_FROM_WIN32}: a Windows error as an HRESULT, which need not have a constant. */
  public static int fromWin32(int error) {
    return error <= 0 ? error : 0x8007_0000 | error & 0xFFFF;
  }

  /** Returns {@code "E_POINTER (0x80004003)"}, or the bare number when it has no constant. */
  public static String describe(int value) {
    HResult known = BY_VALUE.get(value);
    String number = String.format("0x%08X", value);
    return known == null ? number : known.name() + " (" + number + ")";
  }
}
