package dev.wsplab.differential;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Classes of errors that systems agree on. POSIX says EPIPE wherever nothing can be sent, whether
 * the socket was never connected or its sending side is shut down; and EDESTADDRREQ where a
 * datagram has no destination. Where it fails in another class, {@link Difference} says why.
 */
enum Failure {
  NONE,
  WOULD_BLOCK,
  NO_CONNECTION,
  CONNECTED,
  RESET,
  REFUSED,
  IN_USE,
  INVALID,
  NO_SOCKET,
  MESSAGE_SIZE,
  NO_FAMILY,
  DENIED,
  NO_OPTION,
  NO_ADDRESS,
  UNSUPPORTED,
  OTHER;

  private static final Map<Integer, Failure> WINSOCK =
      Map.ofEntries(
          entry(0, NONE),
          entry(10013, DENIED),
          entry(10022, INVALID),
          entry(10035, WOULD_BLOCK),
          entry(10038, NO_SOCKET),
          entry(10040, MESSAGE_SIZE),
          entry(10042, NO_OPTION),
          entry(10045, UNSUPPORTED),
          entry(10047, NO_FAMILY),
          entry(10048, IN_USE),
          entry(10049, NO_ADDRESS),
          entry(10054, RESET),
          entry(10056, CONNECTED),
          entry(10057, NO_CONNECTION),
          entry(10058, NO_CONNECTION),
          entry(10061, REFUSED));

  /** Of Linux. */
  private static final Map<Integer, Failure> ERRNO =
      Map.ofEntries(
          entry(0, NONE),
          entry(9, NO_SOCKET),
          entry(11, WOULD_BLOCK),
          entry(13, DENIED),
          entry(22, INVALID),
          entry(32, NO_CONNECTION),
          entry(89, NO_CONNECTION),
          entry(90, MESSAGE_SIZE),
          entry(92, NO_OPTION),
          entry(95, UNSUPPORTED),
          entry(97, NO_FAMILY),
          entry(98, IN_USE),
          entry(99, NO_ADDRESS),
          entry(104, RESET),
          entry(106, CONNECTED),
          entry(107, NO_CONNECTION),
          entry(111, REFUSED));

  static Failure ofWinsock(int error) {
    return WINSOCK.getOrDefault(error, OTHER);
  }

  static Failure ofErrno(int error) {
    return ERRNO.getOrDefault(error, OTHER);
  }
}
