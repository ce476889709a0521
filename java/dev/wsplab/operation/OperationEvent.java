package dev.wsplab.operation;

/**
 * One moment in the life of an operation.
 *
 * @param step what happened
 * @param operation to which operation
 * @param nanos when, by {@link System#nanoTime}
 * @param thread name of the thread in which it happened
 * @param error Winsock error, 0 for none; counts for FAILED, COMPLETED, COMPLETED_AGAIN, DEQUEUED
 *     and ROUTINE
 * @param bytes byte count; counts for SUCCEEDED, COMPLETED, COMPLETED_AGAIN, DEQUEUED and ROUTINE
 */
public record OperationEvent(
    Step step, Operation operation, long nanos, String thread, int error, long bytes) {

  /** What can happen. */
  public enum Step {
    /** The provider's starting function is about to be called. */
    STARTED,
    /** It returned success: the completion has been indicated already. */
    SUCCEEDED,
    /** It returned {@code WSA_IO_PENDING}. */
    PENDED,
    /** It failed at once. */
    FAILED,
    /** The result is about to be published. */
    COMPLETED,
    /** The event was set, the packet queued or the APC queued; or there was nothing to do. */
    NOTIFIED,
    /** A packet was taken from a port. */
    DEQUEUED,
    /** The completion routine is about to run. */
    ROUTINE,
    /** The thread that its completion routine was to run in has ended: the routine never runs. */
    ROUTINE_LOST,
    /**
     * Its provider completed it once more (WPU-COMPLETE-18): the client may take a second packet.
     * Told while the structure is not in use for another operation.
     */
    COMPLETED_AGAIN,
    /** Its structure is given to another operation before the client has been told of this one. */
    REUSED
  }
}
