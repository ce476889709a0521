package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/** Is told that an I/O is over, {@code PFLT_COMPLETED_ASYNC_IO_CALLBACK} (FLT-37). */
@FunctionalInterface
public interface FltCompletedAsyncIo {
  /**
   * The I/O is over; from now on the data are the filter's again (FLT-40). Comes in any thread, and
   * perhaps before the call that has sent it returns.
   *
   * @param data what was sent
   * @param context what was given with it
   */
  void completed(FltCallbackData data, @Nullable Object context);
}
