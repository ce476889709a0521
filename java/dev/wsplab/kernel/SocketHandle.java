package dev.wsplab.kernel;

/**
 * A {@code SOCKET}.
 *
 * @param value its value
 */
public record SocketHandle(long value) implements Handle {
  /** {@code INVALID_SOCKET}: all bits one. */
  public static final SocketHandle INVALID = new SocketHandle(-1);

  /** {@return whether this is {@code INVALID_SOCKET}} */
  public boolean isInvalid() {
    return value == -1;
  }
}
