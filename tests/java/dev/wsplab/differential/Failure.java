package dev.wsplab.differential;

import java.util.Map;

/**
 * Classes of errors that systems agree on. POSIX says EPIPE wherever nothing can be sent, whether
 * the socket was never connected or its sending side is shut down.
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
  OTHER;

  private static final Map<Integer, Failure> WINSOCK =
      Map.of(
          0, NONE,
          10035, WOULD_BLOCK,
          10056, CONNECTED,
          10057, NO_CONNECTION,
          10058, NO_CONNECTION,
          10054, RESET,
          10061, REFUSED,
          10048, IN_USE,
          10022, INVALID,
          10038, NO_SOCKET);

  /** Of Linux. */
  private static final Map<Integer, Failure> ERRNO =
      Map.of(
          0, NONE,
          11, WOULD_BLOCK,
          106, CONNECTED,
          107, NO_CONNECTION,
          32, NO_CONNECTION,
          104, RESET,
          111, REFUSED,
          98, IN_USE,
          22, INVALID,
          9, NO_SOCKET);

  static Failure ofWinsock(int error) {
    return WINSOCK.getOrDefault(error, OTHER);
  }

  static Failure ofErrno(int error) {
    return ERRNO.getOrDefault(error, OTHER);
  }
}
