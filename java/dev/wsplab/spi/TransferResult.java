package dev.wsplab.spi;

/**
 * What a send, receive or control call returns (sheet, 3.3).
 *
 * @param returnValue 0: finished, and the completion has already been indicated; {@code
 *     SOCKET_ERROR}: see errno
 * @param errno {@code WSA_IO_PENDING}: started, the indication comes later, exactly once; any
 *     other: not started; not meaningful on success (DEC-9)
 * @param bytes bytes transferred; written only on success and when a message was cut
 * @param flags what {@code *lpFlags} becomes; written only on success (WSP-RECV-6)
 */
public record TransferResult(int returnValue, int errno, int bytes, int flags)
    implements ErrnoResult {
  /** {@code SOCKET_ERROR} with {@code WSA_IO_PENDING}. */
  public static final TransferResult PENDING = failed(WsaError.WSA_IO_PENDING);

  /**
   * Finished at once.
   *
   * @param bytes bytes transferred
   * @param flags what {@code *lpFlags} becomes; 0 for sends
   * @return the result of a call that has finished, and been indicated
   */
  public static TransferResult done(int bytes, int flags) {
    return new TransferResult(0, 0, bytes, flags);
  }

  /**
   * {@code SOCKET_ERROR} with {@code WSAEMSGSIZE}, from a call without a structure: the first bytes
   * of a message lie in the buffers, and the rest is lost (WSP-RECV-3).
   *
   * @param bytes bytes that found room
   * @param flags what {@code *lpFlags} becomes
   * @return the result of a receive whose datagram was cut (WSP-RECV-3)
   */
  public static TransferResult truncated(int bytes, int flags) {
    return new TransferResult(Winsock2.SOCKET_ERROR, WsaError.WSAEMSGSIZE.code(), bytes, flags);
  }

  /**
   * Not started, or {@code WSA_IO_PENDING}.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static TransferResult failed(int errno) {
    return new TransferResult(Winsock2.SOCKET_ERROR, Errors.required(errno), 0, 0);
  }

  /**
   * Not started, or {@code WSA_IO_PENDING}.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static TransferResult failed(WsaError error) {
    return failed(error.code());
  }

  /** {@return whether the call finished at once} */
  public boolean succeeded() {
    return returnValue == 0;
  }

  /** {@return whether the first bytes of a message were received and the rest is lost} */
  public boolean isTruncated() {
    return errno == WsaError.WSAEMSGSIZE.code() && flags != 0;
  }

  /** {@return whether the operation was started and will be indicated later} */
  public boolean isPending() {
    return returnValue != 0 && errno == WsaError.WSA_IO_PENDING.code();
  }

  /**
   * {@return whether the operation was started, at once finished or not; if false, nothing will be
   * indicated}
   */
  public boolean started() {
    return succeeded() || isPending();
  }

  /**
   * {@return this if the operation was started, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public TransferResult orThrow(String function) {
    if (!started()) {
      throw new WinsockException(function, errno);
    }
    return this;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "TransferResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", bytes="
        + Integer.toUnsignedString(bytes)
        + ", flags="
        + FlagNames.ofMessage(flags)
        + "]";
  }
}
