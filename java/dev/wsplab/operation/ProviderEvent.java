package dev.wsplab.operation;

/**
 * One call that went into a provider, or came out of it.
 *
 * @param step what happened
 * @param provider which provider, by its path in the catalog
 * @param function name of the function in Microsoft's documentation
 * @param socket value of the socket that it is called for, 0 for none
 * @param overlapped address of the structure that it is called for, 0 for none
 * @param error Winsock error, 0 for none; counts for RETURNED, ANSWERED, FIELDS_WRITTEN and
 *     PUBLISHED
 * @param bytes byte count; counts for RETURNED, FIELDS_WRITTEN and ROUTINE
 * @param nanos when, by {@link System#nanoTime}
 * @param thread name of the thread in which it happened
 */
public record ProviderEvent(
    Step step,
    String provider,
    String function,
    long socket,
    long overlapped,
    int error,
    long bytes,
    long nanos,
    String thread) {

  /** What can happen at the border of a provider. */
  public enum Step {
    /** One of its thirty functions, or WSPStartup, is about to be called. */
    CALLED,
    /** That call has returned. */
    RETURNED,
    /** The provider makes an upcall. */
    UPCALLED,
    /** That upcall has returned. */
    ANSWERED,
    /** The provider says that an operation has finished; error and flags stand in the structure. */
    FIELDS_WRITTEN,
    /**
     * The call that says so has returned: the result is published and indicated, or, with an error,
     * refused. Another thread may have seen it before; deferred timing may show it later.
     */
    PUBLISHED,
    /** A completion routine that was given to the provider is about to run. */
    ROUTINE
  }
}
