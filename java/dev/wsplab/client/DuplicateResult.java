package dev.wsplab.client;

import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.WinsockException;

/**
 * What {@code DuplicateHandle} returns.
 *
 * @param <H> the kind of handle
 * @param handle the copy; its value is 0 on failure
 * @param error {@code GetLastError} on failure
 */
public record DuplicateResult<H extends Handle>(H handle, int error) {
  /** {@return whether there is a copy} */
  public boolean succeeded() {
    return error == 0;
  }

  /** {@return the copy, or throws the error} */
  public H orThrow() {
    if (!succeeded()) {
      throw new WinsockException("DuplicateHandle", error);
    }
    return handle;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "DuplicateResult[handle=" + handle + ", error=" + Win32Error.nameOf(error) + "]";
  }
}
