package dev.wsplab.operation;

/**
 * A hosted module could not be unloaded after its last {@code WSPCleanup} (WSP-CLEAN-5). Nobody
 * throws it: it is given to the handler of uncaught exceptions, see {@link UserFault#report}.
 */
public final class ModuleStaysException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Made by the host with module and reason.
   *
   * @param message module and reason
   */
  public ModuleStaysException(String message) {
    super(message);
  }
}
