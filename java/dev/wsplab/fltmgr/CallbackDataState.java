package dev.wsplab.fltmgr;

/** The life of callback data (FLT-22). */
enum CallbackDataState {
  /** Allocated, or made ready again: may be filled in and sent. */
  ALLOCATED,
  /** Sent: belongs to the Filter Manager until the callback. */
  IN_FLIGHT,
  /**
   * The callback has been entered, or the synchronous call is over: belongs to its filter again.
   */
  CALLED_BACK,
  /** Gone. */
  FREED
}
