package dev.wsplab.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * What {@code WSPGetSockOpt} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param value the option's bytes as C would see them; empty on failure. The array is the
 *     receiver's.
 */
public record OptionResult(int returnValue, int errno, byte[] value) implements ErrnoResult {
  /**
   * Success.
   *
   * @param value the option's value as it lies in memory; not copied
   * @return the result of a call that succeeded
   */
  public static OptionResult of(byte[] value) {
    return new OptionResult(0, 0, value);
  }

  /**
   * Success, with a 32-bit number.
   *
   * @param value the number; it becomes 4 bytes, the lowest first
   * @return the result of a call that succeeded
   */
  public static OptionResult ofInt(int value) {
    return of(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static OptionResult failed(int errno) {
    return new OptionResult(Winsock2.SOCKET_ERROR, Errors.required(errno), new byte[0]);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static OptionResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * {@return a 32-bit number, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public int intOrThrow(String function) {
    if (returnValue != 0) {
      throw new WinsockException(function, errno);
    }
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "OptionResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", value="
        + HexFormat.of().formatHex(value)
        + "]";
  }
}
