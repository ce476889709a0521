package dev.wsplab.forefront;

import dev.wsplab.kernel.Win32Error;

/**
 * What {@code CreateFile} returns.
 *
 * @param handle the handle, which fits into a DWORD (FWX-7); -1, {@code INVALID_HANDLE_VALUE}, when
 *     it failed
 * @param error {@code GetLastError}: after a success 0, or 183 where {@link
 *     CreationDisposition#CREATE_ALWAYS} or {@link CreationDisposition#OPEN_ALWAYS} has found the
 *     file
 */
public record OpenResult(int handle, int error) {
  private static final int INVALID_HANDLE_VALUE = -1;

  static OpenResult failed(int error) {
    return new OpenResult(INVALID_HANDLE_VALUE, error);
  }

  /** {@return whether there is a handle} */
  public boolean succeeded() {
    return handle != INVALID_HANDLE_VALUE;
  }

  /**
   * {@return the handle}
   *
   * @throws IllegalStateException when the file could not be opened; the message names the error
   */
  public int orThrow() {
    if (!succeeded()) {
      throw new IllegalStateException("CreateFile: " + Win32Error.describe(error));
    }
    return handle;
  }
}
