package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a function returns that gives an address.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param address the address; null on failure
 */
public record AddressResult(int returnValue, int errno, @Nullable Sockaddr address)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param address what the function would write where its {@code name} points to
   * @return the result of a call that succeeded
   */
  public static AddressResult of(Sockaddr address) {
    return new AddressResult(0, 0, address);
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static AddressResult failed(int errno) {
    return new AddressResult(Winsock2.SOCKET_ERROR, Errors.required(errno), null);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static AddressResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * {@return the address, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public Sockaddr orThrow(String function) {
    if (address == null) {
      throw new WinsockException(function, errno);
    }
    return address;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "AddressResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", address="
        + address
        + "]";
  }
}
