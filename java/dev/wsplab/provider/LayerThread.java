package dev.wsplab.provider;

import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which thread runs an operation's completion routine.
 *
 * @param id the thread, or null when there is no routine
 * @param ownThread whether the layer opened the id itself and must close it
 * @param error 0, or why there is no thread for the routine: then nothing may be started
 */
record LayerThread(@Nullable ThreadId id, boolean ownThread, int error) {

  /** The thread that the client named, or the calling one (WPU-THREAD-6). */
  static LayerThread of(
      Upcalls upcalls, @Nullable CompletionRoutine routine, @Nullable ThreadId given) {
    if (routine == null || given != null) {
      return new LayerThread(given, false, 0);
    }
    ThreadIdResult opened = upcalls.wpuOpenCurrentThread();
    ThreadId id = opened.threadId();
    return new LayerThread(id, id != null, id != null ? 0 : opened.errno());
  }
}
