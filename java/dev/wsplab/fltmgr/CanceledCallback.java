package dev.wsplab.fltmgr;

/** {@code PFLT_COMPLETE_CANCELED_CALLBACK}: a cancel has come for a pended operation. */
@FunctionalInterface
public interface CanceledCallback {
  /**
   * Completes the operation, now or later.
   *
   * @param data the operation that was cancelled
   */
  void canceled(FltCallbackData data);
}
