package dev.wsplab.forefront;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An HRESULT with an out parameter.
 *
 * @param <T> type of the out parameter
 * @param hresult what the method returned
 * @param value the out parameter: null exactly when the method failed. An object in it carries one
 *     reference, which the receiver releases (FWX-67)
 */
public record FwxResult<T>(HResult hresult, @Nullable T value) {
  static <T> FwxResult<T> of(T value) {
    return new FwxResult<>(HResult.S_OK, value);
  }

  static <T> FwxResult<T> failed(HResult hresult) {
    return new FwxResult<>(hresult, null);
  }

  /**
   * {@return the out parameter}
   *
   * @throws IllegalStateException when the method failed; the message names the HRESULT
   */
  public T orThrow() {
    T present = value;
    if (present == null) {
      throw new IllegalStateException(HResult.describe(hresult.value()) + ": " + hresult.meaning());
    }
    return present;
  }
}
