package dev.wsplab.operation;

/**
 * The life of an operation.
 *
 * <pre>
 *              +-- the call fails --> FAILED_TO_START
 *              |
 *  STARTING ---+-- the call says pending --> PENDING --+
 *              |                                       +-- completed --> COMPLETED -- told --> DELIVERED
 *              +---------------------------------------+
 *                completed before the call returns (WPU-COMPLETE-19)
 * </pre>
 */
public enum OperationState {
  /** The provider's starting function is running. */
  STARTING,
  /** It returned {@code WSA_IO_PENDING}; nothing has completed it yet. */
  PENDING,
  /**
   * Its result is being, or has been, published; a packet or a routine may still be on its way to
   * the client.
   */
  COMPLETED,
  /**
   * The client has been told, or could have been by looking, or the thread of its routine has ended
   * and nobody is left to be told: the structure is free for the next operation.
   */
  DELIVERED,
  /** The starting call failed at once: it is never indicated. */
  FAILED_TO_START;

  /** {@return whether the structure must still be kept alive for the provider} */
  public boolean isUnderWay() {
    return this == STARTING || this == PENDING;
  }
}
