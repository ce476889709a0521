package dev.wsplab.spi;

import dev.wsplab.overlapped.Overlapped;

/**
 * {@code LPWSAOVERLAPPED_COMPLETION_ROUTINE} (WSP-IO-9). Runs in the thread that started the
 * operation, as an APC.
 */
@FunctionalInterface
public interface CompletionRoutine {
  /**
   * The operation has finished.
   *
   * @param error Winsock error, 0 on success
   * @param bytes bytes transferred
   * @param overlapped the structure that the operation was started with
   * @param flags 0 for sends; for receives what {@code *lpFlags} would have held
   */
  void completed(int error, int bytes, Overlapped overlapped, int flags);
}
