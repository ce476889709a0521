package dev.wsplab.overlapped;

/** What {@code Internal} tells about a request (GOR-8, CANCEL-8). */
public enum OverlappedState {
  /** {@code Internal} is 0x103: the request has been started and is not finished. */
  PENDING,
  /** {@code Internal} is a success or informational status: finished, or never started. */
  SUCCEEDED,
  /** {@code Internal} is a warning or an error: finished without success (NTS-3). */
  FAILED;

  /** {@code WSS_OPERATION_IN_PROGRESS}, numerically {@code STATUS_PENDING}. */
  public static final int WSS_OPERATION_IN_PROGRESS = 0x103;

  /**
   * Reads a status.
   *
   * @param ntStatus the low 32 bits of {@code Internal} (OVL-9)
   * @return what the status tells
   */
  public static OverlappedState of(int ntStatus) {
    if (ntStatus == WSS_OPERATION_IN_PROGRESS) {
      return PENDING;
    }
    return ntStatus >= 0 ? SUCCEEDED : FAILED;
  }
}
