package dev.wsplab.spi;

import java.util.List;

/**
 * What {@code WSAPoll} returns.
 *
 * @param returnValue how many sockets have a result, or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param revents the result of each socket, in order; empty after a failure
 */
public record PollResult(int returnValue, int errno, List<Integer> revents) implements ErrnoResult {
  /**
   * Takes a copy of the list.
   *
   * @param returnValue how many sockets have a result, or {@code SOCKET_ERROR}
   * @param errno the error; not meaningful on success
   * @param revents the result of each socket, in order; empty after a failure
   */
  public PollResult {
    revents = List.copyOf(revents);
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   */
  public static PollResult failed(int errno) {
    return new PollResult(Winsock2.SOCKET_ERROR, errno, List.of());
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "PollResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", revents="
        + revents.stream().map(FlagNames::ofPoll).toList()
        + "]";
  }
}
