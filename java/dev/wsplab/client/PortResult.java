package dev.wsplab.client;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.WinsockException;

/**
 * What {@code CreateIoCompletionPort} returns.
 *
 * @param port the port; its value is 0, NULL, on failure (IOCP-CREATE-1)
 * @param error {@code GetLastError} on failure
 */
public record PortResult(PortHandle port, int error) {
  static PortResult of(PortHandle port) {
    return new PortResult(port, 0);
  }

  static PortResult failed(int error) {
    return new PortResult(new PortHandle(0), error);
  }

  /** {@return whether there is a port} */
  public boolean succeeded() {
    return port.value() != 0;
  }

  /** {@return the port, or throws the error} */
  public PortHandle orThrow() {
    if (!succeeded()) {
      throw new WinsockException("CreateIoCompletionPort", error);
    }
    return port;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "PortResult[port=" + port + ", error=" + Win32Error.nameOf(error) + "]";
  }
}
