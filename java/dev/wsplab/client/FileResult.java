package dev.wsplab.client;

import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.WinsockException;

/**
 * What a function of {@code kernel32} returns that gives a byte count.
 *
 * @param returnValue the BOOL
 * @param lastError {@code GetLastError}: Win32's number; 997 from a result query that waited and
 *     found the status still pending (WIN-35)
 * @param bytesWritten whether the byte count was written; if not, C keeps what stood there
 * @param bytes the byte count
 */
public record FileResult(boolean returnValue, int lastError, boolean bytesWritten, int bytes) {
  static FileResult failed(int error) {
    return new FileResult(false, error, false, 0);
  }

  /** {@return the error, 0 on success} */
  public int error() {
    return returnValue ? 0 : lastError;
  }

  /** {@return whether an operation was started and goes on} */
  public boolean isPending() {
    return !returnValue && lastError == Win32Error.ERROR_IO_PENDING.code();
  }

  /**
   * {@return this on success, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public FileResult orThrow(String function) {
    if (!returnValue) {
      throw new WinsockException(function, lastError);
    }
    return this;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "FileResult[returnValue="
        + returnValue
        + ", lastError="
        + Win32Error.nameOf(lastError)
        + ", bytesWritten="
        + bytesWritten
        + ", bytes="
        + Integer.toUnsignedString(bytes)
        + "]";
  }
}
