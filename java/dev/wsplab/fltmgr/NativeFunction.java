package dev.wsplab.fltmgr;

import dev.wsplab.driver.UnknownFunctionException;

/**
 * What a minifilter calls beside the kernel's own functions, in the order of {@code
 * include/compat/km/wsplab_flt_functions.h}: a constant's place, behind {@link #FIRST}, is its
 * number there.
 */
enum NativeFunction {
  FLT_REGISTER_FILTER,
  FLT_START_FILTERING,
  FLT_UNREGISTER_FILTER,
  FLT_ALLOCATE_CALLBACK_DATA_EX,
  FLT_REUSE_CALLBACK_DATA,
  FLT_FREE_CALLBACK_DATA,
  FLT_PERFORM_ASYNCHRONOUS_IO,
  FLT_PERFORM_SYNCHRONOUS_IO,
  FLT_REISSUE_SYNCHRONOUS_IO,
  FLT_COMPLETE_PENDED_PRE_OPERATION,
  FLT_COMPLETE_PENDED_POST_OPERATION,
  FLT_DO_COMPLETION_PROCESSING_WHEN_SAFE,
  FLT_ALLOCATE_DEFERRED_IO_WORK_ITEM,
  FLT_FREE_DEFERRED_IO_WORK_ITEM,
  FLT_QUEUE_DEFERRED_IO_WORK_ITEM,
  FLT_CANCEL_IO,
  FLT_SET_CANCEL_COMPLETION,
  FLT_CLEAR_CANCEL_COMPLETION,
  FLT_IS_IO_CANCELED,
  FLT_READ_FILE,
  FLT_WRITE_FILE,
  FLT_SET_CALLBACK_DATA_DIRTY,
  FLT_CLEAR_CALLBACK_DATA_DIRTY,
  IO_SET_TOP_LEVEL_IRP,
  FLT_ALLOCATE_GENERIC_WORK_ITEM,
  FLT_FREE_GENERIC_WORK_ITEM,
  FLT_QUEUE_GENERIC_WORK_ITEM;

  /** The number of the first. */
  static final int FIRST = 0x100;

  private static final NativeFunction[] ALL = values();

  /**
   * The function with a number.
   *
   * @throws UnknownFunctionException when there is none
   */
  static NativeFunction of(int number) {
    int place = number - FIRST;
    if (place < 0 || place >= ALL.length) {
      throw new UnknownFunctionException(number);
    }
    return ALL[place];
  }
}
