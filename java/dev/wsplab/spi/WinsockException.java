package dev.wsplab.spi;

import dev.wsplab.kernel.Win32Error;

/**
 * A call failed; thrown by the idiomatic level only, which has the number from the same call's
 * record. The message names function, error and, where more than the number is known, the reason:
 * {@code "CreateIoCompletionPort failed: ERROR_INVALID_PARAMETER (87): the socket already has a
 * port"}. Immutable.
 */
public final class WinsockException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LOWEST_OF_WINSOCK = 10000;

  /** Name of the call in Microsoft's documentation. */
  private final String function;

  /** The Winsock or Win32 error number. */
  private final int errno;

  /** What was wrong in this very call; empty when the number alone is known. */
  private final String reason;

  /**
   * Makes one that gives the meaning of the number as the reason.
   *
   * @param function the name of the call in Microsoft's documentation, for instance {@code WSARecv}
   * @param errno its error number
   */
  public WinsockException(String function, int errno) {
    this(function, errno, "");
  }

  /**
   * Makes one.
   *
   * @param function the name of the call in Microsoft's documentation, for instance {@code WSARecv}
   * @param errno its error number
   * @param reason what was wrong in this very call and what to do; empty when the number alone is
   *     known
   */
  public WinsockException(String function, int errno, String reason) {
    super(function + " failed: " + describe(function, errno, reason));
    this.function = function;
    this.errno = errno;
    this.reason = reason;
  }

  /** {@return the name of the call in Microsoft's documentation} */
  public String function() {
    return function;
  }

  /** {@return the error number: Winsock's, or for a function of {@code kernel32} Win32's} */
  public int errno() {
    return errno;
  }

  /** {@return what was wrong in this very call; empty when the number alone is known} */
  public String reason() {
    return reason;
  }

  private static String describe(String function, int errno, String reason) {
    boolean winsock = errno >= LOWEST_OF_WINSOCK || isOfWinsock(function);
    if (reason.isEmpty()) {
      return winsock ? WsaError.describe(errno) : Win32Error.describe(errno);
    }
    return (winsock ? WsaError.nameOf(errno) : Win32Error.nameOf(errno)) + ": " + reason;
  }

  // The two number worlds share some numbers under different names: kernel32's functions give
  // ERROR_INVALID_PARAMETER where Winsock's give WSA_INVALID_PARAMETER. Those of Winsock are
  // WSA...,
  // WSC..., WSP..., WPU..., and the BSD ones, which are in small letters.
  private static boolean isOfWinsock(String function) {
    return function.startsWith("WS")
        || function.startsWith("WPU")
        || !function.isEmpty() && Character.isLowerCase(function.charAt(0));
  }
}
