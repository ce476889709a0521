package dev.wsplab.verifier;

import dev.wsplab.spi.TransferResult;

/**
 * Is told of the calls of the five overlapped functions, at the border of each provider. Called in
 * the thread in which it happens; thread-safe.
 */
interface TransferListener {
  /** It is about to be called. */
  default void starting(Transfer transfer) {}

  /** Its call has returned; it may have finished before. */
  default void returned(Transfer transfer, TransferResult result) {}

  /**
   * The provider says that it has finished: once for each that was started, before the client is
   * told, and so while the buffers are the provider's.
   *
   * @param error Winsock error, 0 for none
   */
  default void finished(Transfer transfer, int error, long bytes) {}

  /** It failed at once, or an exception left it. */
  default void failed(Transfer transfer) {}
}
