package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code FltAllocateCallbackData} gives.
 *
 * @param status STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES
 * @param data the callback data, null on failure
 */
public record AllocateResult(int status, @Nullable FltCallbackData data) {
  /**
   * {@return the callback data}
   *
   * @throws FltException when there are none
   */
  public FltCallbackData orThrow() {
    FltCallbackData given = data;
    if (given == null) {
      throw new FltException("FltAllocateCallbackData", status, "there is no memory");
    }
    return given;
  }
}
