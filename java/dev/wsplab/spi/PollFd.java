package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;

/**
 * {@code WSAPOLLFD} without its result.
 *
 * @param fd the socket; a negative one is passed over
 * @param events what to look for: {@link #POLLRDNORM}, {@link #POLLRDBAND}, {@link #POLLWRNORM}
 */
public record PollFd(SocketHandle fd, int events) {
  /** An error has occurred; in results only. */
  public static final int POLLERR = 0x1;

  /** The connection was disconnected or aborted; in results only. */
  public static final int POLLHUP = 0x2;

  /** No socket; in results only. */
  public static final int POLLNVAL = 0x4;

  /** Data can be sent; also {@code POLLOUT}. */
  public static final int POLLWRNORM = 0x10;

  /** Out-of-band data can be sent: never looked for here. */
  public static final int POLLWRBAND = 0x20;

  /** Data can be received. */
  public static final int POLLRDNORM = 0x100;

  /** Out-of-band data can be received. */
  public static final int POLLRDBAND = 0x200;

  /** {@link #POLLRDNORM} and {@link #POLLRDBAND}. */
  public static final int POLLIN = POLLRDNORM | POLLRDBAND;

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "PollFd[fd=" + fd + ", events=" + FlagNames.ofPoll(events) + "]";
  }
}
