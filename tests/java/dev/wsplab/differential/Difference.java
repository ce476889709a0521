package dev.wsplab.differential;

import dev.wsplab.differential.NamedSockets.Result;

/**
 * Where POSIX fails otherwise than Winsock's pages say, and the script goes on: the system's
 * failure counts as the one of the page. What cannot be compared at all, the scripts leave out and
 * say so.
 */
enum Difference {
  /**
   * A receive of urgent data when there is none: Linux says EINVAL. Page recv has WSAEINVAL for
   * {@code SO_OOBINLINE} alone; what has not come yet is WSAEWOULDBLOCK.
   */
  NOTHING_URGENT(Failure.INVALID, Failure.WOULD_BLOCK),

  /** A datagram found nobody: ECONNREFUSED on Linux; page recvfrom says WSAECONNRESET. */
  NOBODY_THERE(Failure.REFUSED, Failure.RESET);

  private final Failure posix;
  private final Failure winsock;

  Difference(Failure posix, Failure winsock) {
    this.posix = posix;
    this.winsock = winsock;
  }

  /** The failure as Winsock has it, which others' stay as they are. */
  Failure inWinsock(Failure failure) {
    return failure == posix ? winsock : failure;
  }

  /** The same for a result: one that did not fail is not touched. */
  Result inWinsock(Result result) {
    return result.failure() == posix ? Result.failed(winsock) : result;
  }
}
