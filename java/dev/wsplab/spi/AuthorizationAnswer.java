package dev.wsplab.spi;

/**
 * Takes the answer to one question of a base provider: the first one counts. From any thread, with
 * no lock held that the authorizer takes when it is called: what was asked for goes on in the
 * answering thread. Thread-safe.
 */
public interface AuthorizationAnswer {
  /**
   * Lets what was asked for happen.
   *
   * @return false when it was answered or withdrawn before
   */
  boolean permit();

  /**
   * It may not happen.
   *
   * @param error what the call of the client fails with, such as {@code WSAEACCES}; for a
   *     connection that arrives it is what the connect at the other end fails with, where the
   *     network can tell that end
   * @return false when it was answered or withdrawn before
   * @throws IllegalArgumentException for 0
   */
  boolean block(int error);

  /**
   * It may happen at another address: a bind or a connect.
   *
   * @param to the address to bind or connect to instead
   * @return false when it was answered or withdrawn before
   * @throws UnsupportedOperationException for anything else than a bind or a connect
   */
  boolean redirect(Sockaddr to);
}
