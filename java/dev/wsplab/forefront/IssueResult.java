package dev.wsplab.forefront;

import dev.wsplab.kernel.Win32Error;

/**
 * What {@code ReadFile} and {@code WriteFile} return.
 *
 * @param returnValue TRUE: the transfer has ended; the callback still comes (FWX-36)
 * @param error {@code GetLastError} when FALSE: 997 when it was started (FWX-37), else why it was
 *     not, and nothing comes (FWX-38)
 */
public record IssueResult(boolean returnValue, int error) {
  static final IssueResult TRUE = new IssueResult(true, 0);
  static final IssueResult PENDING = failed(FileErrors.IO_PENDING);

  static IssueResult failed(int error) {
    return new IssueResult(false, error);
  }

  /** {@return whether the I/O was accepted: TRUE or 997, which a filter treats alike (FWX-49)} */
  public boolean accepted() {
    return returnValue || error == FileErrors.IO_PENDING;
  }

  @Override
  public String toString() {
    return returnValue ? "TRUE" : "FALSE, " + Win32Error.nameOf(error);
  }
}
