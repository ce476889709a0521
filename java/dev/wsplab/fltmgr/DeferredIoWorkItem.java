package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code PFLT_DEFERRED_IO_WORKITEM_ROUTINE}: runs in a worker thread at PASSIVE_LEVEL. */
@FunctionalInterface
public interface DeferredIoWorkItem {
  /**
   * Runs.
   *
   * @param data the operation that it was queued for
   * @param context what was given with it
   */
  void run(FltCallbackData data, @Nullable Object context);
}
