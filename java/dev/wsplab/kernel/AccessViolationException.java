package dev.wsplab.kernel;

/**
 * Memory at an address could not be read or written. Nothing else has happened; a copy that met
 * such memory half-way has copied what lies before it. Rules turn this into {@code WSAEFAULT}.
 */
public final class AccessViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The address that was to be accessed. */
  private final long address;

  /**
   * Made by the shim when a guarded access fails, and for addresses that cannot be right.
   *
   * @param address the address that was to be accessed
   */
  public AccessViolationException(long address) {
    super("address=0x" + Long.toHexString(address) + ": cannot be read or written");
    this.address = address;
  }

  /** {@return the address that was to be accessed} */
  public long address() {
    return address;
  }
}
