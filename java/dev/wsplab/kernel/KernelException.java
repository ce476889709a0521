package dev.wsplab.kernel;

/** An object could not be made; carries the Win32 error number. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The Win32 error number. */
  private final int error;

  /**
   * Makes one.
   *
   * @param call what was called
   * @param error the Win32 error number
   */
  public KernelException(String call, int error) {
    super(call + " failed: " + Win32Error.describe(error));
    this.error = error;
  }

  /** {@return the Win32 error number} */
  public int error() {
    return error;
  }
}
