package dev.wsplab.provider;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An operation of a client on its way through a layer: the client's structure above, the layer's
 * own below (WPU-CREATE-6).
 *
 * @param socket the socket it was started on
 * @param client the client's structure
 * @param own the structure that the provider below sees
 * @param routine the client's completion routine, or null
 * @param threadId the thread that runs it, or null
 * @param ownThread whether the layer opened that id itself and must close it (WPU-THREAD-6)
 * @param onSuccess what the layer does with the bytes before the client sees them
 * @param turn who goes first: the starting call or the completion
 */
record LayerOperation(
    LayeredSocket socket,
    Overlapped client,
    Overlapped own,
    @Nullable CompletionRoutine routine,
    @Nullable ThreadId threadId,
    boolean ownThread,
    OnSuccess onSuccess,
    LayerTurn turn) {

  /** Is given the byte count of a finished transfer. */
  @FunctionalInterface
  interface OnSuccess {
    /** Nothing to do. */
    OnSuccess NOTHING = bytes -> {};

    /** The transfer has finished with success. */
    void transferred(int bytes);
  }
}
