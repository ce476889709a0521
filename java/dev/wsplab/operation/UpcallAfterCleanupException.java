package dev.wsplab.operation;

/**
 * A hosted module has called ws2_32 after its last {@code WSPCleanup} (WSP-CLEAN-5), in an
 * environment without a verifier. Nobody throws it: it is given to the handler of uncaught
 * exceptions, see {@link UserFault#report}.
 */
public final class UpcallAfterCleanupException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Made by the host with module and function.
   *
   * @param message module, function and rule
   */
  public UpcallAfterCleanupException(String message) {
    super(message);
  }
}
